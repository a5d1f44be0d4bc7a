// SPDX-License-Identifier: MIT
#include "core/trace/lane_writer.h"

#include "core/trace/clock.h"
#include "core/trace/segment_file.h"

#include <algorithm>
#include <cstring>
#include <sched.h>

namespace lanescope::trace {

bool LaneWriter::makeRoom(std::uint64_t records)
{
    // acquire: pairs with the release in SegmentReader::drain(); the reader is done with the slots before
    // tail.
    m_cachedTail = m_ring->tail.load(std::memory_order_acquire);
    // A tail beyond the head can only come from a reader that went mad; such a ring takes nothing more.
    if (m_cachedTail > m_head)
        m_cachedTail = m_head - m_capacity;
    if (m_head - m_cachedTail + records <= m_capacity) {
        m_growthRefused = false;
        return true;
    }
    if (m_growthRefused)
        return false;
    m_growthRefused = !growRing();
    return !m_growthRefused && records <= m_capacity;
}

bool LaneWriter::growRing()
{
    const std::uint32_t generation = m_lane->rings.load(std::memory_order_relaxed);
    if (generation >= layout::kRingGenerations)
        return false;
    const auto records = static_cast<std::uint32_t>(m_capacity) * layout::kRingGrowth;
    const SegmentFile::Ring ring = m_file->allocateRing(records);
    if (ring.header == nullptr)
        return false;
    m_lane->ring[generation] = {ring.offset, records, 0};
    // release: pairs with the acquire in SegmentReader::drain(); the slot is filled in, the old ring final.
    m_lane->rings.store(generation + 1, std::memory_order_release);
    m_ring = ring.header;
    m_records = ring.records;
    m_capacity = records;
    m_head = m_cachedTail = 0;
    return true;
}

Ticks LaneWriter::tookAtOnce(ObjectId object, Ticks tried)
{
    const Ticks now = readClockAfter();
    Record record;
    record.start = tried;
    record.duration = now - tried;
    record.object = static_cast<std::uint32_t>(object);
    record.type = RecordType::Acquire;
    push(record);
    return now;
}

void LaneWriter::wrote(ObjectId object, std::uint64_t times, Ticks since)
{
    const int cpu = ::sched_getcpu();
    Record record;
    record.start = since;
    record.duration = readClock() - since;
    record.value = times;
    record.object = static_cast<std::uint32_t>(object);
    record.type = RecordType::Writes;
    record.extra = cpu >= 0 && cpu < kUnknownCpu ? static_cast<std::uint16_t>(cpu) : kUnknownCpu;
    push(record);
}

void LaneWriter::countDrop(std::uint64_t records)
{
    m_lane->dropped.fetch_add(records, std::memory_order_relaxed);
}

void LaneWriter::pushWithText(std::string_view text, const Record& record)
{
    text = text.substr(0, kMaxTextBytes);
    const std::uint64_t needed = (text.size() + kTextBytesPerRecord - 1) / kTextBytesPerRecord + 1;
    if (m_head - m_cachedTail + needed > m_capacity && !makeRoom(needed)) {
        countDrop(needed);
        return;
    }
    while (!text.empty()) {
        Record chunk;
        chunk.type = RecordType::Text;
        chunk.object = static_cast<std::uint32_t>(text.size());
        const std::size_t length = std::min<std::size_t>(text.size(), kTextBytesPerRecord);
        chunk.detail = static_cast<std::uint8_t>(length);
        std::memcpy(static_cast<void*>(&chunk), text.data(), length);
        put(chunk);
        text.remove_prefix(length);
    }
    put(record);
    publish();
}

} // namespace lanescope::trace
