// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/http_answer.h"
#include "core/site/http_request.h"
#include "core/site/rate_limiter.h"
#include "core/site/site_settings.h"
#include "core/site/web_graph.h"

#include <QList>

#include <chrono>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace lanescope::site {

/// A request that a host begins to work on.
struct Arrival {
    int host = 0;
    std::uint32_t client = 0; // its IPv4 address
    std::chrono::steady_clock::time_point now;
};

/// What a request will get. It is decided when the host begins to work on the request and turned into bytes
/// only when the delay is over, so a thousand waiting requests hold no thousand pages in memory.
struct Verdict {
    struct Failure {
        QByteArray text;
        QByteArray extraHeaders;
    };
    struct RobotsFile {
        RobotsVariant variant;
        double delayS;
    };

    int status = 200; // of a failure; the other contents know their own
    std::variant<Failure, PageAddress, TrapAddress, RobotsFile> content;
    std::chrono::nanoseconds delay{0};
    int bodyBytesPerSecond = 0; // 0 = at once
    std::optional<ResetPlace> reset;
    bool gzip = false;
};

/// Decides, from the knobs as they are now, what each request gets: the seam for every fault knob.
///
/// Repeatable: the draws for a page depend on the seed, the page and how often it was asked for, not on the
/// order in which requests of different pages arrive, so a retry draws anew and a second run draws the same.
/// A robots.txt has its own knob and is spared by the others, except for latency: one lost draw would decide
/// over its whole host. Threads: belongs to the site's thread. Lifetime: the settings must outlive it.
class Responder {
public:
    Responder(const SiteSettings& settings, std::uint64_t seed, QList<QByteArray> baseUrls);

    [[nodiscard]] Verdict decide(const Arrival& arrival, const HttpRequest& request);
    [[nodiscard]] HttpAnswer render(const Verdict& verdict) const;
    [[nodiscard]] const WebGraph& graph() const { return m_graph; }

private:
    void followSettings();
    [[nodiscard]] Verdict route(int host, const HttpRequest& request) const;
    [[nodiscard]] Verdict refusal(int host, int status, const QByteArray& text) const;
    [[nodiscard]] bool inBurst(const Arrival& arrival) const;
    [[nodiscard]] std::chrono::nanoseconds drawLatency(int host, SeededRandom& random) const;
    [[nodiscard]] std::uint64_t countVisit(const PageAddress* page);

    const SiteSettings& m_settings;
    std::uint64_t m_seed;
    QList<QByteArray> m_baseUrls;
    std::uint64_t m_generation;
    WebGraph m_graph;
    std::vector<std::vector<std::uint32_t>> m_visits; // by host, then page; grows with the pages asked for
    std::uint64_t m_missed = 0;                       // requests for no page, so that their draws differ too
    std::vector<RateLimiter> m_limiters;              // by host
    std::optional<std::chrono::steady_clock::time_point> m_firstArrival; // bursts count from here
};

} // namespace lanescope::site
