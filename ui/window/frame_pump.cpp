// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/frame_pump.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace lanescope::window {
namespace {

constexpr int kFrameMs = 16;
constexpr int kCostlyFrameMs = 33;
constexpr int kIdleMs = 100;
constexpr int kUnwatchedMs = 250;
constexpr int kTablesMs = 100;
constexpr int kFramesUntilIdle = 60;

} // namespace

FramePump::FramePump(Source source, QObject* parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_intervalMs(kFrameMs)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &FramePump::pull);
}

void FramePump::start()
{
    m_sinceTables.start();
    m_timer.start(kFrameMs);
    pull();
}

void FramePump::setWatched(bool watched)
{
    m_watched = watched;
    pace();
}

void FramePump::wake()
{
    m_idleFrames = 0;
    pace();
}

int FramePump::intervalMs(std::int64_t frameNs)
{
    return std::clamp(static_cast<int>(std::min<std::int64_t>(frameNs / 500'000, kCostlyFrameMs)), kFrameMs,
                      kCostlyFrameMs);
}

// Only a clear change moves the timer: it is started anew by that.
void FramePump::setFrameCost(std::int64_t frameNs)
{
    const int wanted = intervalMs(frameNs);
    if (std::abs(wanted - m_intervalMs) < 3 && wanted != kFrameMs)
        return;
    m_intervalMs = wanted;
    pace();
}

void FramePump::pace()
{
    const int wanted = !m_watched ? kUnwatchedMs : m_idleFrames > kFramesUntilIdle ? kIdleMs : m_intervalMs;
    if (m_timer.isActive() && m_timer.interval() != wanted)
        m_timer.setInterval(wanted);
}

void FramePump::pull()
{
    const store::SnapshotPtr snapshot = m_source();
    const bool isNew = snapshot->generation != m_generation || snapshot->beginNs != m_beginNs;
    m_generation = snapshot->generation;
    m_beginNs = snapshot->beginNs;
    m_idleFrames = isNew || snapshot->live ? 0 : m_idleFrames + 1;
    m_tablesOld = m_tablesOld || isNew;
    pace();
    // A live run moves on even between two snapshots: the followed edge does not stand still.
    if (isNew || snapshot->live)
        Q_EMIT frame(snapshot);
    if (m_tablesOld && m_sinceTables.elapsed() >= kTablesMs) {
        m_sinceTables.restart();
        m_tablesOld = false;
        Q_EMIT tablesDue(snapshot);
    }
}

} // namespace lanescope::window
