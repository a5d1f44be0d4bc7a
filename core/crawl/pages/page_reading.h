// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/crawl/model/settings.h"
#include "core/crawl/pages/incoming_page.h"
#include "core/crawl/pages/page_parser.h"
#include "core/crawl/pages/parse_pool.h"

#include <QHash>

#include <atomic>
#include <functional>
#include <memory>

namespace lanescope::crawl {

/// The way of a page from the wire to its links: to a parser as a whole, in pieces while it arrives, or to nobody.
/// Threads: the network thread; the callbacks are called on parsers' threads too. Lifetime: the destructor waits for
/// the pages in the parsers' hands; the scheduler must outlive it.
class PageReading {
public:
    struct Callbacks {
        std::function<void()> somethingToDo;                         ///< for the network thread
        std::function<void(int lane, std::uint32_t request)> readOn; ///< a body that had to wait
        std::function<void(const Url& page)> cut;                    ///< not all of its links were read
    };

    PageReading(Scheduler& scheduler, const Settings& settings, const std::string& prefix, Callbacks callbacks);

    void setThreads(int threads) { m_parsers.setThreads(threads); }
    /// True if so much waits for the parsers that nothing should start; they call back when that is over.
    bool isBacklogged(const Settings& settings);

    /// Pages, and only these, go to parsers.
    static bool isForParser(const Response& response);
    /// For a body that is so large that parsers begin with it before it is there; one that no parser wants is dropped
    /// as it comes.
    std::shared_ptr<PieceTaker> takerFor(const Response& response, bool wanted);
    /// The page has ended, and goes to a parser or nowhere.
    void deliver(const Response& response, bool toParser);
    /// Drops what waits; how many pages that were.
    std::size_t clear() { return m_parsers.queue().clear(); }
    /// Pages that parsers are given while they arrive.
    std::size_t arriving() const { return static_cast<std::size_t>(m_arriving.size()); }

private:
    void onParser(const ParseJob& job);

    PageParser m_pageParser;
    const Callbacks m_callbacks;
    QHash<std::uint32_t, std::shared_ptr<IncomingPage>> m_arriving; // by request
    std::atomic<bool> m_heldByBacklog{false};                       // a parser that finishes a page has to call
    ParsePool m_parsers;                                            // last: its threads use all of the above
};

} // namespace lanescope::crawl
