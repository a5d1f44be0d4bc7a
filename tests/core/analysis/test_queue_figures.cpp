// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/fairness.h"
#include "core/analysis/queue_age.h"
#include "tests/core/analysis/made_run.h"

#include <cmath>
#include <deque>
#include <random>

using namespace lanescope;
using namespace lanescope::analysis::testing;

namespace {

store::Distribution shares(const std::vector<std::uint64_t>& counts)
{
    store::Distribution distribution;
    for (std::uint32_t i = 0; i < counts.size(); ++i)
        distribution.shares.push_back({i, counts[i], 0});
    return distribution;
}

} // namespace

TEST_CASE(fairnessIsOneWhereAllGetTheSameAndOneNthWhereOneGetsAll)
{
    CHECK(std::abs(*analysis::fairness(shares({5, 5, 5, 5}), {}) - 1) < 1e-12);
    CHECK(std::abs(*analysis::fairness(shares({9}), shares({1, 1, 1, 1})) - 0.25) < 1e-12); // three wait in vain
    CHECK(std::abs(*analysis::fairness(shares({1, 3}), {}) - 0.8) < 1e-12);
    CHECK(!analysis::fairness(shares({9}), {}));
    CHECK(!analysis::fairness({}, {}));
}

TEST_CASE(theOldestItemOfAFifoIsAsOldAsBruteForceSays)
{
    std::mt19937 random(check::seed());
    MadeRun run;
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue");
    const RowIndex row = run.store.addRow(RowKind::QueueDepth);
    run.store.object(queue).row = row;
    std::deque<std::int64_t> inside;
    std::int64_t nowNs = kBeginNs;
    for (int i = 0; i < 2000; ++i) {
        nowNs += 1 + static_cast<std::int64_t>(random() % 1000);
        if (inside.empty() || random() % 2 == 0)
            inside.push_back(nowNs);
        else
            inside.pop_front();
        run.store.row(row).samples.append({nowNs, static_cast<double>(inside.size())});
        if (i % 50 != 0)
            continue;
        const SnapshotPtr snapshot = run.store.publish(kBeginNs, nowNs + 7, true);
        const auto age = analysis::oldestIn(*snapshot, snapshot->object(queue));
        if (!CHECK(age.has_value() == !inside.empty()))
            return;
        if (age && (!CHECK_EQ(age->ns, nowNs + 7 - inside.front()) || !CHECK(!age->atLeast)))
            return;
    }
}

TEST_CASE(anAgeBeyondWhatIsLookedAtIsAtLeastThat)
{
    MadeRun run;
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue");
    const RowIndex row = run.store.addRow(RowKind::QueueDepth);
    run.store.object(queue).row = row;
    for (std::size_t i = 0; i < analysis::kMostLookedAt + 100; ++i)
        run.store.row(row).samples.append({kBeginNs + static_cast<std::int64_t>(i), static_cast<double>(i + 1)});
    const SnapshotPtr snapshot = run.at();
    const auto age = analysis::oldestIn(*snapshot, snapshot->object(queue));
    CHECK(age && age->atLeast);
    CHECK(!analysis::oldestIn(*snapshot, store::Object{}));
}

TEST_CASE(anAgeBeforeWhatIsStillThereIsAtLeastThat)
{
    MadeRun run;
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue");
    const RowIndex row = run.store.addRow(RowKind::QueueDepth);
    run.store.object(queue).row = row;
    // Nobody takes anything out; the first chunk is gone over the memory budget.
    for (std::int64_t i = 1; i <= 200; ++i)
        run.store.row(row).samples.append({kBeginNs + i, static_cast<double>(i)});
    CHECK(run.store.row(row).samples.dropOldest([](const Sample& sample) { return sample.timeNs; }));
    const SnapshotPtr snapshot = run.at();
    const auto age = analysis::oldestIn(*snapshot, snapshot->object(queue));
    CHECK(age && age->atLeast);
}

TEST_CASE(theOldestItemOfAStackIsTheOneThatIsStillInIt)
{
    MadeRun run;
    const ObjectIndex queue = run.object(ObjectKind::Queue, "queue");
    run.store.object(queue).row = run.store.addRow(RowKind::QueueDepth);
    run.store.row(*run.store.object(queue).row).samples.append({kBeginNs + 900, 1}); // the newest, not the oldest
    auto figures = std::make_shared<store::QueueFigures>();
    figures->puts = 2;
    figures->gets = 1;
    figures->stayAccount = store::StayAccount::EachTold;
    figures->oldestPutNs = kBeginNs + 100;
    run.store.object(queue).queue = figures;
    const auto ageNow = [&] {
        const SnapshotPtr snapshot = run.store.publish(kBeginNs, kBeginNs + 1000, true);
        return analysis::oldestIn(*snapshot, snapshot->object(queue));
    };
    if (const auto age = ageNow(); CHECK(age.has_value()))
        CHECK_EQ(age->ns, 900);
    figures = std::make_shared<store::QueueFigures>(*figures);
    figures->stayAccount = store::StayAccount::MeanOnly;
    run.store.object(queue).queue = figures;
    CHECK(!ageNow());
    auto depthOnly = std::make_shared<store::QueueFigures>();
    depthOnly->depthMax = 1;
    run.store.object(queue).queue = depthOnly;
    CHECK(!ageNow());
}
