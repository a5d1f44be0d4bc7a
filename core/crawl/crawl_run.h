// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/crawl_thread.h"
#include "core/scenario/context.h"

#include <QElapsedTimer>
#include <QEventLoop>

namespace lanescope::crawl {

/// A crawl as part of a scenario's run: knobs act on it while it goes on, a wish to stop ends it, and the
/// result is what it counted. Threads: the run's, in which execute() turns an event loop.
class CrawlRun {
public:
    /// `standard`: the settings that no knob declares.
    CrawlRun(scenario::Context& context, const Settings& standard);

    /// Returns when the crawl is over, or stopped, or endEarly() was called, and has set the result: pages,
    /// bytes, errors, pages_per_s, rounds, max_on_the_wire, statistics.
    void execute(const std::vector<Url>& urls, Repeat repeat);
    void endEarly();

    CrawlThread& crawl() { return m_crawl; }

private:
    void report();

    scenario::Context& m_context;
    const Settings m_standard;
    CrawlThread m_crawl;
    QEventLoop m_loop;
    QElapsedTimer m_elapsed;
};

} // namespace lanescope::crawl
