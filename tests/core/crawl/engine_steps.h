// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/engine.h"
#include "tests/core/crawl/loopback_server.h"

#include <QSignalSpy>
#include <QTimer>

#include <functional>

/// What tests of the engine do again and again.
namespace engine_steps {

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

using Exchange = LoopbackServer::Exchange;

inline constexpr auto kLinks = "<a href='/1'>1</a><a href='/2'>2</a><a href='/3'>3</a><a href='/4'>4</a>";

/// Page n links to 2n+1 and 2n+2 below `pages`, to itself, to its parent, and once more to a child.
inline QByteArray treePage(int page, int pages)
{
    QByteArray html = "<html><body>";
    for (const int link : {2 * page + 1, 2 * page + 2, page, (page - 1) / 2, 2 * page + 1}) {
        if (link < pages)
            html += "<a href='/p/" + QByteArray::number(link) + (link % 2 ? "#x" : "") + "'>x</a>";
    }
    return html + "<a href='mailto:x@y'></a><a href='http://elsewhere.invalid/'></a></body></html>";
}

inline int pageNumber(const QByteArray& target)
{
    return target.mid(3).toInt();
}

inline LoopbackServer::Handler tree(int pages)
{
    return [pages](LoopbackServer& server, const Exchange& exchange) {
        server.answer(exchange, treePage(pageNumber(exchange.target), pages));
    };
}

inline bool balanced(const Progress& now)
{
    return now.statistics.balanced(now.pending());
}

/// False if it does not end, or what it counted does not add up.
inline bool runToEnd(Engine& engine, const std::vector<Url>& urls, QString* reason = nullptr)
{
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(urls);
    if (finished.isEmpty() && !finished.wait(30'000))
        return false;
    if (reason != nullptr)
        *reason = finished.first().first().toString();
    return balanced(engine.progress());
}

inline Url named(const LoopbackServer& server, const QString& host, const QString& target = u"/"_s)
{
    return Url::fromUser(u"http://%1:%2%3"_s.arg(host).arg(server.serverPort()).arg(target)).value();
}

/// As a test wants it: no back-off but a moment, no robots.txt.
inline Settings quick(Settings settings = {})
{
    settings.backoffMs = 1;
    settings.obeyRobots = false;
    settings.randomDelay = RandomDelay::Off;
    return settings;
}

/// Answers one of those held every millisecond, so that there is always something in flight.
struct SteadyServer {
    using PageOf = std::function<QByteArray(const Exchange&)>;

    explicit SteadyServer(PageOf pageOf, const char* address = "127.0.0.1")
        : server([](LoopbackServer& s, const Exchange& e) { s.held.push_back(e); }, address)
    {
        QObject::connect(&timer, &QTimer::timeout, &server, [this, pageOf = std::move(pageOf)] {
            if (server.held.empty())
                return;
            const Exchange exchange = server.held.front();
            server.held.erase(server.held.begin());
            server.answer(exchange, pageOf(exchange));
        });
        timer.start(1);
    }
    /// The same for all.
    explicit SteadyServer(const char* page, const char* address = "127.0.0.1")
        : SteadyServer([page](const Exchange&) { return QByteArray(page); }, address)
    {
    }
    /// The pages of a tree.
    explicit SteadyServer(int pages, const char* address = "127.0.0.1")
        : SteadyServer([pages](const Exchange& e) { return treePage(pageNumber(e.target), pages); }, address)
    {
    }
    LoopbackServer server;
    QTimer timer;
};

} // namespace engine_steps
