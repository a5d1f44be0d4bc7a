// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/scenarios/site_process.h"

namespace lanescope::scenario {
class Context;
}

namespace lanescope::crawl {

/// The built-in site as a set of URLs to fetch: the front pages of hosts that are all equally slow. For
/// scenarios about fetching, not about crawling: the knob "latency_ms" of the run says how slow, and
/// "failures", where it has one, which share of the requests is answered with an error.
///
/// Threads: the run's, which turns an event loop. Errors: start() says what went wrong; a site that ends by
/// itself fails the run and stops it.
class SiteUrls {
public:
    /// Latency varies evenly by `spread` times itself to both sides.
    SiteUrls(scenario::Context& context, int hosts, double spread);

    Status start();
    /// Hands the knobs on to the site; call it whenever one has changed.
    void follow();
    /// The first so many URLs, one a host.
    std::vector<Url> first(int count) const;

private:
    QString latency() const;
    QString latencySpread() const;
    QString failures() const;
    void set(const char* knob, const QString& value, QString& known);

    scenario::Context& m_context;
    const int m_hosts;
    const double m_spread;
    const bool m_mayFail;
    QString m_latency; // as the site knows them
    QString m_latencySpread;
    QString m_failures;
    SiteProcess m_site;
};

} // namespace lanescope::crawl
