// SPDX-License-Identifier: GPL-3.0-or-later
// A range counts as incomplete if a record may have been dropped within it, and a finding of such a range says so.
#include "core/analysis/losses.h"

#include "core/store/loss_counter.h"
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// Between two readings of the rings so many were lost.
struct Lost {
    std::int64_t fromNs;
    std::int64_t toNs;
    std::uint64_t count;
};

std::vector<Lost> madeLosses(std::mt19937_64& random, std::size_t count)
{
    std::vector<Lost> all;
    std::int64_t nowNs = kBeginNs + 1000;
    for (std::size_t i = 0; i < count; ++i) {
        nowNs += random() % 3 == 0 ? 0 : static_cast<std::int64_t>(random() % 50'000'000);
        const std::int64_t toNs = nowNs + 1 + static_cast<std::int64_t>(random() % 10'000'000);
        all.push_back({nowNs, toNs, 1 + random() % 1000});
        nowNs = toNs;
    }
    return all;
}

void tell(MadeLoad& run, ProcessIndex process, const std::vector<Lost>& losses)
{
    const ObjectIndex counter = run.object(ObjectKind::None, std::string(kLossCounter));
    run.store.object(counter).process = process;
    double sum = 0;
    for (const Lost& lost : losses) {
        run.track(counter).addCounter(lost.fromNs, sum);
        sum += static_cast<double>(lost.count);
        run.track(counter).addCounter(lost.toNs, sum);
    }
    run.store.recording.dropped += static_cast<std::uint64_t>(sum);
    run.store.process(process).dropped = static_cast<std::uint64_t>(sum);
}

} // namespace

TEST_CASE(whatMayHaveBeenLostInARangeIsWhatBruteForceSays)
{
    std::mt19937_64 random(check::seed());
    const std::vector<Lost> losses = madeLosses(random, 300);
    MadeLoad run;
    tell(run, ProcessIndex{0}, losses);
    const std::int64_t endNs = losses.back().toNs + 1'000'000;
    const SnapshotPtr snapshot = run.look(static_cast<double>(endNs - kBeginNs) / 1e6);
    const Losses found(*snapshot);
    for (int i = 0; i < 500; ++i) {
        const auto moment = [&] {
            return random() % 4 == 0
                       ? losses[random() % losses.size()].toNs
                       : kBeginNs + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(endNs - kBeginNs));
        };
        const std::int64_t a = moment();
        const std::int64_t b = moment();
        const Range range{std::min(a, b), std::max(a, b) + 1};
        std::uint64_t exact = 0;
        for (const Lost& lost : losses)
            exact += lost.fromNs < range.toNs && lost.toNs > range.fromNs ? lost.count : 0;
        if (!CHECK_EQ(found.in(range), exact))
            return check::say("range " + std::to_string(i));
    }
}

TEST_CASE(lossesOfAnotherProcessAreNotThisOnes)
{
    MadeLoad run;
    const ProcessIndex other = run.process("other");
    tell(run, other, {{MadeLoad::ns(100), MadeLoad::ns(110), 7}});
    const ObjectIndex lock = run.object(ObjectKind::Mutex, "lock");
    const ObjectIndex shared = run.object(ObjectKind::ProcessLock, "shared lock");
    const SnapshotPtr snapshot = run.look(1000);
    const Losses losses(*snapshot);
    CHECK_EQ(losses.of(snapshot->object(lock)), 0);
    CHECK_EQ(losses.of(snapshot->object(shared)), 7);
    CHECK_EQ(losses.of(other, {MadeLoad::ns(0), MadeLoad::ns(100)}), 0);
    CHECK_EQ(losses.of(other, {MadeLoad::ns(105), MadeLoad::ns(106)}), 7);
    CHECK_EQ(losses.of(other, {MadeLoad::ns(110), MadeLoad::ns(900)}), 0);
}

TEST_CASE(aFindingOfARangeWithLossesSaysSo)
{
    for (const double lostAtMs : {1000.0, 2500.0}) {
        MadeLoad run;
        const ObjectIndex lagging = run.object(ObjectKind::None, "loop lag ms");
        run.counter(lagging, 1000, 900);
        tell(run, ProcessIndex{0}, {{MadeLoad::ns(lostAtMs), MadeLoad::ns(lostAtMs + 8), 3}});
        const auto findings = foundIn(run);
        const Finding* finding = of(findings, FindingKind::EventLoopLag);
        if (!CHECK(finding != nullptr))
            return;
        CHECK_EQ(finding->isApproximate, lostAtMs < kWindowMs);
        CHECK_EQ(finding->text.find("approximate") != std::string::npos, lostAtMs < kWindowMs);
    }
}

// What goes by records alone is as exact as ever.
TEST_CASE(lostSwitchesMarkWhatGoesByTimesOnACpu)
{
    MadeLoad run;
    const ObjectIndex lag = run.object(ObjectKind::None, "loop lag ms");
    for (double ms = 0; ms < kWindowMs; ms += 50)
        run.counter(lag, ms, 60);
    const auto crew = run.crew(2);
    const ObjectIndex condition = run.object(ObjectKind::Condition, "condition");
    for (int i = 0; i < 100; ++i)
        run.waited(condition, crew[0], i * 10, i * 10 + 5, true, WaitKind::Condition);
    run.store.addMark({MadeLoad::ns(500), MarkKind::Lost, "kernel", "switches", 12});
    run.store.recording.switchesLost = 12;
    const std::vector<Finding> findings = foundIn(run);
    const Finding* late = of(findings, FindingKind::EventLoopLag);
    const Finding* herd = of(findings, FindingKind::ThunderingHerd);
    if (!CHECK(late != nullptr && herd != nullptr))
        return;
    CHECK(late->isApproximate && late->text.find("Context switches were lost") != std::string::npos);
    CHECK(!herd->isApproximate);
}
