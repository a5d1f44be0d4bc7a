// SPDX-License-Identifier: GPL-3.0-or-later
// Analysis: what it takes of a core while a run tells 200,000 records a second, and figures of a range over ten million
// entries through their indices, each beside a look at all of them.
#include "core/analysis/deadlock_watch.h"
#include "core/analysis/finding_watch.h"
#include "core/store/collector.h"
#include "core/store/object_track.h"
#include "core/trace/probes.h"
#include "tests/bench/measure.h"
#include "ui/panels/selection/range_facts.h"

#include <filesystem>
#include <memory>
#include <thread>
#include <unistd.h>

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::bench;
using namespace lanescope::store;
using trace::ObjectKind;

namespace {

// --- a range of ten million -----------------------------------------------------------------------------------

constexpr std::int64_t kHolds = 10'000'000;
constexpr std::int64_t kItems = 2'000'000;
constexpr std::size_t kThreads = 16;

/// One lock that was held ten million times, every second time after a wait, and a queue.
class LongRun {
public:
    LongRun()
    {
        Process process;
        process.pid = 1;
        m_store.addProcess(std::move(process));
        for (std::size_t i = 0; i < kThreads; ++i) {
            Thread thread;
            thread.stateRow = m_store.addRow(RowKind::ThreadState);
            m_store.addThread(std::move(thread));
        }
        lock = add(ObjectKind::Mutex, 0);
        queue = add(ObjectKind::Queue, 64);
        fillLock();
        fillQueue();
        snapshot = m_store.publish(0, kHolds * 100, false);
    }

    ObjectIndex lock{};
    ObjectIndex queue{};
    SnapshotPtr snapshot;

private:
    ObjectIndex add(ObjectKind kind, std::int64_t capacity)
    {
        Object object;
        object.kind = kind;
        object.capacity = capacity;
        return m_store.addObject(std::move(object));
    }
    void fillLock()
    {
        ObjectTrack track(m_store, lock, m_store.objects[static_cast<std::size_t>(lock)]);
        for (std::int64_t i = 1; i < kHolds; ++i) {
            const auto thread = static_cast<ThreadIndex>(i * 7 % static_cast<std::int64_t>(kThreads));
            const std::int64_t startNs = i * 100;
            const bool contended = i % 2 == 0;
            track.addHold({thread, startNs, startNs + 20 + i % 61, static_cast<std::uint64_t>(i), contended, false});
            if (contended)
                track.addWait({thread, trace::WaitKind::Lock, startNs - 100 - i % 97, startNs,
                               static_cast<std::uint64_t>(i), false});
            if (i % 4096 == 0)
                track.advance(startNs - 1000, 0);
        }
        track.advance(kHolds * 100, 0);
        track.refresh();
    }
    void fillQueue()
    {
        ObjectTrack track(m_store, queue, m_store.objects[static_cast<std::size_t>(queue)]);
        double depth = 0;
        for (std::int64_t i = 0; i < kItems; ++i) {
            const bool isPut = depth == 0 || (depth < 64 && i * 2654435761 % 100 < 52);
            depth += isPut ? 1 : -1;
            track.addDepth({i * (kHolds * 100 / kItems), depth,
                            isPut ? trace::DepthChange::Put : trace::DepthChange::Get,
                            static_cast<ThreadIndex>(i % static_cast<std::int64_t>(kThreads))});
            if (i % 4096 == 0)
                track.advance(i * (kHolds * 100 / kItems), 0);
        }
        track.advance(kHolds * 100, 0);
        track.refresh();
    }

    Store m_store;
};

void printRange(const char* name, const Timing& timing, const Timing& scan)
{
    constexpr double kBarMs = 50;
    std::printf("%-44s %9.3f ms %9.1f ms %9.0fx   bar %g ms: %s\n", name, timing.medianNs / 1e6, scan.medianNs / 1e6,
                scan.medianNs / std::max(timing.medianNs, 1.0), kBarMs,
                timing.medianNs <= kBarMs * 1e6 ? "kept" : "missed");
}

void benchRanges()
{
    const LongRun run;
    const Object& lock = run.snapshot->object(run.lock);
    const Object& queue = run.snapshot->object(run.queue);
    const Range all{1234, kHolds * 100 - 1234};
    const auto once = [](auto&& body, int repetitions = 11) {
        return measure(
            1, [&](std::size_t) { body(); }, {}, repetitions);
    };
    const auto scanned = [&](const OccurrenceView& log) {
        return once(
            [&] {
                OccurrenceSummary sum;
                for (std::size_t i = 0; i < log.size(); ++i)
                    sum.add(log[i]);
                keep(sum);
            },
            3);
    };
    std::printf("\n%-44s %12s %12s %10s\n", "a range of 10 million holds, 5 million waits", "median", "scan", "");
    const Timing holds = scanned(lock.log->holds);
    printRange("lockRange", once([&] { keep(lockRange(*run.snapshot, lock, all)); }), holds);
    printRange("distribution of the holds", once([&] { keep(lock.log->holds.distribution(all.fromNs, all.toNs)); }),
               holds);
    printRange("distribution of the waits", once([&] { keep(lock.log->waits.distribution(all.fromNs, all.toNs)); }),
               scanned(lock.log->waits));
    printRange("queueRange, 2 million changes", once([&] { keep(queueRange(*run.snapshot, queue, all)); }),
               scanned(queue.log->stays));
    printRange("findingsIn", once([&] { keep(findingsIn(*run.snapshot, all)); }), holds);
    printRange("rangeFacts, as the panel asks for it",
               once([&] { keep(panels::rangeFacts(*run.snapshot, all.fromNs, all.toNs)); }), holds);
}

// --- beside a run that tells much -----------------------------------------------------------------------------

constexpr double kRecordsPerS = 200'000;
constexpr std::size_t kLocks = 48;
constexpr std::size_t kQueues = 16;

/// Threads that tell of locks and queues at a pace.
class Teller {
public:
    Teller()
    {
        for (std::size_t i = 0; i < kLocks; ++i)
            m_locks.push_back(std::make_unique<trace::TracedObject>(ObjectKind::Mutex, "lock " + std::to_string(i)));
        for (std::size_t i = 0; i < kQueues; ++i)
            m_queues.push_back(
                std::make_unique<trace::TracedObject>(ObjectKind::Queue, "queue " + std::to_string(i), 32));
        for (std::size_t i = 0; i < kThreads; ++i)
            m_threads.emplace_back([this, i](const std::stop_token& stop) { tell(stop, i); });
    }

private:
    // A wait, a hold and a change of depth: three records, and as many status words as the real ones write.
    void tellThree(std::size_t number, std::int64_t& depth)
    {
        trace::TracedObject& lock = *m_locks[number % kLocks];
        trace::Wait wait(trace::WaitKind::Lock, lock.id());
        const trace::Ticks since = lock.acquired(wait.end(lock.lastReleaser()));
        depth = depth > 0 ? depth - 1 : depth + 1;
        m_queues[number % kQueues]->depthChanged(depth, depth > 0 ? trace::DepthChange::Put : trace::DepthChange::Get);
        lock.released(since, true);
    }
    void tell(const std::stop_token& stop, std::size_t thread)
    {
        trace::Recorder::nameThread("teller " + std::to_string(thread));
        constexpr std::int64_t kPeriodNs = 2'000'000;
        const auto perPeriod = static_cast<std::size_t>(kRecordsPerS / kThreads * kPeriodNs / 1e9 / 3) + 1;
        std::int64_t depth = 0;
        std::int64_t nextNs = trace::monotonicNs();
        for (std::size_t number = thread * 3; !stop.stop_requested(); number += 7) {
            for (std::size_t i = 0; i < perPeriod; ++i)
                tellThree(number + i, depth);
            nextNs += kPeriodNs;
            const std::int64_t restNs = nextNs - trace::monotonicNs();
            if (restNs > 0)
                std::this_thread::sleep_for(std::chrono::nanoseconds(restNs));
        }
    }

    std::vector<std::unique_ptr<trace::TracedObject>> m_locks;
    std::vector<std::unique_ptr<trace::TracedObject>> m_queues;
    std::vector<std::jthread> m_threads; // last: they end first
};

/// CPU time of all looks of a run: for deadlocks four times a second, for all else twice, as the controller does.
void benchLooks(const std::string& folder)
{
    constexpr int kLooks = 40;
    constexpr double kBar = 0.10;
    Collector::Options options;
    options.folder = folder;
    auto made = Collector::create(options);
    if (!made.ok())
        return;
    const std::unique_ptr<Collector> collector = std::move(made).value();
    collector->attachKernel(::getpid());
    if (!trace::Recorder::start(folder, "bench"))
        return;
    const auto teller = std::make_unique<Teller>();
    DeadlockWatch deadlocks;
    FindingWatch findings;
    double looksNs = 0;
    double worstNs = 0;
    double scanNs = 0;
    const std::int64_t startNs = trace::monotonicNs();
    for (int i = 1; i <= kLooks; ++i) {
        std::this_thread::sleep_for(std::chrono::nanoseconds(startNs + i * 250'000'000LL - trace::monotonicNs()));
        collector->snapshot(); // asks for a new one, as the window does at frame rate
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const SnapshotPtr snapshot = collector->snapshot();
        double before = cpuNs();
        deadlocks.update(*snapshot);
        findings.update(*snapshot);
        const double lookNs = cpuNs() - before;
        looksNs += lookNs;
        worstNs = std::max(worstNs, lookNs);
        before = cpuNs();
        OccurrenceSummary sum; // the bare alternative: all that ended within the window, one by one
        for (const Object& object : *snapshot->objects) {
            if (i % 2 != 0 || !object.log)
                continue;
            for (std::size_t k = object.log->holds.firstEndingAt(snapshot->endNs - 2'000'000'000);
                 k < object.log->holds.size(); ++k)
                sum.add(object.log->holds[k]);
        }
        keep(sum);
        scanNs += cpuNs() - before;
    }
    const auto wallNs = static_cast<double>(trace::monotonicNs() - startNs);
    const SnapshotPtr snapshot = collector->snapshot();
    std::printf("\nlooks at a run of %zu threads, %zu locks and queues, %.0f records/s, %llu dropped\n", kThreads,
                kLocks + kQueues, static_cast<double>(snapshot->recording.records) / wallNs * 1e9,
                static_cast<unsigned long long>(snapshot->recording.dropped));
    std::printf("%.2f %% of a core, the longest look %.2f ms; a scan of the holds alone %.2f %%   bar %g %%: %s\n",
                looksNs / wallNs * 100, worstNs / 1e6, scanNs / wallNs * 100, kBar * 100,
                looksNs <= kBar * wallNs ? "kept" : "missed");
    std::printf("found: %zu now, %zu before\n", findings.current().size(), findings.past().size());
}

} // namespace

int main()
{
    benchRanges();
    const bool shared = ::access("/dev/shm", W_OK) == 0;
    std::string folder = std::string(shared ? "/dev/shm" : "/tmp") + "/bench-XXXXXX";
    if (::mkdtemp(folder.data()) == nullptr)
        return 1;
    benchLooks(folder);
    std::filesystem::remove_all(folder);
}
