// SPDX-License-Identifier: GPL-3.0-or-later
// Threads of several processes write a plan; what the collector makes of it must be the plan, to the last
// interval.
#include "tests/core/store/collected.h"
#include "tests/core/store/played_plan.h"

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::testing::SegmentFolder;

namespace {

struct Planned {
    pid_t pid = 0;
    std::uint64_t seed = 0;
    trace::Ticks base = 0;
    std::unique_ptr<Plan> plan;
    std::int64_t baseNs = 0;
};

Planned playInChild(const std::string& folder, std::uint64_t seed)
{
    Planned planned{0, seed, 0, std::make_unique<Plan>(seed, kPlanThreads)};
    int ends[2];
    CHECK_EQ(::pipe(ends), 0);
    planned.pid = trace::testing::forkChild([&] {
        play(folder, *planned.plan, [&](trace::Ticks base) { (void)!::write(ends[1], &base, sizeof base); });
        return 0;
    });
    CHECK_EQ(::read(ends[0], &planned.base, sizeof planned.base), sizeof planned.base);
    CHECK_EQ(trace::testing::exitOf(planned.pid), 0);
    ::close(ends[0]);
    ::close(ends[1]);
    return planned;
}

// Row against model: same states and subjects in the same order, at the same times.
void checkIntervals(const std::vector<Interval>& row, const std::vector<Interval>& expected, std::int64_t baseNs)
{
    if (!CHECK_EQ(row.size(), expected.size()))
        return;
    for (std::size_t i = 0; i < row.size(); ++i) {
        const bool same = row[i].state() == expected[i].state() && row[i].subject == expected[i].subject &&
                          near(row[i].startNs, baseNs + expected[i].startNs * 1000) &&
                          near(row[i].endNs(), baseNs + expected[i].endNs() * 1000);
        if (!CHECK(same))
            return check::say("interval " + std::to_string(i) + ", off by " +
                              std::to_string(row[i].startNs - baseNs - expected[i].startNs * 1000) + " ns");
    }
}

std::uint32_t workerIndex(const Snapshot& snapshot, const Planned& planned, std::size_t thread)
{
    const auto index = threadNamed(snapshot, planned.pid, "worker " + std::to_string(thread));
    return CHECK(index.has_value()) ? static_cast<std::uint32_t>(*index) : kNone;
}

void checkLock(const Snapshot& snapshot, const Planned& planned)
{
    const auto index = objectNamed(snapshot, planned.pid, "the lock");
    if (!CHECK(index && snapshot.object(*index).row && snapshot.object(*index).lock))
        return;
    std::vector<Interval> expected = lockRow(*planned.plan);
    for (Interval& interval : expected)
        interval.subject = workerIndex(snapshot, planned, interval.subject);
    checkIntervals(intervalsOf(snapshot.row(*snapshot.object(*index).row)), expected, planned.baseNs);

    const LockFigures& figures = *snapshot.object(*index).lock;
    const Plan& plan = *planned.plan;
    CHECK_EQ(figures.acquisitions, plan.holds.size());
    CHECK_EQ(figures.contended, plan.waits.size());
    CHECK_EQ(figures.hold.count(), plan.holds.size());
    CHECK_EQ(figures.wait.count(), plan.waits.size());
    CHECK_EQ(figures.futile, std::ranges::count_if(plan.waits, &Plan::Wait::again));
    std::uint64_t changes = 0;
    std::size_t mostWaiters = 0;
    std::int64_t heldUs = 0;
    for (std::size_t i = 0; i < plan.holds.size(); ++i) {
        changes += i > 0 && plan.holds[i].thread != plan.holds[i - 1].thread;
        heldUs += plan.holds[i].endUs - plan.holds[i].startUs;
    }
    for (const auto& wait : plan.waits)
        mostWaiters =
            std::max(mostWaiters, static_cast<std::size_t>(std::ranges::count_if(plan.waits, [&](const auto& other) {
                         return other.startUs <= wait.startUs && wait.startUs < other.endUs;
                     })));
    CHECK_EQ(figures.ownerChanges, changes);
    CHECK_EQ(figures.maxWaiters, mostWaiters);
    CHECK(near(figures.hold.totalNs(), heldUs * 1000));
}

void checkThread(const Snapshot& snapshot, const Planned& planned, std::size_t number)
{
    const std::uint32_t index = workerIndex(snapshot, planned, number);
    if (index == kNone)
        return;
    const Thread& thread = (*snapshot.threads)[index];
    CHECK(thread.endNs.has_value());
    const auto lock = objectNamed(snapshot, planned.pid, "the lock");
    std::vector<Interval> waits;
    for (const auto& wait : planned.plan->waits)
        if (wait.thread == number)
            waits.push_back(
                Interval::make(wait.startUs, wait.endUs, State::LockWait, static_cast<std::uint32_t>(*lock)));
    const std::vector<Interval> row = intervalsOf(snapshot.row(thread.stateRow));
    std::vector<Interval> waiting;
    std::ranges::copy_if(row, std::back_inserter(waiting),
                         [](const Interval& i) { return i.state() == State::LockWait; });
    checkIntervals(waiting, waits, planned.baseNs);
    // No kernel layer: what is no wait is running, without a gap from the first moment to the last.
    for (std::size_t i = 1; i < row.size(); ++i)
        if (!CHECK_EQ(row[i].startNs, row[i - 1].endNs()))
            return;
    CHECK(!row.empty() && row.front().startNs == thread.startNs && row.back().endNs() == thread.endNs);

    if (!CHECK_EQ(thread.taskRows.size(), 2))
        return;
    constexpr std::array<std::string_view, 3> kNames = {"red", "green", "blue"};
    for (std::uint16_t depth = 0; depth < 2; ++depth) {
        std::vector<Interval> tasks;
        for (const auto& span : planned.plan->spans)
            if (span.thread == number && span.depth == depth) {
                const auto name = std::ranges::find(*snapshot.names, kNames[span.name]) - snapshot.names->begin();
                tasks.push_back(
                    Interval::make(span.startUs, span.endUs, State::Task, static_cast<std::uint32_t>(name)));
            }
        checkIntervals(intervalsOf(snapshot.row(thread.taskRows[depth])), tasks, planned.baseNs);
    }
}

void checkQueue(const Snapshot& snapshot, const Planned& planned)
{
    const auto index = objectNamed(snapshot, planned.pid, "the queue");
    if (!CHECK(index && snapshot.object(*index).row && snapshot.object(*index).queue))
        return;
    CHECK_EQ(snapshot.object(*index).capacity, 100);
    const auto& depths = planned.plan->depths;
    const auto& samples = snapshot.row(*snapshot.object(*index).row).samples;
    if (!CHECK_EQ(samples.size(), depths.size()))
        return;
    std::uint64_t puts = 0;
    std::deque<std::int64_t> inside;
    std::int64_t sojournUs = 0;
    std::int64_t most = 0;
    for (std::size_t i = 0; i < depths.size(); ++i) {
        if (!CHECK(samples[i].value == static_cast<double>(depths[i].depth) &&
                   near(samples[i].timeNs, planned.baseNs + depths[i].timeUs * 1000)))
            return;
        most = std::max(most, depths[i].depth);
        if (depths[i].change == trace::DepthChange::Put) {
            ++puts;
            inside.push_back(depths[i].timeUs);
        } else {
            sojournUs += depths[i].timeUs - inside.front();
            inside.pop_front();
        }
    }
    const QueueFigures& figures = *snapshot.object(*index).queue;
    CHECK(figures.puts == puts && figures.gets == depths.size() - puts);
    CHECK_EQ(figures.depthMax, static_cast<double>(most));
    CHECK_EQ(figures.sojourn.count(), depths.size() - puts);
    CHECK(near(figures.sojourn.totalNs() / static_cast<std::int64_t>(depths.size()),
               sojournUs * 1000 / static_cast<std::int64_t>(depths.size())));
}

void checkPlans(std::size_t portionRecords)
{
    const SegmentFolder folder;
    std::mt19937_64 random(check::seed());
    std::vector<Planned> all;
    for (int i = 0; i < 2; ++i)
        all.push_back(playInChild(folder.path(), random()));
    Planned own{::getpid(), random(), 0, nullptr};
    own.plan = std::make_unique<Plan>(own.seed, kPlanThreads);
    play(folder.path(), *own.plan, [&own](trace::Ticks base) { own.base = base; });
    all.push_back(std::move(own));
    const trace::Calibration calibration = trace::Calibration::measure();
    const auto collector = collectorOf(folder.path(), 512U << 20, portionRecords);
    if (!collector)
        return;
    announce(folder);
    const SnapshotPtr snapshot = collector->finish();

    CHECK(!snapshot->live);
    CHECK(isSane(*snapshot));
    CHECK_EQ(snapshot->recording.dropped, 0);
    CHECK_EQ(snapshot->processes->size(), all.size());
    for (Planned& planned : all) {
        planned.baseNs = calibration.toNs(planned.base);
        const Process* process = processOf(*snapshot, planned.pid);
        if (!CHECK(process != nullptr))
            return;
        CHECK(process->recorded && process->name == "player" && process->fault.empty());
        CHECK_EQ(process->endNs.has_value(), planned.pid != ::getpid());
        if (planned.pid != ::getpid())
            CHECK_EQ(process->parentPid, ::getpid());
        checkLock(*snapshot, planned);
        checkQueue(*snapshot, planned);
        for (std::size_t thread = 0; thread < kPlanThreads; ++thread)
            checkThread(*snapshot, planned, thread);
    }
}

} // namespace

TEST_CASE(snapshotIsThePlanOfEveryProcess)
{
    checkPlans(1U << 16);
}

// So few that a reading takes hundreds of portions, each in pieces of a single record.
TEST_CASE(portionsOfAReadingMakeUpThePlan)
{
    checkPlans(37);
}
