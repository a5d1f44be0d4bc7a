// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Perf records as the kernel lays them out, for tests that play the kernel.

#include <linux/perf_event.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace lanescope::kernel::testing {

using Bytes = std::vector<std::byte>;

template <class T>
void append(Bytes& bytes, const T& value)
{
    const auto* const from = reinterpret_cast<const std::byte*>(&value);
    bytes.insert(bytes.end(), from, from + sizeof(T));
}

struct Who {
    std::int32_t pid = 10, tid = 11;
    std::uint64_t timeNs = 1000;
    std::uint32_t cpu = 0, reserved = 0;
};

// Puts the header in front of the body and the sample id behind it.
inline Bytes record(std::uint32_t type, std::uint16_t misc, const Bytes& body, const Who& who)
{
    Bytes bytes;
    const std::size_t size = sizeof(perf_event_header) + body.size() + sizeof(Who);
    append(bytes, perf_event_header{type, misc, static_cast<std::uint16_t>(size)});
    bytes.insert(bytes.end(), body.begin(), body.end());
    append(bytes, who);
    return bytes;
}

inline Bytes switchIn(const Who& who)
{
    return record(PERF_RECORD_SWITCH, 0, {}, who);
}

inline Bytes switchOut(const Who& who, bool preempted = false)
{
    const int misc = PERF_RECORD_MISC_SWITCH_OUT | (preempted ? PERF_RECORD_MISC_SWITCH_OUT_PREEMPT : 0);
    return record(PERF_RECORD_SWITCH, static_cast<std::uint16_t>(misc), {}, who);
}

inline Bytes task(std::uint32_t type, std::int32_t pid, std::int32_t parentPid, std::int32_t tid,
                  std::int32_t parentTid, const Who& who)
{
    Bytes body;
    for (const std::int32_t id : {pid, parentPid, tid, parentTid})
        append(body, id);
    append(body, who.timeNs);
    return record(type, 0, body, who);
}

inline Bytes comm(std::string_view name, const Who& who, std::uint16_t misc = 0)
{
    Bytes body;
    append(body, who.pid);
    append(body, who.tid);
    for (const char letter : name)
        append(body, letter);
    do
        body.push_back(std::byte{0});
    while (body.size() % 8 != 0);
    return record(PERF_RECORD_COMM, misc, body, who);
}

inline Bytes lost(std::uint64_t count, const Who& who)
{
    Bytes body;
    append(body, std::uint64_t{77});
    append(body, count);
    return record(PERF_RECORD_LOST, 0, body, who);
}

inline Bytes& operator+=(Bytes& bytes, const Bytes& more)
{
    bytes.insert(bytes.end(), more.begin(), more.end());
    return bytes;
}

} // namespace lanescope::kernel::testing
