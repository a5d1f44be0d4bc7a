// SPDX-License-Identifier: GPL-3.0-or-later
// A process that dropped records has a counter that says how many and between which readings.
#include "core/store/loss_counter.h"

#include "core/store/registry.h"
#include "tests/core/check.h"

using namespace lanescope;
using namespace lanescope::store;

namespace {

const Object* lossCounterOf(const Snapshot& snapshot, ProcessIndex process)
{
    for (const Object& object : *snapshot.objects) {
        if (object.name == kLossCounter && object.process == process)
            return &object;
    }
    return nullptr;
}

} // namespace

TEST_CASE(lossesHaveTheReadingsBetweenWhichTheyWere)
{
    Store store;
    Registry registry(store);
    const ProcessIndex process = registry.process(77, 0);
    LossCounter losses(500);
    const std::uint64_t dropped[] = {0, 0, 12, 12, 15, 21};
    for (std::int64_t i = 0; i < 6; ++i) {
        losses.nextReading((i + 1) * 1000);
        losses.note(registry, process, dropped[i]);
        registry.advance((i + 1) * 1000, static_cast<std::uint64_t>(i));
    }
    registry.refreshTables();
    const auto snapshot = store.publish(0, 10'000, false);
    const Object* counter = lossCounterOf(*snapshot, process);
    if (!CHECK(counter != nullptr && counter->row.has_value()))
        return;
    const auto& samples = snapshot->row(*counter->row).samples;
    const std::vector<std::pair<std::int64_t, double>> expected = {{2000, 0},  {3000, 12}, {4000, 12},
                                                                   {5000, 15}, {5000, 15}, {6000, 21}};
    if (!CHECK_EQ(samples.size(), expected.size()))
        return;
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(samples[i].timeNs == expected[i].first && samples[i].value == expected[i].second);
}

TEST_CASE(whoDroppedNothingHasNoSuchCounter)
{
    Store store;
    Registry registry(store);
    const ProcessIndex process = registry.process(77, 0);
    LossCounter losses(0);
    losses.nextReading(1000);
    losses.note(registry, process, 0);
    registry.advance(1000, 1);
    CHECK(lossCounterOf(*store.publish(0, 2000, false), process) == nullptr);
}
