// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/scheduler.h"
#include "core/crawl/pages/parse_queue.h"

#include <functional>

namespace lanescope::crawl {

/// What a parser does with a page, or with what has come of it: reads its links, makes them absolute, hands them to
/// the scheduler when it is whole.
/// Threads: parse() on any, at the same time. Lifetime: the scheduler must outlive it.
class PageParser {
public:
    /// `cut`: told of each page whose links are more than are read; on a parser's thread.
    PageParser(Scheduler& scheduler, std::function<void(const Url&)> cut);

    /// True if the network thread has something to do now.
    bool parse(const ParseJob& job);

private:
    Scheduler& m_scheduler;
    const std::function<void(const Url&)> m_cut;
    const trace::StringId m_parseSpan;
    const trace::StringId m_linksSpan;
};

} // namespace lanescope::crawl
