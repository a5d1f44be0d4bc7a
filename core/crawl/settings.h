// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace lanescope::crawl {

/// Which waiting request of a host goes first: the newest (Scrapy's default, depth first) or the oldest.
enum class Order { Lifo, Fifo };

/// Which links are followed.
enum class Scope {
    SameHost,   ///< those to the host of the page they stand on
    StartHosts, ///< those to the host of any start URL
    Any,
};

/// Everything that can be turned about a crawl. Plain data. All of it acts at once when it changes, except
/// for timeoutMs, maxBodyBytes and userAgent, which act with the next request. Threads: as a value.
struct Settings {
    int concurrentRequests = 16; ///< on the wire at once; 0 = no limit
    int perDomain = 8;           ///< on the wire at once to one host name; 0 = no limit
    int downloadDelayMs = 0;     ///< at least this from start to start, per host name
    int depthLimit = 0;          ///< links deeper than this are not followed; 0 = no limit
    int redirectLimit = 20;
    int timeoutMs = 180'000; ///< from the start on the wire to the last byte
    qint64 maxBodyBytes = 10 * 1024 * 1024;
    int parseThreads = 2;
    int parseBacklog = 200; ///< pages waiting to be parsed at which no request starts any more
    qint64 parseBacklogBytes = qint64{64} << 20; ///< the same, in bytes of their bodies
    qint64 pageBudget = 0;                       ///< requests after which the crawl ends; 0 = no limit
    Order order = Order::Lifo;
    Scope scope = Scope::StartHosts;
    QByteArray userAgent = "Lanescope/0.1";

    bool operator==(const Settings&) const = default;
};

} // namespace lanescope::crawl
