// SPDX-License-Identifier: GPL-3.0-or-later
// Of a thread that /proc tells of, what is drawn as running and ready adds up to what it ran and was ready.
#include "core/store/thread_timeline.h"

#include "tests/core/check.h"

using namespace lanescope;
using namespace lanescope::store;

namespace {

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kPeriodNs = 20 * kMs;
constexpr std::int64_t kTickNs = 4 * kMs;

/// A thread as the kernel runs it, and what schedstat tells of it: a running thread's time up to the last tick, the time it
/// was ready only once it got a CPU.
class Kernel {
public:
    void run(std::int64_t ns)
    {
        m_toldReadyNs = m_readyNs;
        m_state = 'R';
        m_ranNs += ns;
        m_nowNs += ns;
        m_sinceOnNs += ns;
        m_toldRanNs += m_sinceOnNs / kTickNs * kTickNs;
        m_sinceOnNs %= kTickNs;
    }
    void beReady(std::int64_t ns)
    {
        leave('R');
        m_readyNs += ns;
        m_nowNs += ns;
    }
    void sleep(std::int64_t ns)
    {
        leave('S');
        m_nowNs += ns;
    }
    CpuShare told()
    {
        const CpuShare share{m_nowNs, m_toldRanNs - m_lastRanNs, m_toldReadyNs - m_lastReadyNs, m_state == 'R'};
        m_lastRanNs = m_toldRanNs;
        m_lastReadyNs = m_toldReadyNs;
        return share;
    }
    std::int64_t nowNs() const { return m_nowNs; }
    std::int64_t ranNs() const { return m_ranNs; }
    std::int64_t readyNs() const { return m_readyNs; }

private:
    void leave(char state)
    {
        m_state = state;
        m_toldRanNs += m_sinceOnNs;
        m_sinceOnNs = 0;
    }

    char m_state = 'R';
    std::int64_t m_nowNs = 0;
    std::int64_t m_ranNs = 0;
    std::int64_t m_readyNs = 0;
    std::int64_t m_sinceOnNs = 0; // on its CPU, not told yet
    std::int64_t m_toldRanNs = 0;
    std::int64_t m_toldReadyNs = 0;
    std::int64_t m_lastRanNs = 0;
    std::int64_t m_lastReadyNs = 0;
};

IntervalSummary drawn(RowData& row, std::int64_t untilNs)
{
    const Row all{row.kind, row.intervals.view(), row.samples.view(), row.open, row.knownUntilNs};
    return all.summarise(0, untilNs);
}

// A reading says nothing of a thread that was ready at both its ends and slept a little in between.
bool isNear(std::int64_t drawnNs, std::int64_t trueNs)
{
    return std::abs(drawnNs - trueNs) <= trueNs / 20; // 99 of 100 such threads are within 2.1 %
}

} // namespace

// Long times of readiness too: they come as one when the thread gets a CPU, many readings later.
TEST_CASE(sumsOfWhatIsDrawnAreThoseOfTheKernel)
{
    std::mt19937_64 random(check::seed());
    for (int round = 0; round < 20; ++round) {
        Kernel kernel;
        ThreadTimeline timeline(0);
        RowData row;
        const auto upTo = [&random](std::int64_t mostNs) {
            return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(mostNs));
        };
        std::int64_t left = 0;
        std::size_t what = 0;
        for (int sample = 1; sample <= 300; ++sample) {
            const std::int64_t at = sample * kPeriodNs;
            while (kernel.nowNs() < at) {
                if (left == 0) {
                    what = what == 1 ? 0 : random() % 3; // who is ready runs next
                    left = 1 + upTo(what == 1 ? 90 * kMs : 15 * kMs);
                }
                const std::int64_t part = std::min(left, at - kernel.nowNs());
                what == 0 ? kernel.run(part) : what == 1 ? kernel.beReady(part) : kernel.sleep(part);
                left -= part;
            }
            timeline.addShare(kernel.told());
            timeline.advance(at - upTo(kPeriodNs), std::nullopt, row);
        }
        kernel.run(kTickNs); // after which all is told
        kernel.sleep(25 * kPeriodNs);
        timeline.addShare(kernel.told());
        timeline.advance(kernel.nowNs(), std::nullopt, row);
        const IntervalSummary sum = drawn(row, kernel.nowNs());
        if (!CHECK(isNear(sum.of(State::Running), kernel.ranNs())) ||
            !CHECK(isNear(sum.of(State::Ready), kernel.readyNs())) ||
            !CHECK_EQ(sum.of(State::Running) + sum.of(State::Ready) + sum.of(State::OtherWait), kernel.nowNs()))
            return;
    }
}

TEST_CASE(whoRunsAllTheTimeIsDrawnAsRunning)
{
    Kernel kernel;
    ThreadTimeline timeline(0);
    RowData row;
    for (int sample = 1; sample <= 50; ++sample) {
        kernel.run(kPeriodNs);
        timeline.addShare(kernel.told());
    }
    timeline.advance(kernel.nowNs(), std::nullopt, row);
    CHECK_EQ(drawn(row, kernel.nowNs()).of(State::Running), kernel.nowNs());
}

// It ran while it did not wait.
TEST_CASE(timeOnACpuIsLaidBesideWaits)
{
    ThreadTimeline timeline(0);
    RowData row;
    timeline.addWait({0, 15 * kMs, State::LockWait, 3, kNone});
    timeline.addShare({kPeriodNs, 5 * kMs, 0, false});
    timeline.addShare({2 * kPeriodNs, 0, 0, false});
    timeline.advance(2 * kPeriodNs, std::nullopt, row);
    const IntervalSummary sum = drawn(row, 2 * kPeriodNs);
    CHECK_EQ(sum.of(State::LockWait), 15 * kMs);
    CHECK_EQ(sum.of(State::Running), 5 * kMs);
    CHECK_EQ(sum.of(State::OtherWait), kPeriodNs);
}

// Many threads share a CPU: each is on it for less than a tick at a time.
TEST_CASE(whoSeldomRunsIsDrawnAsReady)
{
    std::mt19937_64 random(check::seed());
    Kernel kernel;
    ThreadTimeline timeline(0);
    RowData row;
    std::int64_t sampleNs = kPeriodNs;
    const auto pass = [&](std::int64_t ns, auto&& spend) {
        while (ns > 0) {
            const std::int64_t part = std::min(ns, sampleNs - kernel.nowNs());
            spend(part);
            ns -= part;
            if (kernel.nowNs() < sampleNs)
                continue;
            timeline.addShare(kernel.told());
            timeline.advance(sampleNs - static_cast<std::int64_t>(random() % kPeriodNs), std::nullopt, row);
            sampleNs += kPeriodNs;
        }
    };
    for (int turn = 0; turn < 200; ++turn) {
        pass(3 * kMs, [&kernel](std::int64_t ns) { kernel.run(ns); });
        pass(44 * kMs, [&kernel](std::int64_t ns) { kernel.beReady(ns); });
    }
    timeline.advance(kernel.nowNs(), std::nullopt, row);
    const IntervalSummary sum = drawn(row, kernel.nowNs());
    CHECK(isNear(sum.of(State::Running), kernel.ranNs()));
    CHECK(isNear(sum.of(State::Ready), kernel.readyNs()));
}
