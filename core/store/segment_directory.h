// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/registry.h"
#include "core/trace/segment_reader.h"

#include <unordered_map>

namespace lanescope::store {

/// Who is who in one segment: its lanes, objects and strings in the registry's terms, made on first sight.
/// Threads: the collector's. Lifetime: the references outlive it.
class SegmentDirectory {
public:
    SegmentDirectory(trace::SegmentReader& reader, Registry& registry);

    ProcessIndex process() const { return m_process; }
    std::int32_t pid() const { return m_reader.info().pid; }

    /// Looks how many lanes there are by now.
    void update() { m_lanes.resize(m_reader.laneCount()); }
    std::uint32_t laneCount() const { return static_cast<std::uint32_t>(m_lanes.size()); }
    /// Who writes to a lane now; nothing before the first record and after the end.
    std::optional<ThreadIndex> threadOn(std::uint32_t lane) const { return m_lanes[lane].thread; }
    /// The same, also after its end, until another one begins.
    std::optional<ThreadIndex> latestOn(std::uint32_t lane) const { return m_lanes[lane].latest; }
    /// Who writes to it now; a thread known by its lane alone where nobody said who it is.
    ThreadIndex threadOf(std::uint32_t lane, std::int64_t timeNs);
    void begin(std::uint32_t lane, ThreadIndex thread);
    void end(std::uint32_t lane) { m_lanes[lane].thread.reset(); }

    std::optional<ObjectIndex> objectOf(std::uint32_t id);
    /// Those that are known already.
    const std::vector<std::optional<ObjectIndex>>& objects() const { return m_objects; }
    std::string text(std::uint32_t stringId);
    NameIndex nameOf(std::uint32_t stringId);
    /// The thread that a record names as the one who ended a wait; kNone if it is not known.
    std::uint32_t peerOf(std::uint64_t bits) const;
    /// Of a thread's spans at one depth, made with the first.
    RowIndex taskRow(ThreadIndex thread, std::size_t depth);

private:
    struct Lane {
        std::optional<ThreadIndex> thread;
        std::optional<ThreadIndex> latest; ///< others may still name it
    };

    trace::SegmentReader& m_reader;
    Registry& m_registry;
    Store& m_store;
    const ProcessIndex m_process;
    std::vector<Lane> m_lanes;
    std::vector<std::optional<ObjectIndex>> m_objects; // by id
    std::unordered_map<std::uint32_t, NameIndex> m_names;
};

} // namespace lanescope::store
