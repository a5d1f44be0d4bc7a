// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_intake.h"

#include <bit>
#include <limits>

namespace lanescope::store {
namespace {

using trace::ObjectKind;
using trace::Record;
using trace::RecordType;

std::uint64_t statusUnits(trace::Ticks ticks)
{
    return ticks >> trace::layout::StatusWord::kSinceShift;
}

MarkKind markKind(std::uint8_t detail)
{
    switch (static_cast<trace::InstantKind>(detail)) {
    case trace::InstantKind::LogWarning:
        return MarkKind::Warning;
    case trace::InstantKind::LogError:
        return MarkKind::Error;
    default:
        return MarkKind::Note;
    }
}

constexpr std::size_t kDeepestTask = 16;

} // namespace

SegmentIntake::SegmentIntake(std::unique_ptr<trace::SegmentReader> reader, Registry& registry, RequestLog& requests,
                             FlowMatcher& flows, const trace::Calibration& calibration)
    : m_reader(std::move(reader))
    , m_registry(registry)
    , m_store(registry.store())
    , m_requests(requests)
    , m_flows(flows)
    , m_calibration(calibration)
    , m_process(registry.process(m_reader->info().pid, m_reader->info().anchorNs))
    , m_losses(m_reader->info().anchorNs)
{
    Process& process = m_store.process(m_process);
    process.recorded = true;
    process.parentPid = m_reader->info().parentPid;
    m_store.recording.cacheLineBytes = m_reader->info().cacheLineBytes;
    m_registry.nameProcess(m_process, m_reader->info().name);
}

void SegmentIntake::forgetStatus()
{
    for (const auto& object : m_objects) {
        if (object)
            m_registry.track(*object).forgetNow();
    }
}

void SegmentIntake::readStatus(trace::Ticks now, std::int64_t untilNs, std::uint64_t poll)
{
    m_losses.nextReading(m_calibration.toNs(now));
    if (!m_reader->fault().empty())
        return;
    m_lanes.resize(m_reader->laneCount());
    for (std::uint32_t lane = 0; lane < m_lanes.size(); ++lane)
        readLane(lane, now, untilNs, poll);
    const std::uint32_t objects = m_reader->objectCount();
    for (std::uint32_t id = 1; id < objects; ++id)
        readObject(id, now, untilNs, poll);
}

void SegmentIntake::readLane(std::uint32_t lane, trace::Ticks now, std::int64_t untilNs, std::uint64_t poll)
{
    if (!m_lanes[lane].thread)
        return;
    const ThreadIndex thread = *m_lanes[lane].thread;
    Registry::ThreadTrack& track = m_registry.track(thread);
    track.openWait.reset();
    if (track.ended)
        return;
    for (std::uint32_t slot = 0; slot < trace::layout::kMaxSharedHolds; ++slot) {
        const auto hold = m_reader->sharedHold(lane, slot, now);
        const auto object = hold ? objectOf(static_cast<std::uint32_t>(hold->object)) : std::nullopt;
        if (object)
            noteOpenHold(*object, thread, hold->since, true, untilNs, poll);
    }
    const trace::LaneStatus status = m_reader->laneStatus(lane, now);
    if (status.wait == trace::WaitKind::None)
        return;
    const std::int64_t sinceNs = m_calibration.toNs(status.since);
    const auto object = objectOf(static_cast<std::uint32_t>(status.object));
    const std::uint32_t objectIndex = object ? static_cast<std::uint32_t>(*object) : kNone;
    m_registry.present().waits.push_back({thread, status.wait, objectIndex, sinceNs});
    if (sinceNs >= untilNs)
        return;
    track.openWait = ThreadWait{sinceNs, 0, stateOf(status.wait), objectIndex, kNone};
    if (object)
        m_registry.track(*object).noteOpenWait(
            {thread, status.wait, sinceNs, untilNs, statusUnits(status.since), false}, poll);
}

void SegmentIntake::readObject(std::uint32_t id, trace::Ticks now, std::int64_t untilNs, std::uint64_t poll)
{
    const auto object = objectOf(id);
    if (!object)
        return;
    const trace::ObjectStatus status = m_reader->objectStatus(static_cast<trace::ObjectId>(id), now);
    m_registry.track(*object).noteNow(std::min(status.waiters, static_cast<std::uint32_t>(m_lanes.size())),
                                      status.capacity, status.releasedByOthers);
    if (!status.owner || static_cast<std::size_t>(*status.owner) >= m_lanes.size())
        return;
    const auto owner = m_lanes[static_cast<std::size_t>(*status.owner)].thread;
    if (owner && !m_registry.track(*owner).ended)
        noteOpenHold(*object, *owner, status.ownedSince, false, untilNs, poll);
}

void SegmentIntake::noteOpenHold(ObjectIndex object, ThreadIndex thread, trace::Ticks since, bool shared,
                                 std::int64_t untilNs, std::uint64_t poll)
{
    const std::int64_t sinceNs = m_calibration.toNs(since);
    m_registry.present().holds.push_back({thread, object, sinceNs, shared});
    m_registry.track(object).noteOpenHold({thread, sinceNs, untilNs, statusUnits(since), false, shared}, poll);
    if (hasOrder(object))
        m_registry.lockOrder().noteOpen(
            thread, {object, sinceNs, std::numeric_limits<std::int64_t>::max(), shared, false,
                     m_calibration.durationNs(trace::Ticks{1} << trace::layout::StatusWord::kSinceShift)});
}

// Two readings, one after the other, may be a tick apart the wrong way round, and each is rounded.
std::int64_t SegmentIntake::clockStepNs() const
{
    return m_calibration.durationNs(trace::Ticks{2}) + 1;
}

// A semaphore with several permits may be taken by two threads in any order.
bool SegmentIntake::hasOrder(ObjectIndex index) const
{
    const Object& object = m_store.objects[static_cast<std::size_t>(index)];
    return isHeldKind(object.kind) && (object.kind != ObjectKind::Semaphore || object.capacity == 1);
}

std::size_t SegmentIntake::drain()
{
    std::size_t taken = 0;
    m_lanes.resize(m_reader->laneCount());
    m_dropped = m_reader->lostEntries();
    for (std::uint32_t lane = 0; lane < m_lanes.size(); ++lane) {
        taken += m_reader->drain(
            lane, [this, lane](const Record& record, std::string_view recordText) { take(lane, record, recordText); });
        const std::uint64_t dropped = m_reader->dropped(lane);
        m_dropped += dropped;
        if (dropped != m_lanes[lane].dropped && m_lanes[lane].thread) {
            m_store.thread(*m_lanes[lane].thread).dropped += dropped - m_lanes[lane].dropped;
            m_lanes[lane].dropped = dropped;
        }
    }
    m_losses.note(m_registry, m_process, m_dropped);
    return taken;
}

void SegmentIntake::readOpenSpans(trace::Ticks now)
{
    if (!m_reader->fault().empty())
        return;
    for (std::uint32_t lane = 0; lane < m_lanes.size(); ++lane) {
        if (!m_lanes[lane].thread || m_registry.track(*m_lanes[lane].thread).ended)
            continue;
        for (std::uint32_t depth = 0; depth < trace::layout::kMaxSpanDepth; ++depth) {
            const auto span = m_reader->openSpan(lane, depth, now);
            const Thread& thread = m_store.threads[static_cast<std::size_t>(*m_lanes[lane].thread)];
            if (!span && depth >= thread.taskRows.size())
                break;
            RowData& row = m_store.row(taskRow(*m_lanes[lane].thread, depth));
            row.open.reset();
            if (!span)
                continue;
            std::int64_t sinceNs = m_calibration.toNs(span->since);
            if (!row.intervals.empty())
                sinceNs = std::max(sinceNs, row.intervals.last().endNs());
            const NameIndex name = nameOf(static_cast<std::uint32_t>(span->name));
            row.open = OpenInterval{sinceNs, State::Task, static_cast<std::uint32_t>(name)};
        }
    }
}

void SegmentIntake::closeOpenSpans(trace::Ticks now, std::int64_t endNs)
{
    if (!m_reader->fault().empty())
        return;
    for (std::uint32_t lane = 0; lane < m_lanes.size(); ++lane) {
        if (!m_lanes[lane].thread)
            continue; // ended in good order, or never began
        const ThreadIndex thread = *m_lanes[lane].thread;
        for (std::uint32_t depth = 0; depth < trace::layout::kMaxSpanDepth; ++depth) {
            const auto span = m_reader->openSpan(lane, depth, now);
            if (!span)
                continue;
            const std::int64_t lastNs = m_store.threads[static_cast<std::size_t>(thread)].endNs.value_or(endNs);
            const auto name = static_cast<std::uint32_t>(nameOf(static_cast<std::uint32_t>(span->name)));
            m_store.row(taskRow(thread, depth))
                .append(Interval::make(m_calibration.toNs(span->since), lastNs, State::Task, name));
        }
    }
}

void SegmentIntake::take(std::uint32_t lane, const Record& record, std::string_view recordText)
{
    const std::int64_t startNs = m_calibration.toNs(record.start);
    const std::int64_t endNs = startNs + m_calibration.durationNs(record.duration);
    switch (record.type) {
    case RecordType::ThreadStart:
    case RecordType::ThreadEnd:
    case RecordType::ThreadName:
        return takeThread(lane, record, startNs);
    case RecordType::Span:
        return takeSpan(threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Wait:
        return takeWait(threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Hold:
        return takeHold(threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Acquire:
        return takeAcquire(record);
    case RecordType::Writes:
        return takeWrites(threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Depth:
        return takeDepth(threadOf(lane, startNs), record, startNs);
    case RecordType::Counter:
        return takeCounter(record, startNs);
    case RecordType::Phase:
        return takePhase(record, startNs, endNs);
    case RecordType::RequestDone:
        return takeRequest(record, startNs, endNs, recordText);
    case RecordType::ProcessSpawn:
    case RecordType::ProcessExit:
        return takeProcess(record, startNs);
    case RecordType::Instant:
    case RecordType::KnobChange:
        return takeMark(threadOf(lane, startNs), record, startNs, recordText);
    case RecordType::FlowOut:
    case RecordType::FlowIn:
        return takeFlow(threadOf(lane, startNs), record, startNs);
    case RecordType::RequestHeld:
        return takeHeld(record);
    case RecordType::None:
    case RecordType::Text:
        return;
    }
}

void SegmentIntake::takeThread(std::uint32_t lane, const Record& record, std::int64_t timeNs)
{
    const auto tid = static_cast<std::int32_t>(record.value);
    if (record.type == RecordType::ThreadEnd) {
        if (m_lanes[lane].thread)
            m_registry.endThread(*m_lanes[lane].thread, timeNs);
        m_lanes[lane].thread.reset();
        return;
    }
    const auto account = record.type == RecordType::ThreadStart ? Registry::Account::Birth : Registry::Account::Life;
    const ThreadIndex thread = m_registry.thread(pid(), tid, timeNs, account);
    m_lanes[lane].thread = m_lanes[lane].latest = thread;
    // Until it gets a name of its own a thread has that of the one that made it, which helps nobody.
    if (record.type == RecordType::ThreadName)
        m_registry.nameThread(thread, text(record.object));
}

void SegmentIntake::takeSpan(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    const auto name = static_cast<std::uint32_t>(nameOf(record.object));
    m_store.row(taskRow(thread, record.extra)).append(Interval::make(startNs, endNs, State::Task, name));
}

void SegmentIntake::takeWait(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    if (record.detail > static_cast<std::uint8_t>(trace::kLastWaitKind))
        return;
    const auto kind = static_cast<trace::WaitKind>(record.detail);
    const auto object = objectOf(record.object);
    const std::uint32_t objectIndex = object ? static_cast<std::uint32_t>(*object) : kNone;
    m_registry.track(thread).timeline.addWait({startNs, endNs, stateOf(kind), objectIndex, peerOf(record.value)});
    if (!object)
        return;
    const bool again = record.extra == static_cast<std::uint16_t>(trace::Again::Yes);
    m_registry.track(*object).addWait({thread, kind, startNs, endNs, statusUnits(record.start), again});
}

void SegmentIntake::takeHold(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    const auto object = objectOf(record.object);
    if (!object)
        return;
    const bool shared = record.detail == static_cast<std::uint8_t>(trace::HoldKind::Shared);
    const bool contended = (record.value & trace::kAcquiredAfterWait) != 0;
    m_registry.track(*object).addHold({thread, startNs, endNs, statusUnits(record.start), contended, shared});
    if (!hasOrder(*object))
        return;
    const bool tried = (record.value & trace::kAcquiredByTrying) != 0;
    m_registry.lockOrder().add(thread, {*object, startNs, endNs, shared, tried, clockStepNs()});
}

void SegmentIntake::takeAcquire(const Record& record)
{
    const auto object = objectOf(record.object);
    if (object && isHeldKind(m_store.objects[static_cast<std::size_t>(*object)].kind))
        m_registry.track(*object).addAcquire(m_calibration.shortDurationNs(record.duration));
}

void SegmentIntake::takeWrites(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    const auto object = objectOf(record.object);
    if (object && m_store.objects[static_cast<std::size_t>(*object)].kind == ObjectKind::SharedWord)
        m_registry.track(*object).addWrites({thread, startNs, endNs, record.value, record.extra});
}

void SegmentIntake::takeDepth(ThreadIndex thread, const Record& record, std::int64_t timeNs)
{
    const auto object = objectOf(record.object);
    if (!object)
        return;
    const auto depth = static_cast<double>(static_cast<std::int64_t>(record.value));
    QueueChange change{timeNs, depth, static_cast<trace::DepthChange>(record.detail), thread, record.extra + 1U};
    if (record.duration != 0) // a segment may state any; nothing came before the machine started
        change.stayNs = std::clamp<std::int64_t>(m_calibration.durationNs(record.duration), 0, timeNs);
    m_registry.track(*object).addDepth(change);
}

void SegmentIntake::takeCounter(const Record& record, std::int64_t timeNs)
{
    auto found = m_counters.find(record.object);
    if (found == m_counters.end()) {
        Object object;
        object.process = m_process;
        object.name = text(record.object);
        found = m_counters.emplace(record.object, m_registry.addObject(std::move(object))).first;
    }
    m_registry.track(found->second).addCounter(timeNs, std::bit_cast<double>(record.value));
}

void SegmentIntake::takePhase(const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    if (record.detail > static_cast<std::uint8_t>(trace::kLastRequestPhase))
        return;
    const auto request = static_cast<std::uint32_t>(record.value);
    m_requests.addPhase(m_process, request, static_cast<trace::RequestPhase>(record.detail), endNs - startNs);
    const auto slot = objectOf(record.object);
    if (!slot)
        return;
    const auto state = static_cast<State>(static_cast<std::uint8_t>(State::RequestQueued) + record.detail);
    RowData& row = m_registry.track(*slot).rowOf(RowKind::RequestSlot);
    row.append(Interval::make(startNs, endNs, state, request));
}

void SegmentIntake::takeHeld(const Record& record)
{
    if (record.detail > static_cast<std::uint8_t>(trace::kLastRequestGate))
        return;
    m_requests.addHeld(m_process, record.object, static_cast<trace::RequestGate>(record.detail),
                       static_cast<std::int64_t>(record.value));
}

void SegmentIntake::takeRequest(const Record& record, std::int64_t startNs, std::int64_t endNs,
                                std::string_view recordText)
{
    const std::size_t lineBreak = recordText.find('\n');
    Request request;
    request.process = m_process;
    request.id = record.object;
    request.startNs = startNs;
    request.endNs = endNs;
    request.outcome = static_cast<trace::RequestOutcome>(
        std::min(record.detail, static_cast<std::uint8_t>(trace::kLastRequestOutcome)));
    request.httpStatus = record.extra;
    request.bytes = record.value;
    request.url = recordText.substr(0, lineBreak);
    if (lineBreak != recordText.npos)
        request.note = recordText.substr(lineBreak + 1);
    m_requests.add(std::move(request));
}

void SegmentIntake::takeProcess(const Record& record, std::int64_t timeNs)
{
    const auto childPid = static_cast<std::int32_t>(record.value);
    if (childPid <= 0)
        return;
    const ProcessIndex child = m_registry.childProcess(childPid, timeNs);
    if (record.type == RecordType::ProcessSpawn) {
        m_store.process(child).parentPid = pid();
        m_registry.nameProcess(child, text(record.object));
        return;
    }
    m_registry.endProcess(child, timeNs);
    Process& process = m_store.process(child);
    if (record.detail != 0)
        process.signal = record.detail;
    else
        process.exitCode = record.extra;
}

void SegmentIntake::takeMark(ThreadIndex thread, const Record& record, std::int64_t timeNs, std::string_view recordText)
{
    Mark mark;
    mark.timeNs = timeNs;
    mark.text = recordText.empty() ? text(record.object) : std::string(recordText);
    if (record.type == RecordType::KnobChange) {
        mark.kind = MarkKind::Knob;
        mark.subject = text(record.object);
        mark.value = std::bit_cast<double>(record.value);
    } else if (record.value != 0) { // trace::childOutput(): told by a parent, written by its child
        mark.subject = "stdout " + std::to_string(static_cast<std::int32_t>(record.value));
    } else {
        mark.kind = markKind(record.detail);
        mark.subject = m_store.threads[static_cast<std::size_t>(thread)].name;
    }
    m_store.addMark(std::move(mark));
}

void SegmentIntake::takeFlow(ThreadIndex thread, const Record& record, std::int64_t timeNs)
{
    const auto flow = record.type == RecordType::FlowOut ? m_flows.out(record.value, timeNs, thread)
                                                         : m_flows.in(record.value, timeNs, thread);
    if (flow)
        m_store.addFlow(*flow);
}

// A lane whose ThreadStart was dropped is still somebody: a thread known by its lane alone.
ThreadIndex SegmentIntake::threadOf(std::uint32_t lane, std::int64_t timeNs)
{
    if (!m_lanes[lane].thread)
        m_lanes[lane].thread = m_registry.thread(pid(), -static_cast<std::int32_t>(lane) - 1, timeNs);
    return *m_lanes[lane].thread;
}

RowIndex SegmentIntake::taskRow(ThreadIndex thread, std::size_t depth)
{
    depth = std::min(depth, kDeepestTask - 1);
    while (m_store.threads[static_cast<std::size_t>(thread)].taskRows.size() <= depth) {
        const RowIndex row = m_store.addRow(RowKind::Tasks);
        m_store.thread(thread).taskRows.push_back(row);
    }
    return m_store.threads[static_cast<std::size_t>(thread)].taskRows[depth];
}

std::optional<ObjectIndex> SegmentIntake::objectOf(std::uint32_t id)
{
    if (id < m_objects.size() && m_objects[id])
        return m_objects[id];
    const auto view = m_reader->object(static_cast<trace::ObjectId>(id));
    if (!view)
        return std::nullopt;
    Object object;
    object.process = m_process;
    object.kind = view->kind;
    object.name = text(static_cast<std::uint32_t>(view->name));
    object.capacity = view->capacity;
    object.address = view->address;
    if (id >= m_objects.size())
        m_objects.resize(id + 1);
    m_objects[id] = m_registry.addObject(std::move(object));
    return m_objects[id];
}

std::string SegmentIntake::text(std::uint32_t stringId)
{
    return m_reader->string(static_cast<trace::StringId>(stringId)).value_or(std::string());
}

NameIndex SegmentIntake::nameOf(std::uint32_t stringId)
{
    if (const auto found = m_names.find(stringId); found != m_names.end())
        return found->second;
    const auto known = m_reader->string(static_cast<trace::StringId>(stringId));
    const NameIndex name = m_store.name(known.value_or("?"));
    if (known)
        m_names.emplace(stringId, name);
    return name;
}

std::uint32_t SegmentIntake::peerOf(std::uint64_t bits) const
{
    // Another process is told by its pid alone: its main thread stands for it.
    if (const auto otherPid = static_cast<std::int32_t>(bits >> 32); otherPid != 0) {
        const auto thread = m_registry.findThread(otherPid);
        return thread ? static_cast<std::uint32_t>(*thread) : kNone;
    }
    const auto lane = static_cast<std::uint32_t>(bits);
    if (lane == 0 || lane > m_lanes.size() || !m_lanes[lane - 1].latest)
        return kNone;
    return static_cast<std::uint32_t>(*m_lanes[lane - 1].latest);
}

} // namespace lanescope::store
