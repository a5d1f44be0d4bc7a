// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_directory.h"

namespace lanescope::store {
namespace {

constexpr std::size_t kDeepestTask = 16;

} // namespace

SegmentDirectory::SegmentDirectory(trace::SegmentReader& reader, Registry& registry)
    : m_reader(reader)
    , m_registry(registry)
    , m_store(registry.store())
    , m_process(registry.process(reader.info().pid, reader.info().anchorNs))
{
    Process& process = m_store.process(m_process);
    process.recorded = true;
    process.parentPid = m_reader.info().parentPid;
    m_store.recording.cacheLineBytes = m_reader.info().cacheLineBytes;
    m_registry.nameProcess(m_process, m_reader.info().name);
}

// A lane whose ThreadStart was dropped is still somebody.
ThreadIndex SegmentDirectory::threadOf(std::uint32_t lane, std::int64_t timeNs)
{
    if (!m_lanes[lane].thread)
        begin(lane, m_registry.thread(pid(), -static_cast<std::int32_t>(lane) - 1, timeNs));
    return *m_lanes[lane].thread;
}

void SegmentDirectory::begin(std::uint32_t lane, ThreadIndex thread)
{
    m_lanes[lane] = {thread, thread};
}

RowIndex SegmentDirectory::taskRow(ThreadIndex thread, std::size_t depth)
{
    depth = std::min(depth, kDeepestTask - 1);
    while (m_store.threads[static_cast<std::size_t>(thread)].taskRows.size() <= depth) {
        const RowIndex row = m_store.addRow(RowKind::Tasks);
        m_store.thread(thread).taskRows.push_back(row);
    }
    return m_store.threads[static_cast<std::size_t>(thread)].taskRows[depth];
}

std::optional<ObjectIndex> SegmentDirectory::objectOf(std::uint32_t id)
{
    if (id < m_objects.size() && m_objects[id])
        return m_objects[id];
    const auto view = m_reader.object(static_cast<trace::ObjectId>(id));
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

std::string SegmentDirectory::text(std::uint32_t stringId)
{
    return m_reader.string(static_cast<trace::StringId>(stringId)).value_or(std::string());
}

NameIndex SegmentDirectory::nameOf(std::uint32_t stringId)
{
    if (const auto found = m_names.find(stringId); found != m_names.end())
        return found->second;
    const auto known = m_reader.string(static_cast<trace::StringId>(stringId));
    const NameIndex name = m_store.name(known.value_or("?"));
    if (known)
        m_names.emplace(stringId, name);
    return name;
}

std::uint32_t SegmentDirectory::peerOf(std::uint64_t bits) const
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
