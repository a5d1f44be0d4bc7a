// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Threads of this process write a plan as records, with the very times of the plan.

#include "tests/core/store/recorded_plan.h"
#include "tests/core/trace/segment_folder.h"

#include <functional>
#include <latch>
#include <map>
#include <thread>

namespace lanescope::store::testing {

using trace::Record;
using trace::RecordType;

inline constexpr std::size_t kPlanThreads = 5;
// Two calibrations of 5 ms each may differ by this much within the length of a plan; the plan's moments keep
// apart.
inline constexpr std::int64_t kToleranceNs = 200'000;

struct Names {
    trace::ObjectId lock, queue;
    std::array<trace::StringId, 3> tasks;
};

// The records of one thread, in the order in which what they tell ended.
inline std::vector<Record> recordsOf(const Plan& plan, std::size_t thread, const Names& names, trace::Ticks base,
                                     double ticksPerUs)
{
    std::multimap<std::int64_t, Record> byEnd;
    const auto ticks = [&](std::int64_t us) {
        return base + static_cast<trace::Ticks>(static_cast<double>(us) * ticksPerUs);
    };
    const auto add = [&](RecordType type, std::int64_t startUs, std::int64_t endUs, std::uint32_t object) -> Record& {
        Record record;
        record.type = type;
        record.start = ticks(startUs);
        record.duration = ticks(endUs) - record.start;
        record.object = object;
        return byEnd.emplace(endUs, record)->second;
    };
    for (const auto& wait : plan.waits)
        if (wait.thread == thread) {
            Record& record = add(RecordType::Wait, wait.startUs, wait.endUs, static_cast<std::uint32_t>(names.lock));
            record.detail = static_cast<std::uint8_t>(trace::WaitKind::Lock);
            record.extra = wait.again;
        }
    for (const auto& hold : plan.holds)
        if (hold.thread == thread)
            add(RecordType::Hold, hold.startUs, hold.endUs, static_cast<std::uint32_t>(names.lock)).value =
                hold.contended;
    for (const auto& span : plan.spans)
        if (span.thread == thread)
            add(RecordType::Span, span.startUs, span.endUs, static_cast<std::uint32_t>(names.tasks[span.name])).extra =
                span.depth;
    for (const auto& depth : plan.depths)
        if (depth.thread == thread) {
            Record& record =
                add(RecordType::Depth, depth.timeUs, depth.timeUs, static_cast<std::uint32_t>(names.queue));
            record.value = static_cast<std::uint64_t>(depth.depth);
            record.detail = static_cast<std::uint8_t>(depth.change);
        }
    std::vector<Record> all;
    for (const auto& [endUs, record] : byEnd)
        all.push_back(record);
    return all;
}

// Records the plan in this process and returns when its last moment is over. `told` gets the beginning.
inline void play(const std::string& folder, const Plan& plan, const std::function<void(trace::Ticks)>& told)
{
    if (!CHECK(trace::Recorder::start(folder, "player").ok()))
        return;
    const double ticksPerUs = 1000.0 / trace::Calibration::measure().nsPerTick();
    const Names names{
        trace::Recorder::addObject(trace::ObjectKind::Mutex, "the lock"),
        trace::Recorder::addObject(trace::ObjectKind::Queue, "the queue", 100),
        {trace::Recorder::intern("red"), trace::Recorder::intern("green"), trace::Recorder::intern("blue")}};
    trace::Ticks base = 0;
    std::latch attached(kPlanThreads);
    std::latch begun(1);
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < kPlanThreads; ++thread)
        threads.emplace_back([&, thread] {
            trace::Recorder::nameThread("worker " + std::to_string(thread));
            attached.count_down();
            begun.wait();
            const std::vector<Record> records = recordsOf(plan, thread, names, base, ticksPerUs);
            for (const Record& record : records)
                trace::Recorder::lane()->push(record);
            const trace::Ticks end = base + static_cast<trace::Ticks>(static_cast<double>(plan.lengthUs) * ticksPerUs);
            while (trace::readClock() < end) // a thread cannot end before what it told
                std::this_thread::yield();
        });
    attached.wait();
    base = trace::readClock();
    begun.count_down();
    threads.clear();
    trace::Recorder::stop();
    told(base);
}

inline bool near(std::int64_t a, std::int64_t b)
{
    return std::abs(a - b) <= kToleranceNs;
}

// The collector hears of a segment when it is given its name.
inline void announce(const trace::testing::SegmentFolder& folder)
{
    for (const std::string& path : folder.segments())
        std::filesystem::rename(path, path.substr(0, path.size() - 4) + "-complete.seg");
}

} // namespace lanescope::store::testing
