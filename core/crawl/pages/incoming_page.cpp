// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/pages/incoming_page.h"

#include <utility>

namespace lanescope::crawl {

namespace {

std::string text(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

} // namespace

IncomingPage::IncomingPage(ParseQueue& queue, ParseJob about, std::function<void()> wantsMore)
    : m_queue(queue)
    , m_queuedBytes(queue.arrivingBytes())
    , m_about(std::move(about))
    , m_wantsMore(std::move(wantsMore))
    , m_extractor(text(m_about.contentType))
{
}

IncomingPage::~IncomingPage()
{
    forgetPieces();
}

void IncomingPage::forgetPieces()
{
    m_queuedBytes->fetch_sub(std::exchange(m_bytes, 0));
    m_pieces.clear();
}

void IncomingPage::add(QByteArray&& piece)
{
    m_bytes += piece.size();
    m_queuedBytes->fetch_add(piece.size());
    m_pieces.push_back(std::move(piece));
}

/// Gives the lock back.
void IncomingPage::enqueueUnlessThere(std::unique_lock<std::mutex>& lock)
{
    const bool wasThere = std::exchange(m_inQueue, true);
    lock.unlock();
    if (wasThere)
        return;
    ParseJob job = m_about;
    job.queued = trace::readClock();
    job.arriving = shared_from_this();
    m_queue.put(std::move(job));
}

void IncomingPage::take(QByteArray&& piece)
{
    std::unique_lock lock(m_mutex);
    add(std::move(piece));
    enqueueUnlessThere(lock);
}

void IncomingPage::end(QByteArray&& last)
{
    std::unique_lock lock(m_mutex);
    if (!last.isEmpty())
        add(std::move(last));
    m_ended = true;
    enqueueUnlessThere(lock);
}

void IncomingPage::drop()
{
    const std::lock_guard lock(m_mutex);
    m_dropped = true;
    forgetPieces();
}

bool IncomingPage::isBehind()
{
    const std::lock_guard lock(m_mutex);
    return m_askedToWait = m_bytes >= kMostBytes;
}

bool IncomingPage::hasEnded() const
{
    const std::lock_guard lock(m_mutex);
    return m_ended;
}

/// Decided under one lock: once the page is out of this parser's hands, another may have it.
IncomingPage::Step IncomingPage::next(QByteArray& piece)
{
    bool wantsMore = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_dropped)
            return Step::Nothing;
        if (m_pieces.empty()) {
            m_inQueue = m_ended;
            return m_ended ? Step::End : Step::Nothing;
        }
        piece = std::move(m_pieces.front());
        m_pieces.pop_front();
        m_bytes -= piece.size();
        m_queuedBytes->fetch_sub(piece.size());
        wantsMore = m_bytes < kMostBytes && std::exchange(m_askedToWait, false);
    }
    if (wantsMore)
        m_wantsMore();
    return Step::Piece;
}

std::optional<PageLinks> IncomingPage::read()
{
    QByteArray piece;
    Step step = next(piece);
    for (; step == Step::Piece; step = next(piece))
        m_extractor.feed({piece.constData(), static_cast<std::size_t>(piece.size())});
    return step == Step::End ? std::optional(m_extractor.finish()) : std::nullopt;
}

} // namespace lanescope::crawl
