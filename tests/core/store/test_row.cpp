// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/store/brute_force.h"

using namespace lanescope::store;
using namespace lanescope::store::testing;

namespace {

struct RandomRow {
    std::vector<Interval> intervals;
    IntervalSeries series;
    Row row;

    RandomRow(std::mt19937_64& random, std::size_t count, bool withOpen)
        : intervals(randomIntervals(random, count))
    {
        for (const Interval& interval : intervals)
            series.append(interval);
        row.intervals = series.view();
        row.knownUntilNs = intervals.empty() ? 1000 : intervals.back().endNs() + 500;
        if (withOpen) {
            const std::int64_t startNs = row.knownUntilNs - 500 + static_cast<std::int64_t>(random() % 600);
            row.open = OpenInterval{startNs, State::Io, 77};
        }
    }

    // Every interval, the open one included as it is known.
    std::vector<Interval> all() const
    {
        std::vector<Interval> list = intervals;
        if (row.open && row.open->startNs < row.knownUntilNs)
            list.push_back(Interval::make(row.open->startNs, row.knownUntilNs, row.open->state, row.open->subject));
        return list;
    }
    std::int64_t randomTime(std::mt19937_64& random) const
    {
        if (!intervals.empty() && random() % 2 == 0) { // exactly at an edge, or beside it
            const Interval& at = intervals[random() % intervals.size()];
            return (random() % 2 == 0 ? at.startNs : at.endNs()) + static_cast<std::int64_t>(random() % 3) - 1;
        }
        const std::int64_t from = intervals.empty() ? 0 : intervals.front().startNs - 100;
        return from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(row.knownUntilNs + 300 - from));
    }
};

std::array<std::int64_t, kBuckets> timeWithin(const std::vector<Interval>& all, std::int64_t fromNs, std::int64_t toNs)
{
    std::array<std::int64_t, kBuckets> ns{};
    for (const Interval& i : all)
        ns[bucketOf(i.state())] += std::max<std::int64_t>(std::min(i.endNs(), toNs) - std::max(i.startNs, fromNs), 0);
    return ns;
}

struct CounterModel {
    std::vector<Sample> samples;
    std::int64_t knownUntilNs = 0;

    // The value in force at `timeNs`: of the last sample not after it.
    std::optional<double> at(std::int64_t timeNs) const
    {
        std::optional<double> value;
        for (const Sample& sample : samples)
            if (sample.timeNs <= timeNs)
                value = sample.value;
        return value;
    }
    double area(std::int64_t fromNs, std::int64_t toNs) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const std::int64_t endNs = i + 1 < samples.size() ? samples[i + 1].timeNs : knownUntilNs;
            const std::int64_t inside = std::min(endNs, toNs) - std::max(samples[i].timeNs, fromNs);
            sum += inside > 0 ? samples[i].value * static_cast<double>(inside) : 0.0;
        }
        return sum;
    }
};

void checkCounter(const Row& row, const CounterModel& model, std::int64_t fromNs, std::int64_t toNs)
{
    const auto sampled = row.sampled(fromNs, toNs);
    const auto isInside = [&](const Sample& s) { return s.timeNs >= fromNs && s.timeNs < toNs; };
    const auto held = model.at(fromNs - 1);
    const bool any = held || std::ranges::any_of(model.samples, isInside);
    if (!CHECK_EQ(sampled.has_value(), any) || !any)
        return;
    std::vector<double> values;
    const auto isAtStart = [fromNs](const Sample& s) { return s.timeNs == fromNs; };
    if (held && std::ranges::none_of(model.samples, isAtStart))
        values.push_back(*held);
    for (const Sample& sample : model.samples)
        if (isInside(sample))
            values.push_back(sample.value);
    if (values.empty())
        return;
    CHECK_EQ(sampled->min, *std::ranges::min_element(values));
    CHECK_EQ(sampled->max, *std::ranges::max_element(values));
    CHECK_EQ(sampled->first, values.front());
    CHECK_EQ(sampled->last, values.back());
    const double area = model.area(fromNs, toNs);
    CHECK(std::abs(sampled->area - area) < 1e-6 * std::max(1.0, std::abs(area)));
}

} // namespace

TEST_CASE(timePerStateAgreesWithBruteForce)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (const std::size_t count : {0, 1, 2, 31, 32, 33, 500, 5000})
        for (const bool withOpen : {false, true}) {
            const RandomRow model(random, count, withOpen);
            const std::vector<Interval> all = model.all();
            for (int i = 0; i < 300; ++i) {
                const std::int64_t fromNs = model.randomTime(random);
                const std::int64_t toNs = model.randomTime(random);
                const IntervalSummary sum = model.row.summarise(fromNs, toNs);
                const auto expected =
                    toNs > fromNs ? timeWithin(all, fromNs, toNs) : std::array<std::int64_t, kBuckets>{};
                if (!CHECK(sum.ns == expected))
                    return lanescope::check::say(std::to_string(count) + " intervals, " + std::to_string(fromNs) +
                                                 " to " + std::to_string(toNs));
            }
        }
}

TEST_CASE(intervalAtATimeAgreesWithBruteForce)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (const std::size_t count : {0, 1, 40, 3000}) {
        const RandomRow model(random, count, true);
        const std::vector<Interval> all = model.all();
        for (int i = 0; i < 500; ++i) {
            const std::int64_t timeNs = model.randomTime(random);
            const auto covers = [timeNs](const Interval& x) { return x.startNs <= timeNs && timeNs < x.endNs(); };
            const auto expected = std::ranges::find_if(all, covers);
            const auto found = model.row.at(timeNs);
            if (!CHECK_EQ(found.has_value(), expected != all.end()))
                return;
            if (found && !CHECK(found->startNs == expected->startNs && found->subject == expected->subject &&
                                found->endNs() == expected->endNs() && found->state() == expected->state()))
                return;
        }
    }
}

TEST_CASE(firstIntervalOfARangeAgreesWithBruteForce)
{
    std::mt19937_64 random(lanescope::check::seed());
    const RandomRow model(random, 2000, false);
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t timeNs = model.randomTime(random);
        const auto ends = std::ranges::find_if(model.intervals, [&](const Interval& x) { return x.endNs() > timeNs; });
        const auto starts =
            std::ranges::find_if(model.intervals, [&](const Interval& x) { return x.startNs >= timeNs; });
        CHECK_EQ(model.row.firstEndingAfter(timeNs), ends - model.intervals.begin());
        if (!CHECK_EQ(model.row.firstStartingAt(timeNs), starts - model.intervals.begin()))
            return;
    }
}

TEST_CASE(countersAgreeWithBruteForce)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (const std::size_t count : {0, 1, 2, 33, 700}) {
        CounterModel model{randomSamples(random, count), 0};
        SampleSeries series;
        for (const Sample& sample : model.samples)
            series.append(sample);
        Row row;
        row.kind = RowKind::QueueDepth;
        row.samples = series.view();
        const std::int64_t first = count > 0 ? model.samples.front().timeNs : 0;
        const std::int64_t last = count > 0 ? model.samples.back().timeNs : 1000;
        row.knownUntilNs = model.knownUntilNs = last + 300;
        for (int i = 0; i < 400; ++i) {
            const auto span = static_cast<std::uint64_t>(last - first + 700);
            std::int64_t fromNs = first - 100 + static_cast<std::int64_t>(random() % span);
            if (count > 0 && i % 3 == 0)
                fromNs = model.samples[random() % count].timeNs;
            checkCounter(row, model, fromNs, fromNs + 1 + static_cast<std::int64_t>(random() % span));
        }
    }
}

TEST_CASE(longIntervalsAreCutAtWhatTheyCanHold)
{
    const auto most = static_cast<std::int64_t>(Interval::kMaxDurationNs);
    CHECK_EQ(Interval::make(5, 5 + most, State::Io).endNs(), 5 + most);
    CHECK_EQ(Interval::make(5, 6 + most, State::Io).endNs(), 5 + most);
    CHECK_EQ(Interval::make(5, 3, State::Io).endNs(), 5);
    CHECK(Interval::make(0, most + 1, State::RequestParse, 1, 2).state() == State::RequestParse);
}
