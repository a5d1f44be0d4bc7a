// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/ended_fold.h"
#include "ui/timeline/row_list.h"

#include <string_view>

namespace lanescope::timeline {

/// One pass over a snapshot that writes the lines. Threads: GUI. Lifetime: shorter than that of all that it is made from.
class RowList::Builder {
public:
    Builder(const RowList& list, const store::Snapshot& snapshot, EndedFold& fold, std::vector<Line>& out);

    void build();

private:
    bool matches(std::string_view name) const;
    bool isPinned(const LineKey& key) const;
    bool isOwn(std::uint32_t process) const;
    bool showsThread(const store::Thread& thread) const;
    bool showsObject(const store::Object& object) const;
    bool isBlocked(const store::Thread& thread) const;
    bool exists(const LineKey& key) const;

    Line& push(LineKey key, std::optional<store::RowIndex> row, int heightPx, std::uint8_t indent);
    /// Writes a header and, if it is open, its rows; nothing if it has none.
    template <class AddRows>
    void addHeader(LineKey key, std::uint32_t children, AddRows&& addRows);
    /// A line that can be opened, with a height and an indent of its own.
    template <class AddRows>
    void addOpening(LineKey key, std::uint32_t children, int heightPx, std::uint8_t indent, AddRows&& addRows);
    void addPinned();
    void groupThreads();
    /// Takes the threads that have nothing to show out of `threads`.
    std::vector<std::uint32_t> takeEnded(std::vector<std::uint32_t>& threads);
    void addProcess(std::uint32_t index);
    void addEndedProcesses();
    void addThreads(const std::vector<std::uint32_t>& threads, std::uint8_t indent);
    void addThread(std::uint32_t index, std::uint8_t indent);
    void addRequests();
    void addQueues();
    /// The objects of one kind that have a row, each by `add`.
    template <class Wanted, class Add>
    void addObjects(Group group, LineKind kind, Wanted&& wanted, Add&& add);
    template <class Wanted>
    void addObjects(Group group, LineKind kind, Wanted&& wanted);
    void addObject(LineKind kind, std::uint32_t index);
    void addHost(std::uint32_t index);
    void addCpus();
    void addCpu(std::uint32_t index);

    const RowList& m_list;
    const store::Snapshot& m_snapshot;
    EndedFold& m_fold;
    std::vector<Line>& m_out;
    const bool m_byHost; ///< the requests of a crawl
    std::vector<std::vector<std::uint32_t>> m_threadsOf;
    std::vector<std::uint32_t> m_endedProcesses;
};

} // namespace lanescope::timeline
