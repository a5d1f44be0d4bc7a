// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/record_intake.h"

#include "core/store/held_kinds.h"
#include "core/store/status_intake.h"

#include <algorithm>
#include <bit>

namespace lanescope::store {
namespace {

using trace::ObjectKind;
using trace::Record;
using trace::RecordType;

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

} // namespace

RecordIntake::RecordIntake(Registry& registry, SegmentDirectory& directory, RequestLog& requests, FlowMatcher& flows,
                           const trace::Calibration& calibration)
    : m_registry(registry)
    , m_store(registry.store())
    , m_directory(directory)
    , m_requests(requests)
    , m_flows(flows)
    , m_calibration(calibration)
{
}

// Two readings, one after the other, may be a tick apart the wrong way round, and each is rounded.
std::int64_t RecordIntake::clockStepNs() const
{
    return m_calibration.durationNs(trace::Ticks{2}) + 1;
}

// What is told of a time to come waits until it is there; of a segment that lies that would be for ever, and more and more. The
// clock is read before the rings are: meanwhile this thread may have been kept from its CPU.
void RecordIntake::readAt(std::int64_t nowNs)
{
    constexpr std::int64_t kSlackNs = 1'000'000'000;
    m_latestNs = nowNs + kSlackNs;
}

void RecordIntake::take(std::uint32_t lane, const Record& record, std::string_view recordText)
{
    const std::int64_t startNs = std::min(m_calibration.toNs(record.start), m_latestNs);
    const std::int64_t endNs = std::min(startNs + m_calibration.durationNs(record.duration), m_latestNs);
    switch (record.type) {
    case RecordType::ThreadStart:
    case RecordType::ThreadEnd:
    case RecordType::ThreadName:
        return takeThread(lane, record, startNs);
    case RecordType::Span:
        return takeSpan(m_directory.threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Wait:
        return takeWait(m_directory.threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Hold:
        return takeHold(m_directory.threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Acquire:
        return takeAcquire(record);
    case RecordType::Writes:
        return takeWrites(m_directory.threadOf(lane, startNs), record, startNs, endNs);
    case RecordType::Depth:
        return takeDepth(m_directory.threadOf(lane, startNs), record, startNs);
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
        return takeMark(m_directory.threadOf(lane, startNs), record, startNs, recordText);
    case RecordType::FlowOut:
    case RecordType::FlowIn:
        return takeFlow(m_directory.threadOf(lane, startNs), record, startNs);
    case RecordType::RequestHeld:
        return takeHeld(record);
    case RecordType::RequestOpen:
        return takeOpenRequest(m_directory.threadOf(lane, endNs), record, startNs, endNs, recordText);
    case RecordType::None:
    case RecordType::Text:
        return;
    }
}

void RecordIntake::takeThread(std::uint32_t lane, const Record& record, std::int64_t timeNs)
{
    const auto tid = static_cast<std::int32_t>(record.value);
    if (record.type == RecordType::ThreadEnd) {
        if (const auto ending = m_directory.threadOn(lane))
            m_registry.endThread(*ending, timeNs);
        return m_directory.end(lane);
    }
    const auto account = record.type == RecordType::ThreadStart ? Registry::Account::Birth : Registry::Account::Life;
    const ThreadIndex thread = m_registry.thread(m_directory.pid(), tid, timeNs, account);
    m_directory.begin(lane, thread);
    // Until it gets a name of its own a thread has that of the one that made it, which helps nobody.
    if (record.type == RecordType::ThreadName)
        m_registry.nameThread(thread, m_directory.text(record.object));
}

void RecordIntake::takeSpan(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    const auto name = static_cast<std::uint32_t>(m_directory.nameOf(record.object));
    m_store.row(m_directory.taskRow(thread, record.extra)).append(Interval::make(startNs, endNs, State::Task, name));
}

void RecordIntake::takeWait(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    if (record.detail > static_cast<std::uint8_t>(trace::kLastWaitKind))
        return;
    const auto kind = static_cast<trace::WaitKind>(record.detail);
    const auto object = m_directory.objectOf(record.object);
    const std::uint32_t objectIndex = object ? static_cast<std::uint32_t>(*object) : kNone;
    m_registry.track(thread).timeline.addWait(
        {startNs, endNs, stateOf(kind), objectIndex, m_directory.peerOf(record.value)});
    if (!object)
        return;
    const bool again = record.extra == static_cast<std::uint16_t>(trace::Again::Yes);
    m_registry.track(*object).addWait({thread, kind, startNs, endNs, statusUnits(record.start), again});
}

void RecordIntake::takeHold(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    const auto object = m_directory.objectOf(record.object);
    if (!object)
        return;
    const bool shared = record.detail == static_cast<std::uint8_t>(trace::HoldKind::Shared);
    const bool contended = (record.value & trace::kAcquiredAfterWait) != 0;
    m_registry.track(*object).addHold({thread, startNs, endNs, statusUnits(record.start), contended, shared});
    if (!hasOrder(m_store.objects[static_cast<std::size_t>(*object)]))
        return;
    const bool tried = (record.value & trace::kAcquiredByTrying) != 0;
    m_registry.lockOrder().add(thread, {*object, startNs, endNs, shared, tried, clockStepNs()});
}

void RecordIntake::takeAcquire(const Record& record)
{
    const auto object = m_directory.objectOf(record.object);
    if (object && isHeld(m_store.objects[static_cast<std::size_t>(*object)].kind))
        m_registry.track(*object).addAcquire(m_calibration.shortDurationNs(record.duration));
}

void RecordIntake::takeWrites(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    const auto object = m_directory.objectOf(record.object);
    if (object && m_store.objects[static_cast<std::size_t>(*object)].kind == ObjectKind::SharedWord)
        m_registry.track(*object).addWrites({thread, startNs, endNs, record.value, record.extra});
}

void RecordIntake::takeDepth(ThreadIndex thread, const Record& record, std::int64_t timeNs)
{
    const auto object = m_directory.objectOf(record.object);
    if (!object)
        return;
    const auto depth = static_cast<double>(static_cast<std::int64_t>(record.value));
    QueueChange change{timeNs, depth, static_cast<trace::DepthChange>(record.detail), thread, record.extra + 1U};
    if (record.duration != 0) // a segment may state any; nothing came before the machine started
        change.stayNs = std::clamp<std::int64_t>(m_calibration.durationNs(record.duration), 0, timeNs);
    m_registry.track(*object).addDepth(change);
}

void RecordIntake::takeCounter(const Record& record, std::int64_t timeNs)
{
    auto found = m_counters.find(record.object);
    if (found == m_counters.end()) {
        Object object;
        object.process = m_directory.process();
        object.name = m_directory.text(record.object);
        if (object.name.empty() || m_counters.size() == trace::layout::kMaxObjects)
            return; // no writer of ours counts without a name, or so much
        found = m_counters.emplace(record.object, m_registry.addObject(std::move(object))).first;
    }
    m_registry.track(found->second).addCounter(timeNs, std::bit_cast<double>(record.value));
}

void RecordIntake::takePhase(const Record& record, std::int64_t startNs, std::int64_t endNs)
{
    if (record.detail > static_cast<std::uint8_t>(trace::kLastRequestPhase))
        return;
    const auto request = static_cast<std::uint32_t>(record.value);
    m_requests.addPhase(m_directory.process(), request, static_cast<trace::RequestPhase>(record.detail),
                        endNs - startNs);
    const auto slot = m_directory.objectOf(record.object);
    if (!slot)
        return;
    m_registry.track(*slot).addPhase(
        Interval::make(startNs, endNs, stateOf(static_cast<trace::RequestPhase>(record.detail)), request));
}

void RecordIntake::takeOpenRequest(ThreadIndex thread, const Record& record, std::int64_t startNs, std::int64_t endNs,
                                   std::string_view recordText)
{
    if (record.detail > static_cast<std::uint8_t>(trace::kLastRequestPhase))
        return;
    Request request;
    request.process = m_directory.process();
    request.id = static_cast<std::uint32_t>(record.value);
    request.startNs = startNs;
    request.endNs = endNs;
    request.now = static_cast<trace::RequestPhase>(record.detail);
    request.bytes = record.value >> 32;
    request.url = recordText;
    if (const auto slot = m_directory.objectOf(record.object))
        m_registry.track(*slot).noteOpenPhase({startNs, stateOf(*request.now), request.id}, thread);
    m_requests.addOnTheWire(std::move(request));
}

void RecordIntake::takeHeld(const Record& record)
{
    if (record.detail > static_cast<std::uint8_t>(trace::kLastRequestGate))
        return;
    m_requests.addHeld(m_directory.process(), record.object, static_cast<trace::RequestGate>(record.detail),
                       static_cast<std::int64_t>(record.value));
}

void RecordIntake::takeRequest(const Record& record, std::int64_t startNs, std::int64_t endNs,
                               std::string_view recordText)
{
    const std::size_t lineBreak = recordText.find('\n');
    Request request;
    request.process = m_directory.process();
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

// Its parent can, or, if that is gone, one further up that has taken its orphans over.
bool RecordIntake::mayHaveReaped(ProcessIndex child) const
{
    constexpr int kMostGenerations = 64;
    std::int32_t pid = m_store.processes[static_cast<std::size_t>(child)].parentPid;
    const bool isUnknown = pid == 0;
    for (int i = 0; i < kMostGenerations && pid != 0 && pid != m_directory.pid(); ++i) {
        const auto parent = m_registry.findProcess(pid);
        pid = parent ? m_store.processes[static_cast<std::size_t>(*parent)].parentPid : 0;
    }
    return isUnknown || pid == m_directory.pid();
}

void RecordIntake::takeProcess(const Record& record, std::int64_t timeNs)
{
    const auto childPid = static_cast<std::int32_t>(record.value);
    if (childPid <= 0)
        return;
    const ProcessIndex child = m_registry.childProcess(childPid, timeNs);
    if (record.type == RecordType::ProcessSpawn) {
        m_store.process(child).parentPid = m_directory.pid();
        m_registry.nameProcess(child, m_directory.text(record.object));
        return;
    }
    if (!mayHaveReaped(child))
        return;
    m_registry.endProcess(child, timeNs);
    Process& process = m_store.process(child);
    if (record.detail != 0)
        process.signal = record.detail;
    else
        process.exitCode = record.extra;
}

void RecordIntake::takeMark(ThreadIndex thread, const Record& record, std::int64_t timeNs, std::string_view recordText)
{
    Mark mark;
    mark.timeNs = timeNs;
    mark.text = recordText.empty() ? m_directory.text(record.object) : std::string(recordText);
    if (record.type == RecordType::KnobChange) {
        mark.kind = MarkKind::Knob;
        mark.subject = m_directory.text(record.object);
        mark.value = std::bit_cast<double>(record.value);
    } else if (record.value != 0) { // trace::childOutput(): told by a parent, written by its child
        mark.subject = "stdout " + std::to_string(static_cast<std::int32_t>(record.value));
    } else {
        mark.kind = markKind(record.detail);
        mark.subject = m_store.threads[static_cast<std::size_t>(thread)].name;
    }
    m_store.addMark(std::move(mark));
}

void RecordIntake::takeFlow(ThreadIndex thread, const Record& record, std::int64_t timeNs)
{
    const auto flow = record.type == RecordType::FlowOut ? m_flows.out(record.value, timeNs, thread)
                                                         : m_flows.in(record.value, timeNs, thread);
    if (flow)
        m_store.addFlow(*flow);
}

} // namespace lanescope::store
