// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/status_intake.h"

#include <limits>

namespace lanescope::store {

StatusIntake::StatusIntake(trace::SegmentReader& reader, Registry& registry, SegmentDirectory& directory,
                           const trace::Calibration& calibration)
    : m_reader(reader)
    , m_registry(registry)
    , m_store(registry.store())
    , m_directory(directory)
    , m_calibration(calibration)
{
}

void StatusIntake::forget()
{
    for (const auto& object : m_directory.objects()) {
        if (object)
            m_registry.track(*object).forgetNow();
    }
}

void StatusIntake::read(trace::Ticks now, std::int64_t untilNs, std::uint64_t reading)
{
    if (!m_reader.fault().empty())
        return;
    m_directory.update();
    for (std::uint32_t lane = 0; lane < m_directory.laneCount(); ++lane)
        readLane(lane, now, untilNs, reading);
    const std::uint32_t objects = m_reader.objectCount();
    for (std::uint32_t id = 1; id < objects; ++id)
        readObject(id, now, untilNs, reading);
}

void StatusIntake::readLane(std::uint32_t lane, trace::Ticks now, std::int64_t untilNs, std::uint64_t reading)
{
    const std::optional<ThreadIndex> thread = m_directory.threadOn(lane);
    if (!thread)
        return;
    Registry::ThreadTrack& track = m_registry.track(*thread);
    track.openWait.reset();
    if (track.ended)
        return;
    for (std::uint32_t slot = 0; slot < trace::layout::kMaxSharedHolds; ++slot) {
        const auto hold = m_reader.sharedHold(lane, slot, now);
        const auto object = hold ? m_directory.objectOf(static_cast<std::uint32_t>(hold->object)) : std::nullopt;
        if (object)
            noteOpenHold(*object, *thread, hold->since, true, untilNs, reading);
    }
    const trace::LaneStatus status = m_reader.laneStatus(lane, now);
    if (status.wait == trace::WaitKind::None)
        return;
    const std::int64_t sinceNs = m_calibration.toNs(status.since);
    const auto object = m_directory.objectOf(static_cast<std::uint32_t>(status.object));
    const std::uint32_t objectIndex = object ? static_cast<std::uint32_t>(*object) : kNone;
    m_registry.present().waits.push_back({*thread, status.wait, objectIndex, sinceNs});
    if (sinceNs >= untilNs)
        return;
    track.openWait = ThreadWait{sinceNs, 0, stateOf(status.wait), objectIndex, kNone};
    if (object)
        m_registry.track(*object).noteOpenWait(
            {*thread, status.wait, sinceNs, untilNs, statusUnits(status.since), false}, reading);
}

void StatusIntake::readObject(std::uint32_t id, trace::Ticks now, std::int64_t untilNs, std::uint64_t reading)
{
    const auto object = m_directory.objectOf(id);
    if (!object)
        return;
    const trace::ObjectStatus status = m_reader.objectStatus(static_cast<trace::ObjectId>(id), now);
    m_registry.track(*object).noteNow(std::min(status.waiters, m_directory.laneCount()), status.capacity,
                                      status.releasedByOthers);
    if (!status.owner || static_cast<std::uint32_t>(*status.owner) >= m_directory.laneCount())
        return;
    const auto owner = m_directory.threadOn(static_cast<std::uint32_t>(*status.owner));
    if (owner && !m_registry.track(*owner).ended)
        noteOpenHold(*object, *owner, status.ownedSince, false, untilNs, reading);
}

void StatusIntake::noteOpenHold(ObjectIndex object, ThreadIndex thread, trace::Ticks since, bool shared,
                                std::int64_t untilNs, std::uint64_t reading)
{
    const std::int64_t sinceNs = m_calibration.toNs(since);
    m_registry.present().holds.push_back({thread, object, sinceNs, shared});
    m_registry.track(object).noteOpenHold({thread, sinceNs, untilNs, statusUnits(since), false, shared}, reading);
    if (hasOrder(m_store.objects[static_cast<std::size_t>(object)]))
        m_registry.lockOrder().noteOpen(
            thread, {object, sinceNs, std::numeric_limits<std::int64_t>::max(), shared, false,
                     m_calibration.durationNs(trace::Ticks{1} << trace::layout::StatusWord::kSinceShift)});
}

void StatusIntake::showOpenSpans(trace::Ticks now)
{
    if (!m_reader.fault().empty())
        return;
    for (std::uint32_t lane = 0; lane < m_directory.laneCount(); ++lane) {
        const std::optional<ThreadIndex> thread = m_directory.threadOn(lane);
        if (thread && !m_registry.track(*thread).ended)
            showSpans(lane, *thread, now);
    }
}

void StatusIntake::showSpans(std::uint32_t lane, ThreadIndex thread, trace::Ticks now)
{
    for (std::uint32_t depth = 0; depth < trace::layout::kMaxSpanDepth; ++depth) {
        const auto span = m_reader.openSpan(lane, depth, now);
        if (!span && depth >= m_store.threads[static_cast<std::size_t>(thread)].taskRows.size())
            break;
        RowData& row = m_store.row(m_directory.taskRow(thread, depth));
        row.open.reset();
        if (!span)
            continue;
        std::int64_t sinceNs = m_calibration.toNs(span->since);
        if (!row.intervals.empty())
            sinceNs = std::max(sinceNs, row.intervals.last().endNs());
        const NameIndex name = m_directory.nameOf(static_cast<std::uint32_t>(span->name));
        row.open = OpenInterval{sinceNs, State::Task, static_cast<std::uint32_t>(name)};
    }
}

void StatusIntake::closeOpenSpans(trace::Ticks now, std::int64_t endNs)
{
    if (!m_reader.fault().empty())
        return;
    for (std::uint32_t lane = 0; lane < m_directory.laneCount(); ++lane) {
        const std::optional<ThreadIndex> thread = m_directory.threadOn(lane);
        if (!thread)
            continue; // ended in good order, or never began
        for (std::uint32_t depth = 0; depth < trace::layout::kMaxSpanDepth; ++depth) {
            const auto span = m_reader.openSpan(lane, depth, now);
            if (!span)
                continue;
            const std::int64_t lastNs = m_store.threads[static_cast<std::size_t>(*thread)].endNs.value_or(endNs);
            const auto name = static_cast<std::uint32_t>(m_directory.nameOf(static_cast<std::uint32_t>(span->name)));
            m_store.row(m_directory.taskRow(*thread, depth))
                .append(Interval::make(m_calibration.toNs(span->since), lastNs, State::Task, name));
        }
    }
}

} // namespace lanescope::store
