// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/perf_ring.h"

#include "core/kernel/switch_record.h"

#include <linux/perf_event.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstring>

namespace lanescope::kernel {

namespace {

bool repeats(const SwitchEvent& event, const SwitchEvent& before)
{
    return event.kind == before.kind && event.tid == before.tid && event.pid == before.pid &&
           event.kind != SwitchEvent::Kind::Lost && event.comm == before.comm;
}

} // namespace

PerfRing::PerfRing(perf_event_mmap_page& control, std::span<const std::byte> data)
    : m_control(control)
    , m_data(data)
    , m_tail(control.data_tail)
{
    assert(std::has_single_bit(data.size()));
    m_last.kind = SwitchEvent::Kind::Lost; // nothing repeats it
}

void PerfRing::drain(std::vector<SwitchEvent>& events)
{
    // acquire: pairs with the kernel's write barrier between filling the records and moving data_head.
    const std::uint64_t head = std::atomic_ref(m_control.data_head).load(std::memory_order_acquire);
    if (head == m_tail)
        return;
    const std::size_t before = events.size();
    const std::span<const std::byte> bytes = readable(head);
    const ParsedBytes parsed = parseSwitchRecords(bytes, events);
    m_malformed += parsed.malformed + (parsed.consumed != bytes.size() ? 1 : 0);
    dropRepeats(events, before);
    m_tail = head;
    // release: pairs with the kernel's read of data_tail before it writes over these bytes.
    std::atomic_ref(m_control.data_tail).store(head, std::memory_order_release);
}

// The bytes from tail to head as one piece; nothing when head cannot be true.
std::span<const std::byte> PerfRing::readable(std::uint64_t head)
{
    const std::uint64_t length = head - m_tail;
    if (length > m_data.size()) {
        ++m_malformed;
        return {};
    }
    const std::size_t from = m_tail & (m_data.size() - 1);
    const std::size_t first = std::min<std::size_t>(length, m_data.size() - from);
    if (first == length)
        return m_data.subspan(from, first);
    m_joined.resize(length);
    std::memcpy(m_joined.data(), m_data.data() + from, first);
    std::memcpy(m_joined.data() + first, m_data.data(), length - first);
    return m_joined;
}

void PerfRing::dropRepeats(std::vector<SwitchEvent>& events, std::size_t from)
{
    std::size_t kept = from;
    for (std::size_t i = from; i < events.size(); ++i) {
        if (repeats(events[i], m_last))
            continue;
        m_last = events[i];
        if (kept != i)
            events[kept] = events[i];
        ++kept;
    }
    events.resize(kept);
}

} // namespace lanescope::kernel
