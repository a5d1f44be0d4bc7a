// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/export_command.h"

#include "app/lanescope/arguments.h"
#include "app/lanescope/standard_output.h"
#include "core/session/session_file.h"
#include "ui/export/export_snapshot.h"
#include "ui/timeline/timeline_picture.h"

#include <QCommandLineParser>
#include <QFileInfo>

#include <cstdio>

namespace lanescope::app {
namespace {

using exporting::ExportRequest;

struct ExportOptions {
    QString session;
    ExportRequest request;
};

Error wrong(const QString& what)
{
    return Error{what.toStdString()};
}

QString option(const QString& name)
{
    return QStringLiteral("--") + name;
}

Result<ExportOptions> parse(const QStringList& words)
{
    const QString view = QStringLiteral("view");
    const QString format = QStringLiteral("format");
    const QString size = QStringLiteral("size");
    const QString output = QStringLiteral("o");
    QCommandLineParser parser;
    for (const QString& name : {view, format, size, output})
        parser.addOption(QCommandLineOption(name, {}, name));
    const QString usage = QStringLiteral(" lanescope export SESSION --view V --format F [--size WxH] [-o FILE]");
    if (!parser.parse(QStringList{QStringLiteral("export")} + words))
        return wrong(parser.errorText() + usage);
    if (parser.positionalArguments().size() != 1)
        return wrong(QStringLiteral("One session file is exported at a time:") + usage);
    for (const QString& needed : {view, format}) {
        if (!parser.isSet(needed))
            return wrong(option(needed) + QStringLiteral(" is missing:") + usage);
    }
    ExportOptions options;
    options.session = parser.positionalArguments().constFirst();
    const auto parsedView = exporting::parseView(parser.value(view));
    if (!parsedView)
        return Error{parsedView.error()};
    const auto parsedFormat = exporting::parseFormat(parser.value(format), parsedView.value());
    if (!parsedFormat)
        return Error{parsedFormat.error()};
    if (parser.isSet(size)) {
        const auto parsedSize = exporting::PictureSize::parse(parser.value(size));
        if (!parsedSize)
            return Error{parsedSize.error()};
        options.request.size = parsedSize.value();
    }
    options.request.view = parsedView.value();
    options.request.format = parsedFormat.value();
    options.request.path = parser.isSet(output) ? parser.value(output)
                                                : QStringLiteral("%1-%2.%3")
                                                      .arg(QFileInfo(options.session).completeBaseName(),
                                                           exporting::viewName(parsedView.value()),
                                                           exporting::formatSuffix(parsedFormat.value()));
    return options;
}

QString help()
{
    QString text = QStringLiteral("lanescope export SESSION --view V --format F [--size WxH] [-o FILE]\n\n"
                                  "  V             what it is                          F\n");
    for (const exporting::ExportView view : exporting::allViews()) {
        QStringList formats;
        for (const exporting::ExportFormat format : exporting::formatsOf(view))
            formats += exporting::formatName(format);
        text += QStringLiteral("  %1  %2  %3\n")
                    .arg(exporting::viewName(view), -12)
                    .arg(exporting::viewTitle(view), -34)
                    .arg(formats.join(QStringLiteral(", ")));
    }
    return text + QStringLiteral("\nSESSION is a file that --save wrote. As a picture, a table is the chart that goes "
                                 "with it. Without -o the name is made of it and the view.\n");
}

} // namespace

int exportCommand(const QStringList& words)
{
    if (words == QStringList{QStringLiteral("--help")})
        return endWithOutput(help().toLocal8Bit());
    auto parsed = parse(words);
    if (!parsed) {
        std::fprintf(stderr, "lanescope: %s\n", parsed.error().c_str());
        return static_cast<int>(Exit::BadUsage);
    }
    ExportOptions& options = parsed.value();
    const auto fail = [](const std::string& why) {
        std::fprintf(stderr, "lanescope: %s\n", why.c_str());
        return static_cast<int>(Exit::RunFailed);
    };
    const auto loaded = session::loadSession(options.session);
    if (!loaded)
        return fail(loaded.error());
    const session::LoadedSession& session = loaded.value();
    options.request.timelinePaint = [&session](QPainter& painter, const QSize& size) {
        timeline::paintTimeline(painter, size, session.snapshot, {});
    };
    if (const Status written = exporting::exportSnapshot(session.snapshot, session.info, options.request); !written)
        return fail(written.error());
    return endWithOutput(options.request.path.toLocal8Bit() + '\n');
}

} // namespace lanescope::app
