// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/word_track.h"

#include <algorithm>

namespace lanescope::store {
namespace {

constexpr std::uint64_t kMostWrites = std::uint64_t{1} << 53; // as exact as a sample can have it

} // namespace

void WordTrack::add(const WritesTold& writes)
{
    WordFigures::Writer* const told = writer(writes.thread, writes.startNs);
    if (told == nullptr)
        return;
    told->cpu = writes.cpu;
    told->writes += std::min(writes.times, kMostWrites - told->writes);
    RowData& row = m_store.row(told->row);
    // A thread tells of its blocks in order; a segment that lies does not get the row out of it.
    const std::int64_t timeNs = std::max(writes.endNs, row.samples.last().timeNs);
    row.samples.append({timeNs, static_cast<double>(told->writes)});
    row.knownUntilNs = timeNs;
}

// nullptr when there are too many already.
WordFigures::Writer* WordTrack::writer(ThreadIndex thread, std::int64_t sinceNs)
{
    std::vector<WordFigures::Writer>& writers = m_figures.writers;
    const auto known = std::ranges::find(writers, thread, &WordFigures::Writer::thread);
    if (known != writers.end())
        return &*known;
    if (writers.size() == WordFigures::kMostWriters)
        return nullptr;
    WordFigures::Writer made;
    made.thread = thread;
    made.row = m_store.addRow(RowKind::Counter);
    m_store.row(made.row).samples.append({sinceNs, 0});
    writers.push_back(made);
    return &writers.back();
}

} // namespace lanescope::store
