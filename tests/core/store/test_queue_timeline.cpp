// SPDX-License-Identifier: GPL-3.0-or-later
// Depths and counters come thread by thread; the row has them in the order of time, whatever their values.
#include "core/store/queue_timeline.h"

#include "tests/core/check.h"

using namespace lanescope;
using namespace lanescope::store;
using trace::DepthChange;

TEST_CASE(changesOfSeveralThreadsComeInTheOrderOfTime) {
    std::mt19937_64 random(lanescope::check::seed());
    QueueTimeline timeline;
    RowData row;
    QueueFigures figures;
    std::int64_t nowNs = 0;
    std::size_t added = 0;
    for (int poll = 0; poll < 50; ++poll) {
        for (int thread = 0; thread < 3; ++thread) { // each in its own order
            std::int64_t timeNs = nowNs;
            for (int i = 0; i < 20; ++i) {
                timeNs += static_cast<std::int64_t>(random() % 50);
                timeline.add(timeNs, static_cast<double>(timeNs), DepthChange::None);
                ++added;
            }
        }
        nowNs += 1000;
        timeline.advance(nowNs, row, figures);
    }
    const auto samples = row.samples.view();
    if (!CHECK_EQ(samples.size(), added))
        return;
    for (std::size_t i = 0; i < samples.size(); ++i)
        if (!CHECK(samples[i].value == static_cast<double>(samples[i].timeNs) &&
                   (i == 0 || samples[i - 1].timeNs <= samples[i].timeNs)))
            return;
    CHECK(!timeline.pending());
}

// A counter may be below zero, and a segment that lies may say so of a queue.
TEST_CASE(valuesBelowZeroHurtNothing) {
    QueueTimeline timeline;
    RowData row;
    QueueFigures figures;
    timeline.add(10, 1, DepthChange::Put);
    timeline.add(20, -5, DepthChange::None);
    timeline.add(30, -6, DepthChange::Get);
    timeline.add(40, 1, DepthChange::Put);
    timeline.add(90, 0, DepthChange::Get);
    timeline.advance(100, row, figures);
    CHECK_EQ(row.samples.size(), 5);
    CHECK(figures.puts == 2 && figures.gets == 2);
    CHECK_EQ(figures.sojourn.count(), 1);
    CHECK_EQ(figures.sojourn.maxNs(), 50);
}
