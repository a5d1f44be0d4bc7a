// SPDX-License-Identifier: GPL-3.0-or-later
// Downloader: bodies that wait, for those who take them or for a rate.
#include "core/crawl/wire/downloader.h"
#include "core/trace/clock.h"

#include <QNetworkReply>

#include <algorithm>

namespace lanescope::crawl {

void Downloader::readOn(int index, std::uint32_t request)
{
    Lane& it = lane(index);
    // It may have ended meanwhile, and the lane be another's.
    if (it.reply == nullptr || it.response.request.id != request || it.ending != EndedBy::Itself || !it.isBehind)
        return;
    if (it.reply->isFinished())
        end(index);
    else
        readBody(it);
}

/// Small bodies come as they come, and are told of at their end: they hold those that follow.
void Downloader::payFor(Lane& lane)
{
    Response& response = lane.response;
    if (response.wireBytes < BodyIntake::kPieceBytes || lane.body.isCut() || !m_toll)
        return;
    m_toll(response.wireBytes - std::exchange(response.paidBytes, response.wireBytes));
}

bool Downloader::mayRead(Lane& lane)
{
    if (lane.pacedSinceNs != 0)
        return false;
    if (lane.response.paidBytes == 0)
        return true;
    const std::int64_t dueNs = m_toll(0);
    const std::int64_t now = trace::monotonicNs(); // after it: what is due at once is due now
    if (dueNs <= now)
        return true;
    hold(lane, dueNs, now);
    return false;
}

void Downloader::hold(Lane& lane, std::int64_t untilNs, std::int64_t nowNs)
{
    if (lane.reply->readBufferSize() != BodyIntake::kPieceBytes)
        lane.reply->setReadBufferSize(BodyIntake::kPieceBytes);
    lane.pacedSinceNs = nowNs;
    m_paced.emplace_back(lane.response.lane, lane.response.request.id);
    if (!m_paceTimer.isActive())
        m_paceTimer.start(static_cast<int>(std::clamp<std::int64_t>((untilNs - nowNs) / 1'000'000 + 1, 1, 3'600'000)));
}

/// The first of them reads a piece, and those behind it mostly find that they have to wait on: they take turns.
void Downloader::readPaced()
{
    m_paceTimer.stop();
    const std::int64_t now = trace::monotonicNs();
    for (const auto& [index, request] : std::exchange(m_paced, {})) {
        Lane& it = lane(index);
        if (it.response.request.id != request || it.pacedSinceNs == 0)
            continue; // it has ended meanwhile
        it.deadlineNs = deadlineOf(it, now);
        it.pacedSinceNs = 0;
        readOn(index, request);
    }
}

int Downloader::pacedBodies() const
{
    const auto paced = std::ranges::count_if(m_lanes, [](const auto& lane) { return lane->pacedSinceNs != 0; });
    return static_cast<int>(paced);
}

/// What a rate holds up is not the server's time. A server that sends less than Qt has room for is not held up, however
/// long its bytes lie here. Qt stops filling where the next block does not fit, so half of its room counts as all.
std::int64_t Downloader::deadlineOf(const Lane& lane, std::int64_t nowNs) const
{
    if (lane.pacedSinceNs == 0)
        return lane.deadlineNs;
    const bool isHeldUp = lane.reply->isFinished() || lane.reply->bytesAvailable() >= BodyIntake::kPieceBytes / 2;
    return lane.deadlineNs + (isHeldUp ? nowNs - lane.pacedSinceNs : 0);
}

} // namespace lanescope::crawl
