// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A made-up run of some threads around one lock and one queue, seeded: who holds when, who waits meanwhile.
// Threads write it as records with these very times, and the rows that must come of it are worked out here by
// brute force.

#include "core/store/snapshot.h"
#include "core/trace/probes.h"

#include <deque>
#include <random>

namespace lanescope::store::testing {

/// Microseconds since the beginning of the plan. No two moments that matter are closer than kApartUs.
struct Plan {
    static constexpr std::int64_t kApartUs = 10;

    struct Hold {
        std::size_t thread;
        std::int64_t startUs, endUs;
        bool contended;
    };
    struct Wait {
        std::size_t thread;
        std::int64_t startUs, endUs;
        bool again = false;
    };
    struct TaskSpan {
        std::size_t thread;
        std::int64_t startUs, endUs;
        std::uint16_t depth;
        std::size_t name;
    };
    struct Depth {
        std::size_t thread;
        std::int64_t timeUs;
        std::int64_t depth;
        trace::DepthChange change;
    };

    std::size_t threads;
    std::vector<Hold> holds;
    std::vector<Wait> waits;
    std::vector<TaskSpan> spans;
    std::vector<Depth> depths;
    std::int64_t lengthUs = 0;

    Plan(std::uint64_t seed, std::size_t threadCount)
        : threads(threadCount)
    {
        std::mt19937_64 random(seed);
        planLock(random);
        planTasks(random);
        planQueue(random);
    }

private:
    static std::int64_t upTo(std::mt19937_64& random, std::int64_t most)
    {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most / kApartUs)) * kApartUs + kApartUs;
    }

    void planLock(std::mt19937_64& random)
    {
        std::deque<Wait> waiting; // in the order of arrival, which is the order in which they get it
        std::vector<bool> isWaiting(threads);
        std::int64_t nowUs = 1000;
        for (int i = 0; i < 300; ++i) {
            Hold hold{random() % threads, nowUs + upTo(random, 300), 0, false};
            if (!waiting.empty()) {
                waiting.front().endUs = hold.startUs;
                hold.thread = waiting.front().thread;
                hold.contended = true;
                waits.push_back(waiting.front());
                isWaiting[hold.thread] = false;
                waiting.pop_front();
            }
            hold.endUs = nowUs = hold.startUs + 200 + upTo(random, 600);
            std::vector<Wait> arriving;
            for (std::size_t thread = 0; thread < threads; ++thread)
                if (thread != hold.thread && !isWaiting[thread] && random() % 3 == 0)
                    arriving.push_back({thread, hold.startUs + upTo(random, 190), 0, random() % 4 == 0});
            for (std::size_t k = 0; k < arriving.size(); ++k) // no two at one moment
                arriving[k].startUs += static_cast<std::int64_t>(k);
            std::sort(arriving.begin(), arriving.end(), [](auto& a, auto& b) { return a.startUs < b.startUs; });
            for (const Wait& wait : arriving) {
                isWaiting[wait.thread] = true;
                waiting.push_back(wait);
            }
            holds.push_back(hold);
        }
        lengthUs = nowUs + 1000; // whoever still waits then has told nobody
    }

    void planTasks(std::mt19937_64& random)
    {
        for (std::size_t thread = 0; thread < threads; ++thread)
            for (std::int64_t startUs = 500; startUs + 1000 < lengthUs; startUs += 1000) {
                spans.push_back({thread, startUs + 100, startUs + 100 + upTo(random, 400), 1, random() % 3});
                spans.push_back({thread, startUs, startUs + 900, 0, random() % 3});
            }
    }

    void planQueue(std::mt19937_64& random)
    {
        std::int64_t inside = 0;
        for (std::int64_t timeUs = 700; timeUs < lengthUs; timeUs += upTo(random, 500)) {
            const bool put = inside == 0 || random() % 2 == 0;
            inside += put ? 1 : -1;
            depths.push_back(
                {random() % threads, timeUs, inside, put ? trace::DepthChange::Put : trace::DepthChange::Get});
        }
    }
};

/// What the lock's row must show: at each moment who holds and whether anybody waits, equal neighbours
/// joined.
inline std::vector<Interval> lockRow(const Plan& plan)
{
    std::vector<std::int64_t> moments;
    for (const auto& hold : plan.holds)
        moments.insert(moments.end(), {hold.startUs, hold.endUs});
    for (const auto& wait : plan.waits)
        moments.insert(moments.end(), {wait.startUs, wait.endUs});
    std::sort(moments.begin(), moments.end());
    std::vector<Interval> row;
    for (std::size_t i = 1; i < moments.size(); ++i) {
        const std::int64_t from = moments[i - 1];
        const std::int64_t to = moments[i];
        const auto covers = [from, to](const auto& x) { return from < to && x.startUs <= from && to <= x.endUs; };
        const auto hold = std::find_if(plan.holds.begin(), plan.holds.end(), covers);
        if (hold == plan.holds.end())
            continue;
        const bool contended = std::any_of(plan.waits.begin(), plan.waits.end(), covers);
        const auto state = contended ? State::HeldContended : State::Held;
        const auto owner = static_cast<std::uint32_t>(hold->thread);
        if (!row.empty() && row.back().endNs() == from && row.back().state() == state && row.back().subject == owner)
            row.back().setEnd(to);
        else
            row.push_back(Interval::make(from, to, state, owner));
    }
    return row;
}

} // namespace lanescope::store::testing
