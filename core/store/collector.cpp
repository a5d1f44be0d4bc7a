// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/collector.h"

#include <pthread.h>

namespace lanescope::store {
namespace {

constexpr std::chrono::microseconds kBetweenReadings{8'000};
constexpr std::chrono::microseconds kBetweenPortions{200}; // for whoever waits to tell something
constexpr std::int64_t kTablesPeriodNs = 100'000'000;
constexpr std::int64_t kBudgetPeriodNs = 100'000'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;

} // namespace

Result<std::unique_ptr<Collector>> Collector::create(const Options& options)
{
    std::unique_ptr<Collector> made(new Collector(options));
    auto folder = FolderIntake::open(options.folder, made->m_registry);
    if (!folder)
        return Error{folder.error()};
    made->m_folder = std::move(folder).value();
    made->m_thread = std::jthread([collector = made.get()](const std::stop_token& stop) {
        pthread_setname_np(pthread_self(), "collector");
        collector->run(stop);
    });
    return made;
}

Collector::Collector(const Options& options)
    : m_options(options)
{
    m_store.recording.memoryBudget = m_options.memoryBudgetBytes;
    m_beginNs = trace::monotonicNs();
}

Collector::~Collector()
{
    finish();
}

void Collector::attachKernel(std::int32_t pid)
{
    const std::lock_guard lock(m_work);
    m_kernel.attach(pid, m_options.bestKernelLayer);
    m_store.recording.kernelLayer = m_kernel.layer();
    m_store.recording.kernelLayerNote = m_kernel.note();
}

void Collector::begin()
{
    m_beginNs = trace::monotonicNs();
}

void Collector::addMark(MarkKind kind, const std::string& subject, const std::string& text)
{
    const std::lock_guard lock(m_work);
    m_store.addMark({trace::monotonicNs(), kind, subject, text, 0});
}

void Collector::noteExit(std::int32_t pid, int exitCode, int signal)
{
    const std::lock_guard lock(m_work);
    const std::int64_t nowNs = trace::monotonicNs();
    // Its end may have been seen long before anybody tells how it came about.
    const ProcessIndex index = m_registry.childProcess(pid, nowNs);
    Process& process = m_store.process(index);
    if (signal != 0)
        process.signal = signal;
    else
        process.exitCode = exitCode;
}

SnapshotPtr Collector::snapshot()
{
    m_wanted.store(true, std::memory_order_relaxed);
    const std::lock_guard lock(m_publishMutex);
    return m_published;
}

SnapshotPtr Collector::finish()
{
    if (m_thread.joinable()) {
        m_thread.request_stop();
        m_thread.join();
        const std::lock_guard lock(m_work);
        readAll();
        publish(false);
    }
    return snapshot();
}

void Collector::run(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
        {
            const std::lock_guard work(m_work);
            readSome();
            if (m_wanted.exchange(false, std::memory_order_relaxed))
                publish(true);
        }
        const auto pause = m_folder->goesOn() ? kBetweenPortions : kBetweenReadings;
        wake.wait_for(lock, stop, pause, [] { return false; });
    }
}

// The next portion of a reading, or the first one of another.
void Collector::readSome()
{
    const std::int64_t nowNs = trace::monotonicNs();
    if (!m_folder->goesOn())
        m_folder->begin(nowNs - m_kernel.settleNs(), m_options.portionRecords);
    m_store.recording.records += m_folder->takePortion();
    m_kernel.poll(nowNs);
    advance(nowNs, false);
}

// What is left of a reading, then one more, of all there is.
void Collector::readAll()
{
    while (m_folder->goesOn())
        readSome();
    const std::int64_t nowNs = trace::monotonicNs();
    m_folder->begin(nowNs, m_options.portionRecords);
    while (m_folder->goesOn()) {
        m_store.recording.records += m_folder->takePortion();
        const bool last = !m_folder->goesOn();
        if (last)
            m_kernel.finish(nowNs);
        advance(nowNs, last);
    }
}

void Collector::advance(std::int64_t nowNs, bool last)
{
    if (!m_folder->goesOn())
        m_folder->end(nowNs);
    m_registry.advance(m_folder->untilNs(), m_folder->completed());
    m_endNs = std::max(m_endNs, m_folder->untilNs());
    m_store.recording.switchesLost = m_kernel.lost();
    m_processWatch.poll(nowNs, last);
    m_affinityWatch.poll(nowNs);
    countRate(nowNs, last);
    keepBudget(nowNs, last);
}

void Collector::countRate(std::int64_t nowNs, bool last)
{
    if (nowNs - m_secondNs < kSecondNs && !last)
        return;
    Recording& recording = m_store.recording;
    if (m_secondNs != 0 && nowNs > m_secondNs) {
        recording.recordsPerSecond = static_cast<double>(recording.records - m_recordsAtSecond) *
                                     static_cast<double>(kSecondNs) / static_cast<double>(nowNs - m_secondNs);
    }
    m_secondNs = nowNs;
    m_recordsAtSecond = recording.records;
}

void Collector::keepBudget(std::int64_t nowNs, bool last)
{
    if (nowNs - m_budgetNs < kBudgetPeriodNs && !last)
        return;
    m_budgetNs = nowNs;
    m_store.recording.lostBytes += m_store.shrinkTo(m_options.memoryBudgetBytes);
    m_store.recording.memoryBytes = m_store.bytes();
}

/// What is copied for each snapshot that shows something else than the one before: only for somebody who looks.
void Collector::refreshTables(bool live)
{
    const std::int64_t nowNs = trace::monotonicNs();
    if (live && nowNs - m_tablesNs < kTablesPeriodNs)
        return;
    m_tablesNs = nowNs;
    m_registry.refreshTables();
    if (auto requests = m_folder->takeRequests())
        m_store.requests = std::move(requests);
}

void Collector::publish(bool live)
{
    refreshTables(live);
    m_folder->showOpenSpans();
    m_registry.publishPresent();
    const std::int64_t endNs = std::max<std::int64_t>(m_endNs, m_beginNs);
    auto snapshot = m_store.publish(m_beginNs, endNs, live);
    snapshot->recording.dropped += m_folder->dropped();
    snapshot->recording.behindNs = live ? std::max<std::int64_t>(trace::monotonicNs() - endNs, 0) : 0;
    const std::lock_guard lock(m_publishMutex);
    m_published = std::move(snapshot);
}

} // namespace lanescope::store
