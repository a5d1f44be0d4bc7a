// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/frontier.h"

#include <QStringList>

/// Steps of a frontier on a scripted clock.
namespace frontier_steps {

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kS = 1000 * kMs;

inline Url url(const QString& text)
{
    return Url::fromUser(u"http://"_s + text).value();
}

inline Url makeUrl(int host, int page)
{
    return Url::fromUser(u"http://h%1.example/%2"_s.arg(host).arg(page)).value();
}

inline Settings quiet(Settings settings)
{
    settings.randomDelay = RandomDelay::Off;
    settings.obeyRobots = false;
    settings.welcomeAt = u"*"_s; // the names are public ones
    return settings;
}

inline void finish(Frontier& frontier, const Request& request, std::int64_t nowNs, int status = 200)
{
    frontier.finished(request, {.startedNs = nowNs, .endedNs = nowNs, .latencyS = 0.1, .status = status}, 0, nowNs);
}

inline std::vector<Request> takeAll(Frontier& frontier, std::int64_t nowNs)
{
    std::vector<Request> taken;
    while (const auto request = frontier.next(nowNs))
        taken.push_back(*request);
    return taken;
}

inline QStringList hostsOf(const std::vector<Request>& requests)
{
    QStringList hosts;
    for (const Request& request : requests)
        hosts.append(QString::fromUtf8(request.url.host().data(), static_cast<qsizetype>(request.url.host().size())));
    return hosts;
}

} // namespace frontier_steps
