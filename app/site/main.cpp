// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/site/command_channel.h"
#include "app/site/options.h"
#include "core/site/http_server.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <csignal>
#include <cstdio>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace {

using namespace Qt::StringLiterals;
using namespace lanescope::site;

constexpr int kCannotListen = 1;
constexpr int kBadUsage = 2;

void say(FILE* stream, const QString& text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    std::fputc('\n', stream);
}

QByteArray compact(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

/// Each connection takes a descriptor, and the usual soft limit of 1024 is far below the hard one.
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

QJsonObject greeting(const QStringList& urls)
{
    QJsonArray hosts;
    for (const QString& url : urls) {
        hosts.append(QJsonObject{{u"url"_s, url}});
    }
    return {{u"schema"_s, 1}, {u"pid"_s, QCoreApplication::applicationPid()}, {u"hosts"_s, hosts}};
}

CommandChannel::Handlers handlersFor(HttpServer& server, Options::WhenInputEnds whenInputEnds)
{
    return {
        .answer = [&server](QByteArrayView line) { return compact(server.control().execute(QString::fromUtf8(line))); },
        .ended =
            [whenInputEnds] {
                if (whenInputEnds == Options::WhenInputEnds::Quit) {
                    QCoreApplication::quit();
                }
            },
        .quit = [] { QCoreApplication::quit(); }};
}

int runSite(Options& options)
{
    HttpServer server(options.settings, options.seed);
    if (const auto error = server.listen(options.port)) {
        say(stderr, u"lanescope-site: "_s + *error);
        return kCannotListen;
    }
    if (!CommandChannel::print(compact(greeting(server.urls())))) {
        return 0; // whoever started it has gone already
    }
    if (!options.quiet) {
        say(stderr, u"lanescope-site: %1 pages from %2 on. End it with Ctrl+D, Ctrl+C or \"quit\"."_s.arg(
                        options.settings.text(SiteKnob::Pages), server.urls().constFirst()));
    }
    const CommandChannel channel(handlersFor(server, options.whenInputEnds));
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char* argv[])
{
    // Qt's own poll loop; GLib's costs more per event and brings nothing here.
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication application(argc, argv);
    Options options = parseOptions(QCoreApplication::arguments());
    if (options.help) {
        say(stdout, helpText());
        return 0;
    }
    if (!options.error.isEmpty()) {
        say(stderr, u"lanescope-site: "_s + options.error);
        return kBadUsage;
    }
    if (options.whenInputEnds == Options::WhenInputEnds::Quit) {
        // Standard input ends with the parent, unless some other child of it inherited the other end.
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    }
    std::signal(SIGPIPE, SIG_IGN); // a parent that closed our standard output is told from by write()
    raiseDescriptorLimit();
    return runSite(options);
}
