// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/utilisation.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace lanescope::timeline {
namespace {

constexpr std::int64_t kSettledNs = 300'000'000; ///< records of one moment arrive within this
constexpr std::int64_t kFreshNs = 60'000'000;    ///< a bucket that still fills is renewed this often
constexpr std::size_t kBucketsPerLevel = 16'384;

bool countsAsRun(const store::Snapshot& snapshot, const store::Thread& thread)
{
    return !thread.isOurOwn && !snapshot.process(thread.process).isOurOwn;
}

std::size_t living(const store::Snapshot& snapshot)
{
    return static_cast<std::size_t>(std::ranges::count_if(*snapshot.threads, [&](const store::Thread& thread) {
        return countsAsRun(snapshot, thread) && !thread.endNs;
    }));
}

std::size_t mostAtOnce(const store::Snapshot& snapshot)
{
    std::vector<std::pair<std::int64_t, int>> steps; // an end comes before a start at the same moment
    for (const store::Thread& thread : *snapshot.threads) {
        if (!countsAsRun(snapshot, thread))
            continue;
        steps.emplace_back(thread.startNs, 1);
        steps.emplace_back(thread.endNs.value_or(std::numeric_limits<std::int64_t>::max()), -1);
    }
    std::ranges::sort(steps);
    int now = 0;
    int most = 0;
    for (const auto& [timeNs, step] : steps)
        most = std::max(most, now += step);
    return static_cast<std::size_t>(most);
}

} // namespace

std::int64_t StateTimes::totalNs() const
{
    return std::accumulate(ns.begin(), ns.end(), std::int64_t{0});
}

void StateTimes::add(const StateTimes& other)
{
    for (std::size_t i = 0; i < ns.size(); ++i)
        ns[i] += other.ns[i];
}

void Utilisation::clear()
{
    m_levels.clear();
    m_snapshot = store::Snapshot::empty();
}

void Utilisation::setSnapshot(store::SnapshotPtr snapshot, std::size_t lookups)
{
    if (snapshot->beginNs != m_snapshot->beginNs || bringsLateThreads(*snapshot))
        m_levels.clear();
    m_snapshot = std::move(snapshot);
    m_lookupsLeft = lookups;
    m_isIncomplete = false;
    m_threads = m_snapshot->live ? living(*m_snapshot) : mostAtOnce(*m_snapshot);
}

// A process that was found late has a past in buckets that were thought to be over.
bool Utilisation::bringsLateThreads(const store::Snapshot& next) const
{
    const auto& threads = *next.threads;
    const std::size_t known = std::min(m_snapshot->threads->size(), threads.size());
    return std::any_of(threads.begin() + static_cast<std::ptrdiff_t>(known), threads.end(), [&](const auto& thread) {
        return countsAsRun(next, thread) && thread.startNs + kSettledNs < m_snapshot->endNs;
    });
}

StateTimes Utilisation::sum(std::int64_t fromNs, std::int64_t toNs, std::size_t& lookups) const
{
    StateTimes times;
    for (const store::Thread& thread : *m_snapshot->threads) {
        if (thread.startNs >= toNs || thread.endNs.value_or(toNs) <= fromNs || !countsAsRun(*m_snapshot, thread))
            continue;
        const auto one = m_snapshot->row(thread.stateRow).summarise(fromNs, toNs);
        ++lookups;
        for (std::size_t i = 0; i < times.ns.size(); ++i)
            times.ns[i] += one.ns[i];
    }
    return times;
}

StateTimes Utilisation::over(std::int64_t fromNs, std::int64_t toNs) const
{
    std::size_t lookups = 0;
    return sum(fromNs, toNs, lookups);
}

const Utilisation::Kept* Utilisation::finalBucket(std::int64_t bucketNs, std::int64_t index) const
{
    const auto level = m_levels.find(bucketNs);
    if (level == m_levels.end())
        return nullptr;
    const auto found = level->second.find(index);
    return found != level->second.end() && found->second.isFinal ? &found->second : nullptr;
}

const StateTimes* Utilisation::coarser(std::int64_t bucketNs, std::int64_t index) const
{
    for (int steps = 0; steps < 6; ++steps) {
        bucketNs *= 2;
        index = index >= 0 ? index / 2 : (index - 1) / 2;
        const auto level = m_levels.find(bucketNs);
        if (level == m_levels.end())
            continue;
        if (const auto found = level->second.find(index); found != level->second.end())
            return &found->second.times;
    }
    return nullptr;
}

bool Utilisation::isFresh(const Kept& kept) const
{
    return kept.isFinal || m_snapshot->endNs - kept.computedAtNs < kFreshNs;
}

const StateTimes* Utilisation::bucket(std::int64_t bucketNs, std::int64_t index)
{
    Level& level = m_levels[bucketNs];
    if (level.size() > kBucketsPerLevel)
        level.clear();
    const auto found = level.find(index);
    if (found != level.end() && isFresh(found->second))
        return &found->second.times;
    const Kept* first = finalBucket(bucketNs / 2, index * 2);
    const Kept* second = finalBucket(bucketNs / 2, index * 2 + 1);
    Kept kept;
    const std::int64_t from = m_snapshot->beginNs + index * bucketNs;
    if (first != nullptr && second != nullptr) {
        kept.times = first->times;
        kept.times.add(second->times);
    } else if (m_lookupsLeft == 0) {
        m_isIncomplete = true;
        return found != level.end() ? &found->second.times : nullptr;
    } else {
        std::size_t lookups = 0;
        kept.times = sum(from, from + bucketNs, lookups);
        m_lookupsMade += lookups;
        m_lookupsLeft -= std::min(lookups, m_lookupsLeft);
    }
    kept.isFinal = from + bucketNs + kSettledNs <= m_snapshot->endNs || !m_snapshot->live;
    kept.computedAtNs = m_snapshot->endNs;
    return &(m_levels[bucketNs][index] = kept).times;
}

} // namespace lanescope::timeline
