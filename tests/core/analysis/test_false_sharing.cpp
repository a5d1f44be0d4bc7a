// SPDX-License-Identifier: GPL-3.0-or-later
// Words and locks that lie on one cache line: found when threads on two CPUs write to them often and at the same time,
// and not when any part of that is missing.
#include "core/analysis/finding_watch.h"
#include "tests/core/analysis/made_load.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

constexpr double kWindowMs = 2000;
constexpr std::uint64_t kLine = 0x7f00'1240; // where a line of 64 bytes begins; in the middle of one of 128

std::vector<Finding> foundIn(MadeLoad& run, double windowMs = kWindowMs)
{
    const SnapshotPtr snapshot = run.look(windowMs);
    std::vector<Finding> findings = findingsIn(*snapshot, {MadeLoad::ns(0), MadeLoad::ns(windowMs)});
    std::erase_if(findings, [](const Finding& finding) { return finding.kind != FindingKind::FalseSharing; });
    return findings;
}

ObjectIndex placed(MadeLoad& run, ObjectKind kind, const std::string& name, std::uint64_t address)
{
    const ObjectIndex index = run.object(kind, name);
    run.store.object(index).address = address;
    return index;
}

/// Two numbers side by side and a thread for each; what a test does not change is false sharing.
struct Pair {
    double millionPerS[2] = {1.01, 1.01};
    std::uint64_t address[2] = {kLine, kLine + 8};
    std::uint16_t cpu[2] = {0, 1};
    double fromMs[2] = {0, 0};
    double toMs[2] = {kWindowMs, kWindowMs};
    double othersShare = 0; ///< of each word's writes by the other one's thread

    MadeLoad made() const
    {
        MadeLoad run;
        const auto crew = run.crew(2, "counter-");
        const ObjectIndex words[2] = {placed(run, ObjectKind::SharedWord, "count 1", address[0]),
                                      placed(run, ObjectKind::SharedWord, "count 2", address[1])};
        constexpr double kBlockMs = 10;
        for (std::size_t i = 0; i < 2; ++i) {
            const double times = millionPerS[i] * 1000 * kBlockMs;
            for (double ms = fromMs[i]; ms < toMs[i]; ms += kBlockMs) {
                const double endMs = ms + kBlockMs / 2; // in the middle of a block, so that all ends are within
                run.wrote(words[i], crew[i], endMs - kBlockMs, endMs, times * (1 - othersShare), cpu[i]);
                if (othersShare > 0)
                    run.wrote(words[i], crew[1 - i], endMs - kBlockMs, endMs, times * othersShare, cpu[1 - i]);
            }
        }
        return run;
    }
    bool shows() const
    {
        MadeLoad run = made();
        return !foundIn(run).empty();
    }
};

/// Two locks and a crew of two for each, so many holds a millisecond, over a window that is short because of them.
struct Locks {
    int holdsPerMs = 505;
    std::uint64_t distance = 40;
    ObjectKind kind = ObjectKind::Mutex;
    std::uint16_t otherCpu = 1;
    bool sameCrew = false;
    KernelLayer layer = KernelLayer::Switches;

    std::vector<Finding> found() const
    {
        constexpr double kShortMs = 40;
        MadeLoad run;
        run.store.recording.kernelLayer = layer;
        const auto crew = run.crew(4);
        for (const std::size_t other : {2U, 3U})
            run.store.thread(crew[other]).lastCpu = otherCpu;
        const ObjectIndex locks[2] = {placed(run, kind, "a", kLine), placed(run, kind, "b", kLine + distance)};
        const double everyMs = 1.0 / holdsPerMs;
        for (int i = 0; i < holdsPerMs * static_cast<int>(kShortMs); ++i) {
            const auto turn = static_cast<std::size_t>(i % 3 == 0);
            run.held(locks[0], crew[turn], i * everyMs, (i + 0.3) * everyMs, turn == 0);
            run.held(locks[1], crew[sameCrew ? turn : 2 + turn], i * everyMs, (i + 0.3) * everyMs, turn == 0);
        }
        return foundIn(run, kShortMs);
    }
};

bool contains(const Finding& finding, const std::string& words)
{
    return CHECK(finding.text.find(words) != std::string::npos) || (check::say(finding.text), false);
}

} // namespace

TEST_CASE(numbersSideBySideShareALine)
{
    MadeLoad run = Pair{.millionPerS = {41.2, 3}}.made();
    const std::vector<Finding> findings = foundIn(run);
    if (!CHECK_EQ(findings.size(), 1))
        return;
    const Finding& finding = findings.front();
    contains(finding, "False sharing between “count 1” and “count 2”: they lie 8 bytes apart on one cache line.");
    contains(finding, "counter-1 wrote to “count 1” 41.2 million times a second, on CPU 0");
    contains(finding, "counter-2 wrote to “count 2” 3.00 million times a second, on CPU 1");
    CHECK(finding.objects == (std::vector{ObjectIndex{0}, ObjectIndex{1}}));
    CHECK(finding.threads == (std::vector{ThreadIndex{0}, ThreadIndex{1}}));
    CHECK_EQ(finding.identity, identityOf(finding));
}

TEST_CASE(whatIsSeldomWrittenDisturbsNobody)
{
    CHECK(Pair{}.shows());
    CHECK(!Pair{.millionPerS = {0.99, 0.99}}.shows());
    CHECK(!Pair{.millionPerS = {50, 0.99}}.shows());
}

TEST_CASE(linesAreToldApart)
{
    CHECK(!Pair{.address = {kLine, kLine + 64}}.shows());
    CHECK(!Pair{.address = {kLine - 8, kLine}}.shows()); // neighbours, but the last and the first of two lines
    CHECK(Pair{.address = {kLine + 56, kLine}}.shows());
    CHECK(!Pair{.address = {0, 0}}.shows()); // nobody says where they lie
    MadeLoad wide = Pair{.address = {kLine - 8, kLine}}.made();
    wide.store.recording.cacheLineBytes = 128;
    CHECK_EQ(foundIn(wide).size(), 1);
}

TEST_CASE(oneCpuHasTheLineToItself)
{
    CHECK(!Pair{.cpu = {1, 1}}.shows());
    CHECK(!Pair{.cpu = {0, trace::kUnknownCpu}}.shows());
}

TEST_CASE(oneAfterTheOtherDisturbsNobody)
{
    CHECK(!Pair{.millionPerS = {5, 5}, .fromMs = {0, 1000}, .toMs = {1000, kWindowMs}}.shows());
    CHECK(Pair{.millionPerS = {5, 5}, .fromMs = {0, 900}}.shows());
    CHECK(!Pair{.millionPerS = {5, 5}, .fromMs = {0, 1100}}.shows());
}

// What the same threads use together anyway is shared in earnest.
TEST_CASE(sameThreadsOnBothIsNoFalseSharing)
{
    CHECK(Pair{.millionPerS = {5, 5}, .othersShare = 0.24}.shows());
    CHECK(!Pair{.millionPerS = {5, 5}, .othersShare = 0.26}.shows());
}

TEST_CASE(addressesOfTwoProcessesAreNotCompared)
{
    MadeLoad run = Pair{}.made();
    const ProcessIndex other = run.process("another");
    run.store.object(ObjectIndex{1}).process = other;
    CHECK(foundIn(run).empty());
}

TEST_CASE(oneFindingForAWholeLine)
{
    MadeLoad run;
    const auto crew = run.crew(4, "counter-");
    std::vector<ObjectIndex> words;
    for (std::size_t i = 0; i < 4; ++i)
        words.push_back(placed(run, ObjectKind::SharedWord, "count " + std::to_string(i + 1), kLine + 8 * i));
    // Two threads on each of two CPUs: the first one's partner is not the one beside it.
    for (std::size_t i = 0; i < 4; ++i) {
        for (double ms = 0; ms < kWindowMs; ms += 10)
            run.wrote(words[i], crew[i], ms, ms + 10, 50'000, i < 2 ? 0 : 1);
    }
    const std::vector<Finding> findings = foundIn(run);
    if (!CHECK_EQ(findings.size(), 1))
        return;
    CHECK(findings[0].objects == (std::vector{words[0], words[2], words[1], words[3]}));
    contains(findings[0],
             "False sharing between “count 1”, “count 3”, “count 2” and “count 4”: “count 1” and “count 3” lie "
             "16 bytes apart on one cache line.");
}

TEST_CASE(locksShareALineToo)
{
    const std::vector<Finding> findings = Locks{}.found();
    if (CHECK_EQ(findings.size(), 1)) {
        contains(findings[0], "between “a” and “b”: they lie 40 bytes apart on one cache line.");
        contains(findings[0], "worker 1 and others took “a” 505 thousand times a second, on CPU 0");
        contains(findings[0], "worker 3 and others took “b” 505 thousand times a second, on CPU 1");
    }
    CHECK_EQ(Locks{.kind = ObjectKind::TicketLock}.found().size(), 1);
    CHECK(Locks{.holdsPerMs = 495}.found().empty());
    CHECK(Locks{.holdsPerMs = 5}.found().empty()); // that hardly anybody takes
    CHECK(Locks{.distance = 64}.found().empty());
    CHECK(Locks{.otherCpu = 0}.found().empty());
    CHECK(Locks{.sameCrew = true}.found().empty());
    CHECK(Locks{.layer = KernelLayer::None}.found().empty()); // nobody knows on which CPUs
}

// Whoever holds permits of a semaphore or waits at a condition is not told to write at its address.
TEST_CASE(onlyLocksAndWordsAreWrittenWhereTheyLie)
{
    CHECK(Locks{.kind = ObjectKind::Semaphore}.found().empty());
}
