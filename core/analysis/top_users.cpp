// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/top_users.h"

#include "core/analysis/words.h"

#include <algorithm>
#include <map>

namespace lanescope::analysis {
namespace {

using namespace store;

std::vector<UserShare> largest(std::vector<UserShare> all, std::size_t most)
{
    std::ranges::stable_sort(all, std::greater<>(), &UserShare::totalNs);
    if (all.size() > most)
        all.resize(most);
    return all;
}

std::string spanAt(const Snapshot& snapshot, ThreadIndex thread, std::int64_t timeNs)
{
    const std::vector<RowIndex>& rows = snapshot.thread(thread).taskRows;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        if (const auto span = snapshot.row(*row).at(timeNs))
            return std::string(snapshot.name(span->subject));
    }
    return {};
}

// What of it lies within the range.
std::int64_t lengthIn(Range range, const OpenUse& use)
{
    return std::max<std::int64_t>(0, std::min(range.toNs, use.untilNs) - std::max(range.fromNs, use.sinceNs));
}

bool isIn(Range range, const OpenUse& use)
{
    return use.sinceNs < range.toNs && use.untilNs > range.fromNs;
}

bool isWaitAt(const Interval& interval, ObjectIndex object)
{
    return interval.subject == static_cast<std::uint32_t>(object) && interval.state() >= State::LockWait &&
           interval.state() <= State::JoinWait;
}

// Since when a row shows what it does up to the end of a thread, whatever pieces it is in. What a thread died in has no record.
template <class Is>
std::optional<std::int64_t> sinceUpTo(const Row& row, std::int64_t endNs, Is is)
{
    std::optional<std::int64_t> since;
    for (std::size_t i = row.intervals.size(); i > 0; --i) {
        const Interval& interval = row.intervals[i - 1];
        if (interval.startNs >= endNs)
            continue;
        if (interval.endNs() != since.value_or(endNs) || !is(interval))
            break;
        since = interval.startNs;
    }
    return since;
}

// Whoever let go right before its end may have been seen to end first; its record came after all.
bool isRecorded(const OccurrenceView& log, ThreadIndex thread, std::int64_t sinceNs)
{
    constexpr std::int64_t kNearNs = 1'000; // a status word knows the start to 256 ticks
    bool isThere = false;
    log.forEachAcross(sinceNs + kNearNs, [&](const Occurrence& one) {
        isThere =
            isThere || (one.threadBits == static_cast<std::uint32_t>(thread) && one.startNs() + kNearNs > sinceNs);
    });
    return isThere;
}

/// Sums by span, each with who was in it last.
class SpanSums {
public:
    explicit SpanSums(const Snapshot& snapshot)
        : m_snapshot(snapshot)
    {
    }
    void add(ThreadIndex thread, std::int64_t startNs, std::int64_t lengthNs)
    {
        const std::string name = spanAt(m_snapshot, thread, startNs);
        UserShare& share = m_bySpan[name];
        share.name = name;
        ++share.count;
        share.totalNs += lengthNs;
        share.newestThread = thread;
        share.newestStartNs = startNs;
    }
    std::vector<UserShare> all() const
    {
        std::vector<UserShare> all;
        for (const auto& [name, share] : m_bySpan)
            all.push_back(share);
        return all;
    }

private:
    const Snapshot& m_snapshot;
    std::map<std::string, UserShare> m_bySpan;
};

} // namespace

std::vector<OpenUse> openWaits(const Snapshot& snapshot, ObjectIndex object)
{
    std::vector<OpenUse> open;
    for (const WaitNow& wait : snapshot.present->waits) {
        if (wait.object == static_cast<std::uint32_t>(object))
            open.push_back({wait.thread, wait.sinceNs, snapshot.endNs});
    }
    const auto& log = snapshot.object(object).log;
    for (std::uint32_t i = 0; i < snapshot.threads->size(); ++i) {
        const Thread& thread = (*snapshot.threads)[i];
        const auto since = thread.endNs ? sinceUpTo(snapshot.row(thread.stateRow), *thread.endNs,
                                                    [&](const Interval& one) { return isWaitAt(one, object); })
                                        : std::nullopt;
        if (since && !(log && isRecorded(log->waits, ThreadIndex{i}, *since)))
            open.push_back({ThreadIndex{i}, *since, *thread.endNs});
    }
    return open;
}

std::vector<OpenUse> openHolds(const Snapshot& snapshot, ObjectIndex object)
{
    std::vector<OpenUse> open;
    for (const HoldNow& hold : snapshot.present->holds) {
        if (hold.object == object)
            open.push_back({hold.thread, hold.sinceNs, snapshot.endNs});
    }
    const std::optional<RowIndex> row = snapshot.object(object).row;
    if (!row || snapshot.row(*row).kind != RowKind::LockOwner || snapshot.row(*row).intervals.size() == 0)
        return open;
    const auto& owners = snapshot.row(*row).intervals;
    const std::uint32_t last = owners[owners.size() - 1].subject;
    if (last >= snapshot.threads->size() || !(*snapshot.threads)[last].endNs)
        return open;
    const std::int64_t endNs = *(*snapshot.threads)[last].endNs;
    const auto since = sinceUpTo(snapshot.row(*row), endNs, [&](const Interval& one) { return one.subject == last; });
    const auto& log = snapshot.object(object).log;
    if (since && !(log && isRecorded(log->holds, ThreadIndex{last}, *since)))
        open.push_back({ThreadIndex{last}, *since, endNs});
    return open;
}

std::vector<UserShare> topThreads(const Snapshot& snapshot, const OccurrenceView& log, Range range, std::size_t most,
                                  const std::vector<OpenUse>& open)
{
    std::map<std::uint32_t, UserShare> byThread;
    const auto add = [&](std::uint32_t thread, std::uint64_t count, std::int64_t ns) {
        UserShare& share = byThread[thread];
        share.count += count;
        share.totalNs += ns;
    };
    for (const ThreadShare& share : log.distribution(range.fromNs, range.toNs).shares)
        add(share.thread, share.count, share.totalNs);
    log.forEachAcross(range.fromNs, [&](const Occurrence& one) {
        if (one.endNs < range.toNs)
            add(static_cast<std::uint32_t>(one.threadBits), 0, one.startNs() - range.fromNs);
    });
    log.forEachAcross(range.toNs, [&](const Occurrence& one) {
        add(static_cast<std::uint32_t>(one.threadBits), 1, range.toNs - std::max(one.startNs(), range.fromNs));
    });
    for (const OpenUse& use : open) {
        if (isIn(range, use))
            add(static_cast<std::uint32_t>(use.thread), 1, lengthIn(range, use));
    }
    std::vector<UserShare> all;
    for (auto& [thread, share] : byThread) {
        if (share.count == 0 || thread >= snapshot.threads->size())
            continue;
        share.name = threadText(snapshot, static_cast<ThreadIndex>(thread));
        share.newestThread = static_cast<ThreadIndex>(thread);
        all.push_back(std::move(share));
    }
    return largest(std::move(all), most);
}

std::vector<UserShare> topSpans(const Snapshot& snapshot, const OccurrenceView& log, Range range, std::size_t most,
                                const std::vector<OpenUse>& open)
{
    SpanSums sums(snapshot);
    const std::size_t last = log.firstEndingAt(range.toNs);
    const std::size_t first = std::max(log.firstEndingAt(range.fromNs), last - std::min(last, kMostAsked));
    for (std::size_t i = first; i < last; ++i) {
        const Occurrence& one = log[i];
        if (one.threadBits < snapshot.threads->size())
            sums.add(static_cast<ThreadIndex>(one.threadBits), one.startNs(),
                     one.endNs - std::max(one.startNs(), range.fromNs));
    }
    log.forEachAcross(range.toNs, [&](const Occurrence& one) {
        if (one.threadBits < snapshot.threads->size())
            sums.add(static_cast<ThreadIndex>(one.threadBits), one.startNs(),
                     range.toNs - std::max(one.startNs(), range.fromNs));
    });
    for (const OpenUse& use : open) {
        if (isIn(range, use))
            sums.add(use.thread, use.sinceNs, lengthIn(range, use));
    }
    return largest(sums.all(), most);
}

} // namespace lanescope::analysis
