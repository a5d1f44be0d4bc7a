// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/engine.h"
#include "tests/core/crawl/loopback_server.h"

#include <QSignalSpy>
#include <QTimer>

/// What tests of the engine do again and again.
namespace engine_steps {

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

using Exchange = LoopbackServer::Exchange;

inline constexpr auto kLinks = "<a href='/1'>1</a><a href='/2'>2</a><a href='/3'>3</a><a href='/4'>4</a>";

inline bool runToEnd(Engine& engine, const std::vector<Url>& urls, QString* reason = nullptr)
{
    QSignalSpy finished(&engine, &Engine::finished);
    engine.start(urls);
    if (finished.isEmpty() && !finished.wait(30'000))
        return false;
    if (reason != nullptr)
        *reason = finished.first().first().toString();
    const Progress end = engine.progress();
    return end.statistics.balanced(end.pending());
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
    explicit SteadyServer(const QByteArray& page, const char* address = "127.0.0.1")
        : server([](LoopbackServer& s, const Exchange& e) { s.held.push_back(e); }, address)
    {
        QObject::connect(&timer, &QTimer::timeout, &server, [this, page] {
            if (server.held.empty())
                return;
            const Exchange exchange = server.held.front();
            server.held.erase(server.held.begin());
            server.answer(exchange, page);
        });
        timer.start(1);
    }
    LoopbackServer server;
    QTimer timer;
};

} // namespace engine_steps
