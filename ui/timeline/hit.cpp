// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/hit.h"

namespace lanescope::timeline {
namespace {

using store::RowKind;

void addOwners(Hit& hit, const store::Snapshot& snapshot, const LineKey& key)
{
    switch (key.kind) {
    case LineKind::Process:
        hit.process = store::ProcessIndex{key.index};
        break;
    case LineKind::Thread:
    case LineKind::Tasks:
        hit.thread = store::ThreadIndex{key.index};
        hit.process = (*snapshot.threads)[key.index].process;
        break;
    case LineKind::Request:
    case LineKind::Lock:
    case LineKind::Queue:
        hit.object = store::ObjectIndex{key.index};
        hit.process = (*snapshot.objects)[key.index].process;
        break;
    case LineKind::Ended:
        if (key.index != kEndedProcesses)
            hit.process = store::ProcessIndex{key.index};
        break;
    case LineKind::Group:
    case LineKind::Cpu:
        break;
    }
}

void addSubject(Hit& hit, const store::Snapshot& snapshot)
{
    const std::uint32_t subject = hit.interval->subject;
    if (subject == store::kNone)
        return;
    if (hit.rowKind == RowKind::ThreadState && subject < snapshot.objects->size())
        hit.object = store::ObjectIndex{subject};
    else if ((hit.rowKind == RowKind::LockOwner || hit.rowKind == RowKind::Cpu) && subject < snapshot.threads->size())
        hit.thread = store::ThreadIndex{subject};
}

} // namespace

Hit hitOn(const store::Snapshot& snapshot, const Line& line, std::int64_t timeNs,
          const std::optional<store::Interval>& interval)
{
    Hit hit;
    hit.kind = line.row ? Hit::Kind::Row : Hit::Kind::Header;
    hit.timeNs = timeNs;
    hit.line = line.key;
    hit.row = line.row;
    addOwners(hit, snapshot, line.key);
    if (!line.row)
        return hit;
    const store::Row& row = snapshot.row(*line.row);
    hit.rowKind = row.kind;
    if (!interval)
        return hit;
    hit.kind = Hit::Kind::Interval;
    hit.interval = interval;
    hit.isOpen = row.open && interval->startNs == row.open->startNs && interval->endNs() >= row.knownUntilNs;
    addSubject(hit, snapshot);
    return hit;
}

std::optional<store::Interval> intervalNear(const store::Row& row, std::int64_t fromNs, std::int64_t toNs)
{
    constexpr std::size_t kFew = 8;
    const std::size_t first = row.firstEndingAfter(fromNs);
    const std::size_t last = row.firstStartingAt(toNs);
    if (last > first + kFew)
        return row.at(fromNs + (toNs - fromNs) / 2);
    std::optional<store::Interval> best;
    for (std::size_t i = first; i < last; ++i) {
        if (!best || row.intervals[i].durationNs < best->durationNs)
            best = row.intervals[i];
    }
    if (!best && row.open && row.open->startNs < toNs && fromNs < row.knownUntilNs)
        best = row.open->until(row.knownUntilNs);
    return best;
}

} // namespace lanescope::timeline
