// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/affinity_watch.h"
#include "core/store/folder_intake.h"
#include "core/store/kernel_intake.h"
#include "core/store/process_watch.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace lanescope::store {

/// Watches a session folder, takes in every segment that appears there and what the kernel says of the run,
/// and publishes snapshots. The only reader of rings and only writer of the store.
///
/// Threads: owns one, which begins a reading about every 8 ms, and goes on with one that is too much for once without a
/// pause; all public functions may be called from any thread and none of them waits for I/O. Errors: a segment that cannot
/// be read or lies becomes a mark and a process with a fault; the others go on. Lifetime: snapshots outlive it.
class Collector {
public:
    struct Options {
        std::string folder;
        std::size_t memoryBudgetBytes = 512U << 20;
        KernelLayer bestKernelLayer = KernelLayer::Switches;
        std::size_t portionRecords = 1U << 16; ///< taken in between two snapshots, and a piece of a ring more
    };

    static Result<std::unique_ptr<Collector>> create(const Options& options);
    ~Collector();
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    /// Begins the kernel layer for a process that waits at its start. Returns when it is attached.
    void attachKernel(std::int32_t pid);
    /// The run begins now: time 0 of what people see.
    void begin();
    void addMark(MarkKind kind, const std::string& subject, const std::string& text);
    /// `signal` 0: it exited by itself with `exitCode`.
    void noteExit(std::int32_t pid, int exitCode, int signal);

    /// The newest snapshot, never null; asks for a newer one to be made.
    SnapshotPtr snapshot();
    /// The processes of the run have ended: takes in what is left and stops. Returns the final snapshot.
    SnapshotPtr finish();

private:
    explicit Collector(const Options& options);
    void run(const std::stop_token& stop);
    void readSome();
    void readAll();
    void advance(std::int64_t nowNs, bool last);
    void countRate(std::int64_t nowNs, bool last);
    void keepBudget(std::int64_t nowNs, bool last);
    void refreshTables(bool live);
    void publish(bool live);

    const Options m_options;
    Store m_store;
    Registry m_registry{m_store};
    std::unique_ptr<FolderIntake> m_folder;
    KernelIntake m_kernel{m_registry};
    ProcessWatch m_processWatch{m_store};
    AffinityWatch m_affinityWatch{m_store};
    std::int64_t m_endNs = 0; // of what is known
    std::int64_t m_tablesNs = 0;
    std::int64_t m_budgetNs = 0;
    std::int64_t m_secondNs = 0;
    std::uint64_t m_recordsAtSecond = 0;

    std::mutex m_work; // a portion, and whoever changes what it works on
    std::atomic<bool> m_wanted{true};
    std::atomic<std::int64_t> m_beginNs{0};
    std::mutex m_publishMutex; // guards m_published
    SnapshotPtr m_published = Snapshot::empty();
    std::jthread m_thread;
};

} // namespace lanescope::store
