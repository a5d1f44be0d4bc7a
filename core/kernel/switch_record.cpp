// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/switch_record.h"

#include <linux/perf_event.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace lanescope::kernel {

namespace {

// The tail of every record: perf's struct sample_id for the sample type TID|TIME|CPU.
struct SampleId {
    std::int32_t pid, tid;
    std::uint64_t timeNs;
    std::uint32_t cpu, reserved;
};
static_assert(sizeof(SampleId) == 24);

// Body of the records FORK and EXIT.
struct TaskBody {
    std::int32_t pid, parentPid, tid, parentTid;
    std::uint64_t timeNs;
};
static_assert(sizeof(TaskBody) == 24);

struct CommBody {
    std::int32_t pid, tid;
    // then the name with its zero byte, padded to a multiple of 8
};

struct LostBody {
    std::uint64_t eventId, lost;
};

using Bytes = std::span<const std::byte>;

template <class T>
bool readFront(Bytes bytes, T& value)
{
    static_assert(std::is_trivially_copyable_v<T>);
    if (bytes.size() < sizeof(T))
        return false;
    std::memcpy(&value, bytes.data(), sizeof(T));
    return true;
}

bool readSampleId(Bytes& body, SwitchEvent& event)
{
    if (body.size() < sizeof(SampleId))
        return false;
    SampleId id{};
    std::memcpy(&id, body.data() + (body.size() - sizeof(id)), sizeof(id));
    event.timeNs = static_cast<std::int64_t>(id.timeNs);
    event.pid = id.pid;
    event.tid = id.tid;
    event.cpu = static_cast<std::uint16_t>(id.cpu);
    body = body.first(body.size() - sizeof(id));
    return id.timeNs <= static_cast<std::uint64_t>(INT64_MAX) && id.cpu <= UINT16_MAX;
}

bool readSwitch(std::uint16_t misc, SwitchEvent& event)
{
    using Kind = SwitchEvent::Kind;
    const bool out = (misc & PERF_RECORD_MISC_SWITCH_OUT) != 0;
    const bool preempted = (misc & PERF_RECORD_MISC_SWITCH_OUT_PREEMPT) != 0;
    event.kind = !out ? Kind::SwitchIn : preempted ? Kind::SwitchOutPreempted : Kind::SwitchOut;
    return true;
}

bool readTask(SwitchEvent::Kind kind, Bytes body, SwitchEvent& event)
{
    TaskBody task{};
    if (!readFront(body, task))
        return false;
    event.kind = kind;
    event.pid = task.pid;
    event.tid = task.tid;
    event.otherPid = task.parentPid;
    event.otherTid = task.parentTid;
    return true;
}

bool readComm(std::uint16_t misc, Bytes body, SwitchEvent& event)
{
    CommBody comm{};
    if (!readFront(body, comm))
        return false;
    event.kind = SwitchEvent::Kind::Comm;
    event.pid = comm.pid;
    event.tid = comm.tid;
    event.exec = (misc & PERF_RECORD_MISC_COMM_EXEC) != 0;
    const Bytes name = body.subspan(sizeof(comm));
    const std::size_t room = event.comm.size() - 1; // the last byte stays zero whatever the record says
    const auto end = std::find(name.begin(), name.end(), std::byte{0});
    std::memcpy(event.comm.data(), name.data(), std::min<std::size_t>(room, end - name.begin()));
    return true;
}

bool readLost(Bytes body, SwitchEvent& event)
{
    LostBody lost{};
    if (!readFront(body, lost))
        return false;
    event.kind = SwitchEvent::Kind::Lost;
    event.lost = lost.lost;
    return true;
}

bool isKnown(std::uint32_t type)
{
    return type == PERF_RECORD_SWITCH || type == PERF_RECORD_FORK || type == PERF_RECORD_EXIT ||
           type == PERF_RECORD_COMM || type == PERF_RECORD_LOST;
}

// One known record; false when it is too short for what it says it is.
bool readRecord(const perf_event_header& header, Bytes body, SwitchEvent& event)
{
    if (!readSampleId(body, event))
        return false;
    switch (header.type) {
    case PERF_RECORD_SWITCH:
        return readSwitch(header.misc, event);
    case PERF_RECORD_FORK:
        return readTask(SwitchEvent::Kind::Fork, body, event);
    case PERF_RECORD_EXIT:
        return readTask(SwitchEvent::Kind::Exit, body, event);
    case PERF_RECORD_COMM:
        return readComm(header.misc, body, event);
    default:
        return readLost(body, event);
    }
}

// A thread that is past its exit has no id any more (0 or -1); what it still does belongs to nobody.
bool namesThread(const SwitchEvent& event)
{
    return event.kind == SwitchEvent::Kind::Lost || event.tid > 0;
}

} // namespace

ParsedBytes parseSwitchRecords(std::span<const std::byte> bytes, std::vector<SwitchEvent>& events)
{
    ParsedBytes parsed;
    while (bytes.size() - parsed.consumed >= sizeof(perf_event_header)) {
        const Bytes rest = bytes.subspan(parsed.consumed);
        perf_event_header header{};
        std::memcpy(&header, rest.data(), sizeof(header));
        if (header.size < sizeof(header) || header.size % 8 != 0 || header.size > rest.size())
            break;
        parsed.consumed += header.size;
        if (!isKnown(header.type))
            continue;
        SwitchEvent event;
        if (!readRecord(header, rest.first(header.size).subspan(sizeof(header)), event))
            ++parsed.malformed;
        else if (namesThread(event))
            events.push_back(event);
    }
    return parsed;
}

} // namespace lanescope::kernel
