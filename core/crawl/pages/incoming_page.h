// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/pages/link_extractor.h"
#include "core/crawl/pages/parse_queue.h"
#include "core/crawl/pages/piece_taker.h"

#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace lanescope::crawl {

/// A page that parsers read while it arrives. Whenever there is something new of it, it is in the parse queue once,
/// so one parser at a time has it and the pieces are read in order.
///
/// It holds what has come and is not read yet, and no more than kMostBytes of that: then the wire has to wait.
/// The links are given when the whole page was read; a page that does not end well has none.
/// Threads: take(), isBehind(), end() and drop() in the network thread, read() in a parser, at the same time.
class IncomingPage : public PieceTaker, public std::enable_shared_from_this<IncomingPage> {
public:
    static constexpr qint64 kMostBytes = 256 * 1024;

    /// `about`: url, depth, contentType and request of the jobs in the queue. `wantsMore` is called in a parser when
    /// it has read what isBehind() complained of.
    IncomingPage(ParseQueue& queue, ParseJob about, std::function<void()> wantsMore);
    ~IncomingPage() override;

    void take(QByteArray&& piece) override;
    bool isBehind() override;
    /// The last piece, which may be empty.
    void end(QByteArray&& last);
    /// The rest will not come, and what came does not count.
    void drop();
    bool hasEnded() const;

    /// Reads what there is. The links if that was the end; the page is in nobody's hands any more otherwise.
    std::optional<PageLinks> read();

private:
    enum class Step { Piece, Nothing, End };
    Step next(QByteArray& piece);
    void add(QByteArray&& piece);
    void enqueueUnlessThere(std::unique_lock<std::mutex>& lock);
    void forgetPieces();

    ParseQueue& m_queue;
    const std::shared_ptr<ParseQueue::Bytes> m_queuedBytes; // outlives the queue
    const ParseJob m_about;
    const std::function<void()> m_wantsMore;
    LinkExtractor m_extractor; // of the parser that has the page
    mutable std::mutex m_mutex;
    // All below: guarded by m_mutex.
    std::deque<QByteArray> m_pieces;
    qint64 m_bytes = 0;     // of m_pieces
    bool m_inQueue = false; // or in a parser's hands
    bool m_askedToWait = false;
    bool m_ended = false;
    bool m_dropped = false;
};

} // namespace lanescope::crawl
