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

// What of it lies within the range.
std::int64_t lengthIn(Range range, const OpenUse& use)
{
    return std::max<std::int64_t>(0, std::min(range.toNs, use.untilNs) - std::max(range.fromNs, use.sinceNs));
}

bool isIn(Range range, const OpenUse& use)
{
    return use.sinceNs < range.toNs && use.untilNs > range.fromNs;
}

void addLeft(const std::vector<LeftUse>& left, std::vector<OpenUse>& open)
{
    for (const LeftUse& use : left)
        open.push_back({use.thread, use.sinceNs, use.untilNs});
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
    if (const auto& log = snapshot.object(object).log)
        addLeft(log->leftWaits, open);
    return open;
}

std::vector<OpenUse> openHolds(const Snapshot& snapshot, ObjectIndex object)
{
    std::vector<OpenUse> open;
    for (const HoldNow& hold : snapshot.present->holds) {
        if (hold.object == object)
            open.push_back({hold.thread, hold.sinceNs, snapshot.endNs});
    }
    if (const auto& log = snapshot.object(object).log)
        addLeft(log->leftHolds, open);
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
