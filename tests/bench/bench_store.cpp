// SPDX-License-Identifier: GPL-3.0-or-later
// The store: appending, asking for a range through the index and by looking at all, and taking in a segment.
#include "core/store/segment_intake.h"
#include "core/trace/probes.h"
#include "tests/bench/measure.h"

#include <filesystem>
#include <random>
#include <unistd.h>

using namespace lanescope;
using namespace lanescope::bench;
using namespace lanescope::store;

namespace {

constexpr std::size_t kMany = 10'000'000;

Interval numbered(std::size_t i)
{
    const auto startNs = static_cast<std::int64_t>(i) * 100;
    return Interval::make(startNs, startNs + 70, static_cast<State>(i % kThreadStateCount),
                          static_cast<std::uint32_t>(i));
}

void benchAppend(IntervalSeries& series)
{
    std::vector<Interval> plain;
    const Timing vector = measure(
        kMany, [&](std::size_t i) { plain.push_back(numbered(i)); }, {}, 1);
    const Timing indexed = measure(
        kMany, [&](std::size_t i) { series.append(numbered(i)); }, {}, 1);
    printHeading("append, 10 million intervals, against std::vector");
    print("Series::append", indexed, vector);
    std::printf("%.0f million intervals/s; %.2f bytes each\n", 1e3 / indexed.medianNs,
                static_cast<double>(series.bytes()) / static_cast<double>(kMany));
}

void benchQuery(IntervalSeries& series)
{
    Row row;
    row.intervals = series.view();
    row.knownUntilNs = series.last().endNs();
    const auto end = static_cast<std::uint64_t>(row.knownUntilNs);
    std::mt19937_64 random(1);
    const auto range = [&] {
        const auto a = static_cast<std::int64_t>(random() % end);
        const auto b = static_cast<std::int64_t>(random() % end);
        return std::pair(std::min(a, b), std::max(a, b));
    };
    const Timing indexed = measure(
        1000,
        [&](std::size_t) {
            const auto [fromNs, toNs] = range();
            keep(row.summarise(fromNs, toNs));
        },
        {}, 11);
    const Timing scanned = measure(
        1,
        [&](std::size_t) {
            const auto [fromNs, toNs] = range();
            IntervalSummary sum;
            const std::size_t last = row.firstStartingAt(toNs);
            for (std::size_t i = row.firstEndingAfter(fromNs); i < last; ++i)
                sum.add(row.intervals[i]);
            keep(sum);
        },
        {}, 11);
    printHeading("time per state in a random range, against a scan");
    print("Row::summarise", indexed, scanned);
    constexpr int kColumns = 1600;
    const Timing painted = measure(
        1,
        [&](std::size_t) {
            for (int column = 0; column < kColumns; ++column)
                keep(row.summarise(static_cast<std::int64_t>(end) * column / kColumns,
                                   static_cast<std::int64_t>(end) * (column + 1) / kColumns));
        },
        {}, 51);
    std::printf("a row of %d columns over 10 million intervals: %.2f ms\n", kColumns, painted.medianNs / 1e6);
}

// A segment written and taken in by this process, again and again.
void benchIntake(const std::string& folder)
{
    if (!trace::Recorder::start(folder, "bench"))
        return;
    auto reader = trace::SegmentReader::open(std::filesystem::directory_iterator(folder)->path());
    Store store;
    Registry registry(store);
    RequestLog requests;
    FlowMatcher flows;
    const trace::Calibration calibration = trace::Calibration::measure();
    SegmentIntake intake(std::move(reader).value(), registry, requests, flows, calibration);
    trace::TracedObject lock(trace::ObjectKind::Mutex, "lock");
    const trace::StringId task = trace::Recorder::intern("task");
    const auto rate = [&](const char* name, const auto& write) {
        std::vector<double> rates;
        for (int repetition = 0; repetition < 31; ++repetition) {
            for (int i = 0; i < 20'000; ++i)
                write();
            const double before = cpuNs();
            const std::size_t taken = intake.drain();
            rates.push_back(static_cast<double>(taken) / (cpuNs() - before) * 1e3);
        }
        std::sort(rates.begin(), rates.end());
        std::printf("taken in, %-12s %6.1f million records/s (median), %.1f at best\n", name, rates[rates.size() / 2],
                    rates.back());
    };
    std::printf("\n");
    rate("spans", [&] { const trace::Span span(task); });
    rate("holds", [&] { lock.released(lock.acquired(), false); });
    rate("waits", [&] { const trace::Wait wait(trace::WaitKind::Lock, lock.id()); });
    rate("depths", [&] { lock.depthChanged(3, trace::DepthChange::Put); });
    trace::Recorder::stop();
}

} // namespace

int main()
{
    {
        IntervalSeries series;
        benchAppend(series);
        benchQuery(series);
    }
    const bool shared = ::access("/dev/shm", W_OK) == 0;
    std::string folder = std::string(shared ? "/dev/shm" : "/tmp") + "/bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr)
        return 1;
    benchIntake(folder);
    std::filesystem::remove_all(folder);
}
