// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/snapshot_check.h"

namespace lanescope::session {
namespace {

using namespace store;

const std::vector<WordFigures::Writer> kNoWriters;

bool below(auto index, std::size_t size)
{
    return static_cast<std::size_t>(index) < size;
}
template <class Index>
bool below(const std::optional<Index>& index, std::size_t size)
{
    return !index || below(*index, size);
}
bool belowOrNone(std::uint32_t index, std::size_t size)
{
    return index == kNone || index < size;
}

Error pointsNowhere(const char* table)
{
    return Error{std::string("an entry of the table “") + table + "” points to something that is not there"};
}

// How many things the subject of an interval on such a row can be.
std::size_t subjectCount(RowKind kind, const Snapshot& snapshot)
{
    switch (kind) {
    case RowKind::ThreadState:
        return snapshot.objects->size();
    case RowKind::LockOwner:
    case RowKind::Cpu:
        return snapshot.threads->size();
    case RowKind::Tasks:
        return snapshot.names->size();
    case RowKind::RequestSlot:
    case RowKind::QueueDepth:
    case RowKind::Counter:
    case RowKind::Waiters:
        break;
    }
    return kNone;
}

/// How many there are of what a row's peers number.
std::size_t peerCount(RowKind kind, const Snapshot& snapshot)
{
    constexpr std::size_t kCpuNumbers = std::numeric_limits<std::uint16_t>::max() + std::size_t(1);
    return kind == RowKind::Cpu ? kCpuNumbers : snapshot.threads->size();
}

bool checkRow(const Row& row, const Snapshot& snapshot)
{
    const std::size_t subjects = subjectCount(row.kind, snapshot);
    const std::size_t peers = peerCount(row.kind, snapshot);
    for (std::size_t i = 0; i < row.intervals.size(); ++i) {
        const Interval& interval = row.intervals[i];
        if (!belowOrNone(interval.subject, subjects) || !belowOrNone(interval.peer, peers))
            return false;
    }
    return !row.open || (belowOrNone(row.open->subject, subjects) && belowOrNone(row.open->peer, peers));
}

} // namespace

Status checkIndices(const Snapshot& snapshot)
{
    const std::size_t processes = snapshot.processes->size();
    const std::size_t threads = snapshot.threads->size();
    const std::size_t rows = snapshot.rows.size();
    for (const Thread& thread : *snapshot.threads) {
        bool ok = below(thread.process, processes) && below(thread.stateRow, rows) && below(thread.cpuSetRow, rows) &&
                  below(thread.cpuSet, snapshot.cpuSets->size());
        for (const RowIndex row : thread.taskRows)
            ok = ok && below(row, rows);
        if (!ok)
            return pointsNowhere("thread");
    }
    for (const Object& object : *snapshot.objects) {
        if (!below(object.process, processes) || !below(object.row, rows) || !below(object.waitersRow, rows) ||
            !below(object.puttersRow, rows) || !below(object.surplusRow, rows) || !below(object.driftRow, rows) ||
            !below(object.owner, threads))
            return pointsNowhere("object");
        for (const WordFigures::Writer& writer : object.word ? object.word->writers : kNoWriters) {
            if (!below(writer.thread, threads) || !below(writer.row, rows))
                return pointsNowhere("writer");
        }
    }
    for (const Cpu& cpu : *snapshot.cpus) {
        if (!below(cpu.row, rows))
            return pointsNowhere("cpu");
    }
    for (const Flow& flow : *snapshot.flows) {
        if (!below(flow.from, threads) || !below(flow.to, threads))
            return pointsNowhere("flow");
    }
    for (const Request& request : snapshot.requests->recent) {
        if (!below(request.process, processes))
            return pointsNowhere("request");
    }
    for (const Row& row : snapshot.rows) {
        if (!checkRow(row, snapshot))
            return pointsNowhere("chunk");
    }
    return Done{};
}

} // namespace lanescope::session
