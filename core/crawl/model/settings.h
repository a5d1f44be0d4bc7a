// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace lanescope::crawl {

/// Which waiting request goes first: the newest (Scrapy's default, depth first), the oldest, or the one
/// nearest to a start URL, oldest first among equals.
enum class Order { Lifo, Fifo, Priority };

/// Whose turn it is: slots one after the other (as Scrapy's DownloaderAwarePriorityQueue), or whoever has the
/// next request in order, whatever slot it belongs to.
enum class Fairness { BySlot, Strict };

/// What counts against concurrentRequests: what is on the wire, or, as Scrapy counts, also what was taken
/// from the frontier and waits for its slot, its delay or robots.txt.
enum class CountWaiting { Wire, Scrapy };

/// What a slot is, the thing that one cap and one delay apply to. perIp > 0 makes it an IP address instead.
enum class SlotBy { Host, RegistrableDomain };

/// Which links are followed.
enum class Scope {
    SameHost,   ///< those to the host of the page they stand on
    SameDomain, ///< those within the registrable domain of the page they stand on
    StartHosts, ///< those to the host of any start URL
    Any,
};

/// How a delay is drawn: as it is, × U(0.5, 1.5), or as Scrapy's timer does, which draws again whenever it
/// goes off and so waits 1.22 × the delay on average.
enum class RandomDelay { Off, Unbiased, Scrapy };

/// What moves a slot's cap by itself, within the one that is set.
enum class ConcurrencyControl { Fixed, Aimd, Gradient };

/// Everything that can be turned about a crawl, by Scrapy's names where it has one. Plain data. All of it acts
/// at once when it changes, except for timeoutMs, maxBodyBytes, userAgent and http2, which act with the next
/// request, and the duplicate filter, which is made at the start. 0 means "no limit" or "off" everywhere.
/// Threads: as a value.
struct Settings {
    int concurrentRequests = 16; ///< CONCURRENT_REQUESTS
    int perDomain = 8;           ///< CONCURRENT_REQUESTS_PER_DOMAIN, a slot's cap
    int perIp = 0;               ///< CONCURRENT_REQUESTS_PER_IP: replaces perDomain; slots are addresses then
    int downloadDelayMs = 0;     ///< DOWNLOAD_DELAY, from start to start within a slot
    int depthLimit = 0;          ///< DEPTH_LIMIT
    int depthPriority = 0;       ///< DEPTH_PRIORITY: > 0 shallow first, < 0 deep first, 0 by order alone
    int redirectLimit = 20;      ///< REDIRECT_MAX_TIMES
    int timeoutMs = 180'000;     ///< DOWNLOAD_TIMEOUT, from the start on the wire to the last byte
    qint64 maxBodyBytes = 10 * 1024 * 1024; ///< DOWNLOAD_MAXSIZE, before and after decompression
    int parseThreads = 2;
    int parseBacklog = 200;                      ///< pages waiting to be parsed at which no request starts any more
    qint64 parseBacklogBytes = qint64{64} << 20; ///< the same, in bytes of their bodies
    qint64 pageBudget = 0;                       ///< CLOSESPIDER_PAGECOUNT
    int timeLimitS = 0;                          ///< CLOSESPIDER_TIMEOUT
    int errorLimit = 0;                          ///< CLOSESPIDER_ERRORCOUNT
    Order order = Order::Lifo;
    Fairness fairness = Fairness::BySlot;
    CountWaiting countWaiting = CountWaiting::Wire;
    SlotBy slotBy = SlotBy::Host;
    Scope scope = Scope::StartHosts;
    QString allow = {};           ///< patterns of URLs that may be followed, separated by blanks; empty: all in scope
    QString deny = {};            ///< patterns of URLs that may not
    bool filterDuplicates = true; ///< the duplicate filter
    bool obeyNofollow = false;    ///< rel="nofollow" and <meta name="robots">; Scrapy marks such links and follows them
    RandomDelay randomDelay = RandomDelay::Unbiased; ///< RANDOMIZE_DOWNLOAD_DELAY
    bool autoThrottle = false;                       ///< AUTOTHROTTLE_ENABLED
    int autoThrottleStartMs = 5000;                  ///< AUTOTHROTTLE_START_DELAY
    int autoThrottleMaxMs = 60'000;                  ///< AUTOTHROTTLE_MAX_DELAY
    double autoThrottleTarget = 1.0;                 ///< AUTOTHROTTLE_TARGET_CONCURRENCY
    ConcurrencyControl control = ConcurrencyControl::Fixed;
    double controlTolerance = 2.0; ///< latency may grow to this multiple of the best before a control backs off
    int maxRequestsPerMinute = 0;  ///< over all slots
    int maxKbPerS = 0;             ///< over all slots, bodies as sent, before decompression
    int retryTimes = 2;            ///< RETRY_TIMES
    QList<int> retryCodes = {500, 502, 503, 504, 522, 524, 408, 429}; ///< RETRY_HTTP_CODES
    int backoffMs = 1000;                                             ///< before the first retry; 0: at once, as Scrapy
    double backoffFactor = 2.0;
    int backoffMaxMs = 60'000;
    int retryAfterMaxS = 300;   ///< a server that asks for more gets this; 0: Retry-After is not heeded
    int breakerFailures = 0;    ///< failures of a host in a row at which it is left alone
    int breakerPauseS = 30;     ///< for how long
    QString welcomeAt = {};     ///< public hosts that may get more than five requests a second; *: all
    bool trustsOwnHosts = true; ///< hosts of this machine and of private networks need not be among them
    bool obeyRobots = true;     ///< ROBOTSTXT_OBEY
    int crawlDelayMaxS = 30;    ///< a robots.txt that asks for more gets this; 0: Crawl-delay is not heeded
    int dnsCacheS = 60;         ///< how long a looked-up address holds
    int dnsNegativeS = 10;      ///< how long a failed look-up holds
    bool http2 = false;
    bool paused = false; ///< nothing new starts; what is on the wire goes on
    quint64 seed = 1;    ///< of the random delays and back-offs
    QByteArray userAgent = "Lanescope/0.1 (+https://lanescope.org/crawler)";

    bool operator==(const Settings&) const = default;
};

} // namespace lanescope::crawl
