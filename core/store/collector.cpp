// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/collector.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lanescope::store {
namespace {

constexpr std::chrono::milliseconds kPollPeriod{8};
constexpr std::int64_t kTablesPeriodNs = 100'000'000;
constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::string_view kSegmentSuffix = ".seg";

bool hasEnded(int pidfd)
{
    pollfd waiting{pidfd, POLLIN, 0};
    return pidfd >= 0 && ::poll(&waiting, 1, 0) == 1;
}

} // namespace

Result<std::unique_ptr<Collector>> Collector::create(const Options& options)
{
    const int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch < 0 || inotify_add_watch(watch, options.folder.c_str(), IN_MOVED_TO | IN_ONLYDIR) < 0) {
        Error error{"The session folder '" + options.folder + "' cannot be watched: " + std::strerror(errno) +
                    ". Check that it exists and that fs.inotify.max_user_instances is not used up."};
        if (watch >= 0)
            ::close(watch);
        return error;
    }
    return std::unique_ptr<Collector>(new Collector(options, watch));
}

Collector::Collector(Options options, int watch)
    : m_options(std::move(options))
    , m_watch(watch)
    , m_calibration(trace::Calibration::measure())
{
    m_store.recording.memoryBudget = m_options.memoryBudgetBytes;
    m_beginNs = trace::monotonicNs();
    m_thread = std::jthread([this](const std::stop_token& stop) {
        pthread_setname_np(pthread_self(), "collector");
        run(stop);
    });
}

Collector::~Collector()
{
    finish();
    for (const Source& source : m_sources) {
        if (source.pidfd >= 0)
            ::close(source.pidfd);
    }
    ::close(m_watch);
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
        poll(true);
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
            poll(false);
            if (m_wanted.exchange(false, std::memory_order_relaxed))
                publish(true);
        }
        wake.wait_for(lock, stop, kPollPeriod, [] { return false; });
    }
}

void Collector::poll(bool last)
{
    ++m_poll;
    openNewSegments();
    const std::int64_t nowNs = trace::monotonicNs();
    // Death is looked for first: what a dead process wrote is then complete when its rings are drained below.
    for (Source& source : m_sources)
        source.gone = source.gone || hasEnded(source.pidfd);
    const trace::Ticks now = trace::readClock();
    m_untilNs = std::max(m_untilNs, nowNs - (last ? 0 : m_kernel.settleNs()));
    m_registry.beginPoll();
    for (const Source& source : m_sources)
        source.intake->forgetStatus();
    for (Source& source : m_sources)
        source.intake->readStatus(now, m_untilNs, m_poll);
    for (Source& source : m_sources) {
        m_store.recording.records += source.intake->drain();
        tellFault(source, nowNs);
    }
    if (last)
        m_kernel.finish(nowNs);
    else
        m_kernel.poll(nowNs);
    checkProcesses(nowNs);
    m_registry.advance(m_untilNs, m_poll);
    housekeeping(nowNs, last);
}

void Collector::openNewSegments()
{
    alignas(inotify_event) std::array<char, 4096> buffer;
    for (;;) {
        const ssize_t size = ::read(m_watch, buffer.data(), buffer.size());
        if (size <= 0)
            return;
        for (ssize_t at = 0; at < size;) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
            if (event->len > 0)
                openSegment(event->name);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
        }
    }
}

void Collector::openSegment(const std::string& name)
{
    if (!std::string_view(name).ends_with(kSegmentSuffix))
        return;
    auto reader = trace::SegmentReader::open(m_options.folder + '/' + name);
    if (!reader) {
        m_store.addMark({trace::monotonicNs(), MarkKind::Error, "recorder", reader.error(), 0});
        return;
    }
    Source source;
    source.intake =
        std::make_unique<SegmentIntake>(std::move(reader).value(), m_registry, m_requests, m_flows, m_calibration);
    source.pidfd = static_cast<int>(syscall(SYS_pidfd_open, source.intake->pid(), 0));
    source.gone = source.pidfd < 0 && errno == ESRCH; // it ended before it was looked at
    m_sources.push_back(std::move(source));
}

void Collector::tellFault(Source& source, std::int64_t nowNs)
{
    if (source.intake->fault().empty() || source.faultTold)
        return;
    source.faultTold = true;
    m_store.process(source.intake->process()).fault = source.intake->fault();
    m_store.addMark({nowNs, MarkKind::Error, "recorder", source.intake->fault(), 0});
}

void Collector::checkProcesses(std::int64_t nowNs)
{
    std::erase_if(m_sources, [&](Source& source) {
        if (!source.gone)
            return false;
        source.intake->closeOpenSpans(trace::readClock(), nowNs);
        m_registry.endProcess(source.intake->process(), nowNs);
        m_requests.processEnded(source.intake->process(), nowNs);
        m_store.process(source.intake->process()).dropped = source.intake->dropped();
        m_store.recording.dropped += source.intake->dropped();
        if (source.pidfd >= 0)
            ::close(source.pidfd);
        return true;
    });
}

void Collector::housekeeping(std::int64_t nowNs, bool last)
{
    Recording& recording = m_store.recording;
    recording.switchesLost = m_kernel.lost();
    m_processWatch.poll(nowNs, last);
    if (nowNs - m_secondNs < kSecondNs && !last)
        return;
    if (m_secondNs != 0 && nowNs > m_secondNs) {
        recording.recordsPerSecond = static_cast<double>(recording.records - m_recordsAtSecond) *
                                     static_cast<double>(kSecondNs) / static_cast<double>(nowNs - m_secondNs);
    }
    m_secondNs = nowNs;
    m_recordsAtSecond = recording.records;
    m_calibration.refine();
    recording.lostBytes += m_store.shrinkTo(m_options.memoryBudgetBytes);
    recording.memoryBytes = m_store.bytes();
}

/// What is copied for each snapshot that shows something else than the one before: only for somebody who looks.
void Collector::refreshTables(bool live)
{
    const std::int64_t nowNs = trace::monotonicNs();
    if (live && nowNs - m_tablesNs < kTablesPeriodNs)
        return;
    m_tablesNs = nowNs;
    m_registry.refreshTables();
    if (auto requests = m_requests.takeChanged())
        m_store.requests = std::move(requests);
}

void Collector::publish(bool live)
{
    refreshTables(live);
    const trace::Ticks now = trace::readClock();
    std::uint64_t dropped = 0;
    for (Source& source : m_sources) {
        source.intake->readOpenSpans(now);
        dropped += source.intake->dropped();
    }
    m_registry.publishPresent();
    auto snapshot = m_store.publish(m_beginNs, std::max<std::int64_t>(m_untilNs, m_beginNs), live);
    snapshot->recording.dropped += dropped;
    const std::lock_guard lock(m_publishMutex);
    m_published = std::move(snapshot);
}

} // namespace lanescope::store
