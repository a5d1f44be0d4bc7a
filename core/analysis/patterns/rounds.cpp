// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/rounds.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;

// Results are waited for one after the other: two waits so close are one round.
constexpr std::int64_t kSameRoundNs = 2'000'000;
// Threads of one round began within this part of the longest of their lives.
constexpr double kTogether = 0.2;
// Who joins may be told of an end a little before the thread's own last record.
constexpr std::int64_t kEndSlackNs = 1'000'000;

std::int64_t lifeNs(const Thread& thread)
{
    return *thread.endNs - thread.startNs;
}

// Who waits, for a task or within one, does no work. A task that sleeps or reads keeps its thread busy all the same.
double workedNs(const IntervalSummary& did)
{
    std::int64_t ns = std::accumulate(did.ns.begin(), did.ns.end(), std::int64_t{0});
    for (const State wait : {State::LockWait, State::ConditionWait, State::SemaphoreWait, State::QueuePutWait,
                             State::QueueGetWait, State::JoinWait})
        ns -= did.of(wait);
    return static_cast<double>(ns);
}

/// What the workers of one round did.
struct Workers {
    std::size_t count = 0;
    double sumNs = 0;
    double tasks = 0;
    double mostNs = 0;
    std::optional<ThreadIndex> slowest;

    /// `meanNs`: what of it goes into the mean.
    void add(ThreadIndex thread, double workedNs, double meanNs, double ended)
    {
        ++count;
        sumNs += meanNs;
        tasks += ended;
        if (workedNs <= mostNs)
            return;
        mostNs = workedNs;
        slowest = thread;
    }
    void addTo(Division& sum) const
    {
        if (count < 2 || tasks < 2)
            return; // nothing was divided
        const double perThread = tasks / static_cast<double>(count);
        const double meanNs = sumNs / static_cast<double>(count);
        if (mostNs > sum.longestNs)
            sum.slowest = slowest;
        sum.longestNs = std::max(sum.longestNs, mostNs);
        sum.slowestNs += mostNs;
        sum.meanNs += meanNs;
        sum.evenNs += meanNs * std::ceil(perThread) / perThread;
        sum.workers = std::max(sum.workers, count);
    }
};

template <class Sums>
std::vector<Division> valuesOf(Sums&& sums)
{
    std::vector<Division> all;
    for (auto& [key, division] : sums)
        all.push_back(std::move(division));
    return all;
}

} // namespace

Rounds::Rounds(const Snapshot& snapshot, Range range)
    : m_snapshot(snapshot)
{
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        if (object.kind != trace::ObjectKind::Pool || !object.queue)
            continue;
        for (const ThreadIndex worker : object.queue->getters)
            m_poolOf[static_cast<std::uint32_t>(worker)] = static_cast<ObjectIndex>(i);
    }
    for (std::size_t i = 0; i < snapshot.threads->size(); ++i) {
        const Thread& thread = (*snapshot.threads)[i];
        if (isInRange(thread, range) &&
            snapshot.row(thread.stateRow).summarise(range.fromNs, range.toNs).of(State::JoinWait) > 0)
            addRoundsOf(static_cast<ThreadIndex>(i), range);
    }
}

void Rounds::addRoundsOf(ThreadIndex waiter, Range range)
{
    constexpr std::size_t kMostLookedAt = 512;
    const Row& row = m_snapshot.row(m_snapshot.thread(waiter).stateRow);
    const std::size_t last = row.firstStartingAt(range.toNs);
    std::vector<Round> rounds; // the newest first
    for (std::size_t i = last; i > 0 && last - i < kMostLookedAt && rounds.size() < kMostRounds; --i) {
        const Interval& wait = row.intervals[i - 1];
        if (wait.endNs() < range.fromNs)
            break;
        if (wait.state() != State::JoinWait || wait.endNs() >= range.toNs)
            continue;
        const std::optional<ObjectIndex> pool = poolOf(wait.peer);
        const bool isSame =
            !rounds.empty() && rounds.back().pool == pool && rounds.back().range.fromNs - wait.endNs() <= kSameRoundNs;
        if (isSame)
            rounds.back().range.fromNs = wait.startNs;
        else
            rounds.push_back({waiter, pool, {wait.startNs, wait.endNs()}});
    }
    m_rounds.insert(m_rounds.end(), rounds.begin(), rounds.end());
}

std::optional<ObjectIndex> Rounds::poolOf(std::uint32_t thread) const
{
    const auto found = m_poolOf.find(thread);
    return found != m_poolOf.end() ? std::optional(found->second) : std::nullopt;
}

std::vector<Division> Rounds::inPools() const
{
    std::map<ObjectIndex, Division> sums;
    for (const Round& round : m_rounds) {
        if (!round.pool || poolOf(static_cast<std::uint32_t>(round.waiter)) == round.pool)
            continue; // a task of the pool that waits for another one is its own worker
        Division& sum = sums[*round.pool];
        sum.pool = round.pool;
        sum.waiter = round.waiter;
        addPoolRound(round, sum);
    }
    return valuesOf(std::move(sums));
}

// Where a task waits for another one, what must come before what says who works when, however it is divided.
void Rounds::addPoolRound(const Round& round, Division& sum) const
{
    Workers workers;
    for (const ThreadIndex index : m_snapshot.object(*round.pool).queue->getters) {
        const Thread& thread = m_snapshot.thread(index);
        if (!isInRange(thread, round.range))
            continue;
        const auto did = m_snapshot.row(thread.stateRow).summarise(round.range.fromNs, round.range.toNs);
        if (did.of(State::JoinWait) > 0)
            return;
        const double ns = workedNs(did);
        workers.add(index, ns, ns, tasksEndedIn(thread, round.range));
    }
    workers.addTo(sum);
}

double Rounds::tasksEndedIn(const Thread& thread, Range range) const
{
    if (thread.taskRows.empty())
        return 0;
    const Row& tasks = m_snapshot.row(thread.taskRows.front());
    return static_cast<double>(tasks.firstEndingAfter(range.toNs) - tasks.firstEndingAfter(range.fromNs));
}

std::vector<Division> Rounds::inJoins() const
{
    std::map<ThreadIndex, Division> sums;
    for (const Round& round : m_rounds) {
        if (round.pool)
            continue;
        Division& sum = sums[round.waiter];
        sum.waiter = round.waiter;
        addJoinRound(round, sum);
    }
    return valuesOf(std::move(sums));
}

std::vector<ThreadIndex> Rounds::endedIn(const Round& round) const
{
    const ProcessIndex process = m_snapshot.thread(round.waiter).process;
    std::vector<ThreadIndex> ended;
    for (std::size_t i = 0; i < m_snapshot.threads->size(); ++i) {
        const Thread& thread = (*m_snapshot.threads)[i];
        if (thread.process == process && !thread.isOurOwn && thread.endNs && *thread.endNs > round.range.fromNs &&
            *thread.endNs <= round.range.toNs + kEndSlackNs)
            ended.push_back(static_cast<ThreadIndex>(i));
    }
    return ended;
}

double Rounds::workedIn(const Thread& thread) const
{
    return workedNs(m_snapshot.row(thread.stateRow).summarise(thread.startNs, *thread.endNs));
}

// Who lives longest because it waits has not more to do than others. Nor has one that works for as long as the others wait
// for it and ends with them: so its work is held against their lives.
void Rounds::addJoinRound(const Round& round, Division& sum) const
{
    const std::vector<ThreadIndex> ended = endedIn(round);
    if (ended.size() < 2)
        return;
    const auto life = [this](ThreadIndex thread) { return lifeNs(m_snapshot.thread(thread)); };
    const ThreadIndex longest = *std::ranges::max_element(ended, {}, life);
    const double apartNs = kTogether * static_cast<double>(life(longest));
    const std::int64_t startNs = m_snapshot.thread(longest).startNs;
    Workers workers;
    for (const ThreadIndex thread : ended) {
        if (std::abs(static_cast<double>(m_snapshot.thread(thread).startNs - startNs)) <= apartNs)
            workers.add(thread, workedIn(m_snapshot.thread(thread)), static_cast<double>(life(thread)), 1);
    }
    workers.addTo(sum);
}

} // namespace lanescope::analysis::patterns
