// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/http_answer.h"
#include "core/site/http_request.h"
#include "core/site/site_settings.h"
#include "core/site/web_graph.h"

#include <QList>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::site {

/// What a request will get. It is decided when the host begins to work on the request and turned into bytes
/// only when the delay is over, so a thousand waiting requests hold no thousand pages in memory.
struct Verdict {
    int status = 200;
    std::optional<PageAddress> page; // of a 200
    QByteArray text;                 // of any other status
    std::chrono::nanoseconds delay{0};
    int bodyBytesPerSecond = 0; // 0 = at once
    bool reset = false;
};

/// Decides, from the knobs as they are now, what each request gets: the seam for every fault knob.
///
/// Repeatable: the draws for a page depend on the seed, the page and how often it was asked for, not on the
/// order in which requests of different pages arrive, so a retry draws anew and a second run draws the same.
/// Threads: belongs to the site's thread. Lifetime: the settings must outlive it.
class Responder {
public:
    Responder(const SiteSettings& settings, std::uint64_t seed, QList<QByteArray> baseUrls);

    [[nodiscard]] Verdict decide(int host, const HttpRequest& request);
    [[nodiscard]] HttpAnswer render(const Verdict& verdict) const;
    [[nodiscard]] const WebGraph& graph() const { return m_graph; }

private:
    void followSettings();
    [[nodiscard]] Verdict route(int host, const HttpRequest& request) const;
    [[nodiscard]] std::uint32_t countVisit(PageAddress page);

    const SiteSettings& m_settings;
    std::uint64_t m_seed;
    QList<QByteArray> m_baseUrls;
    std::uint64_t m_generation;
    WebGraph m_graph;
    std::vector<std::vector<std::uint32_t>> m_visits; // by host, then page; grows with the pages asked for
    std::uint64_t m_missed = 0;                       // requests for no page, so that their draws differ too
};

} // namespace lanescope::site
