// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/navigation.h"

#include "ui/timeline/host_rows.h"
#include "ui/timeline/row_facts.h"

namespace lanescope::timeline {
namespace {

using store::Interval;
using store::Row;
using store::Snapshot;
using store::State;

std::optional<Interval> openOf(const Row& row)
{
    return row.open ? std::optional(row.open->until(row.knownUntilNs)) : std::nullopt;
}

bool hasState(const Row& row, std::size_t first, std::size_t last, State state)
{
    return row.intervals.summarise(first, last).of(state) > 0;
}

// The first interval from `first` on in `state`; size() if there is none.
std::size_t firstInState(const Row& row, std::size_t first, State state)
{
    std::size_t high = row.intervals.size();
    if (first >= high || !hasState(row, first, high, state))
        return high;
    std::size_t low = first;
    while (high - low > 1) { // it lies in [low, high)
        const std::size_t middle = low + (high - low) / 2;
        if (hasState(row, low, middle, state))
            high = middle;
        else
            low = middle;
    }
    return low;
}

// The last interval before `last` in `state`; size() if there is none.
std::size_t lastInState(const Row& row, std::size_t last, State state)
{
    if (last == 0 || !hasState(row, 0, last, state))
        return row.intervals.size();
    std::size_t low = 0;
    std::size_t high = last;
    while (high - low > 1) {
        const std::size_t middle = low + (high - low) / 2;
        if (hasState(row, middle, high, state))
            low = middle;
        else
            high = middle;
    }
    return low;
}

State contentionOn(store::RowKind kind)
{
    return kind == store::RowKind::LockOwner ? State::HeldContended : State::LockWait;
}

bool isNearer(const Interval& a, const Interval& b, Direction direction)
{
    return direction == Direction::Forward ? a.startNs < b.startNs : a.startNs > b.startNs;
}

} // namespace

std::optional<Interval> currentInterval(const Snapshot& snapshot, const Pick& pick)
{
    if (!pick.interval || static_cast<std::size_t>(pick.row) >= snapshot.rows.size())
        return std::nullopt;
    const auto found = snapshot.row(pick.row).at(pick.interval->startNs);
    return found && found->startNs == pick.interval->startNs ? found : std::nullopt;
}

std::optional<Pick> neighbour(const Snapshot& snapshot, const Pick& pick, Direction direction, TimeRange visible)
{
    if (static_cast<std::size_t>(pick.row) >= snapshot.rows.size())
        return std::nullopt;
    const Row& row = snapshot.row(pick.row);
    if (row.isCounter())
        return std::nullopt;
    std::size_t index = 0;
    if (direction == Direction::Forward) {
        index = pick.interval ? row.firstEndingAfter(std::max(pick.interval->endNs() - 1, pick.interval->startNs))
                              : row.firstEndingAfter(visible.fromNs);
        if (pick.interval && index < row.intervals.size() && row.intervals[index].startNs <= pick.interval->startNs)
            ++index;
    } else {
        index = pick.interval ? row.firstStartingAt(pick.interval->startNs) : row.firstStartingAt(visible.toNs);
        if (index == 0)
            return std::nullopt;
        --index;
    }
    if (index < row.intervals.size())
        return Pick{pick.row, row.intervals[index]};
    const auto open = openOf(row);
    if (!open || (pick.interval && open->startNs <= pick.interval->startNs))
        return std::nullopt;
    return Pick{pick.row, open};
}

std::optional<Interval> nextInState(const Row& row, State state, std::int64_t timeNs, Direction direction)
{
    if (row.isCounter())
        return std::nullopt;
    const std::size_t index = direction == Direction::Forward
                                  ? firstInState(row, row.firstStartingAt(timeNs + 1), state)
                                  : lastInState(row, row.firstStartingAt(timeNs), state);
    if (index < row.intervals.size())
        return row.intervals[index];
    const auto open = openOf(row);
    if (direction == Direction::Forward && open && open->state() == state && open->startNs > timeNs)
        return open;
    return std::nullopt;
}

std::optional<Pick> nextContention(const Snapshot& snapshot, const RowList& rows, const std::optional<Pick>& pick,
                                   std::int64_t timeNs, Direction direction)
{
    std::optional<Pick> best;
    const auto consider = [&](store::RowIndex index) {
        const Row& row = snapshot.row(index);
        const auto found = nextInState(row, contentionOn(row.kind), timeNs, direction);
        if (found && (!best || isNearer(*found, *best->interval, direction)))
            best = Pick{index, found};
    };
    if (pick && static_cast<std::size_t>(pick->row) < snapshot.rows.size()) {
        consider(pick->row);
        return best;
    }
    for (const Line& line : rows.lines()) {
        if (line.row && (line.key.kind == LineKind::Thread || line.key.kind == LineKind::Lock))
            consider(*line.row);
    }
    return best;
}

std::optional<Pick> blocker(const Snapshot& snapshot, const Pick& pick)
{
    const auto interval = currentInterval(snapshot, pick);
    if (!interval)
        return std::nullopt;
    if (interval->peer < snapshot.threads->size()) {
        const auto row = (*snapshot.threads)[interval->peer].stateRow;
        // What the other thread did the moment before the wait ended is what ended it.
        return Pick{row, snapshot.row(row).at(interval->endNs() - 1)};
    }
    const bool isThread = snapshot.row(pick.row).kind == store::RowKind::ThreadState;
    if (!isThread || interval->subject >= snapshot.objects->size())
        return std::nullopt;
    const auto owner = (*snapshot.objects)[interval->subject].owner;
    const bool goesOn = interval->endNs() >= snapshot.row(pick.row).knownUntilNs;
    if (!owner || !goesOn)
        return std::nullopt;
    const auto row = snapshot.thread(*owner).stateRow;
    return Pick{row, snapshot.row(row).at(snapshot.row(row).knownUntilNs - 1)};
}

std::optional<LineKey> headerOf(const Snapshot& snapshot, store::RowIndex row)
{
    const auto group = [](Group which) { return LineKey{LineKind::Group, static_cast<std::uint32_t>(which)}; };
    if (const auto thread = threadOfRow(snapshot, row))
        return LineKey{LineKind::Process, static_cast<std::uint32_t>(snapshot.thread(*thread).process)};
    switch (snapshot.row(row).kind) {
    case store::RowKind::LockOwner:
        return group(Group::Locks);
    case store::RowKind::RequestSlot:
        return group(Group::Requests);
    case store::RowKind::Cpu:
        return group(Group::Cpus);
    case store::RowKind::QueueDepth:
    case store::RowKind::Counter:
    case store::RowKind::Waiters: {
        const auto object = objectOfRow(snapshot, row);
        return group(object && isHostRow(snapshot, snapshot.object(*object)) ? Group::Hosts : Group::Queues);
    }
    default:
        return std::nullopt;
    }
}

} // namespace lanescope::timeline
