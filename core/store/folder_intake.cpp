// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/folder_intake.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lanescope::store {
namespace {

constexpr std::string_view kSegmentSuffix = ".seg";
constexpr std::size_t kPiecesPerPortion = 64;
constexpr std::int64_t kRefinePeriodNs = 1'000'000'000;

bool hasEnded(int pidfd)
{
    pollfd waiting{pidfd, POLLIN, 0};
    return pidfd >= 0 && ::poll(&waiting, 1, 0) == 1;
}

} // namespace

Result<std::unique_ptr<FolderIntake>> FolderIntake::open(const std::string& folder, Registry& registry)
{
    const int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch < 0 || inotify_add_watch(watch, folder.c_str(), IN_MOVED_TO | IN_ONLYDIR) < 0) {
        Error error{"The session folder '" + folder + "' cannot be watched: " + std::strerror(errno) +
                    ". Check that it exists and that fs.inotify.max_user_instances is not used up."};
        if (watch >= 0)
            ::close(watch);
        return error;
    }
    return std::unique_ptr<FolderIntake>(new FolderIntake(folder, registry, watch));
}

FolderIntake::FolderIntake(std::string folder, Registry& registry, int watch)
    : m_folder(std::move(folder))
    , m_watch(watch)
    , m_registry(registry)
    , m_store(registry.store())
    , m_calibration(trace::Calibration::measure())
{
}

FolderIntake::~FolderIntake()
{
    for (const Source& source : m_sources) {
        if (source.pidfd >= 0)
            ::close(source.pidfd);
    }
    ::close(m_watch);
}

void FolderIntake::begin(std::int64_t untilNs, std::size_t portionRecords)
{
    ++m_number;
    m_portionRecords = portionRecords;
    m_readingNs = std::max(m_readingNs, untilNs);
    openNewSegments();
    // Death is looked for first: what a dead process wrote is then complete when its rings are read.
    for (Source& source : m_sources)
        source.gone = source.gone || hasEnded(source.pidfd);
    readStatus();
    std::size_t held = 0;
    for (const Source& source : m_sources)
        held += source.intake->held();
    m_goesOn = true;
    m_isCut = held > m_portionRecords;
    for (const Source& source : m_sources) {
        if (m_isCut)
            source.intake->cutBacklog(std::max<std::size_t>(m_portionRecords / kPiecesPerPortion, 1));
    }
}

void FolderIntake::readStatus()
{
    const trace::Ticks now = trace::readClock();
    m_registry.beginReading();
    for (const Source& source : m_sources)
        source.intake->forgetStatus();
    for (const Source& source : m_sources)
        source.intake->readStatus(now, m_readingNs, m_number);
}

std::size_t FolderIntake::takePortion()
{
    const std::size_t taken = m_isCut ? takePieces() : takeAll();
    const SegmentIntake* const behind = m_isCut ? furthestBehind() : nullptr;
    m_goesOn = behind != nullptr;
    m_untilNs = m_goesOn ? std::min(m_readingNs, *behind->missingFromNs() - 1) : m_readingNs;
    return taken;
}

std::size_t FolderIntake::takeAll()
{
    std::size_t taken = 0;
    for (const Source& source : m_sources)
        taken += source.intake->drain();
    return taken;
}

std::size_t FolderIntake::takePieces()
{
    std::size_t taken = 0;
    while (taken < m_portionRecords) {
        SegmentIntake* const behind = furthestBehind();
        if (behind == nullptr)
            break;
        taken += behind->takePiece();
    }
    return taken;
}

// nullptr when all has been taken.
SegmentIntake* FolderIntake::furthestBehind() const
{
    SegmentIntake* behind = nullptr;
    std::int64_t fromNs = 0;
    for (const Source& source : m_sources) {
        const auto missing = source.intake->missingFromNs();
        if (!missing || (behind != nullptr && *missing >= fromNs))
            continue;
        behind = source.intake.get();
        fromNs = *missing;
    }
    return behind;
}

void FolderIntake::end(std::int64_t nowNs)
{
    for (Source& source : m_sources) {
        source.intake->tellWhoLost();
        tellFault(source, nowNs);
    }
    endProcesses(nowNs);
    if (nowNs - m_refinedNs < kRefinePeriodNs)
        return;
    m_calibration.refine(); // not within a reading: what was written up to a moment would not fit what comes
    m_refinedNs = nowNs;
}

void FolderIntake::openNewSegments()
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

void FolderIntake::openSegment(const std::string& name)
{
    if (!std::string_view(name).ends_with(kSegmentSuffix))
        return;
    auto reader = trace::SegmentReader::open(m_folder + '/' + name);
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

void FolderIntake::tellFault(Source& source, std::int64_t nowNs)
{
    if (source.intake->fault().empty() || source.faultTold)
        return;
    source.faultTold = true;
    m_store.process(source.intake->process()).fault = source.intake->fault();
    m_store.addMark({nowNs, MarkKind::Error, "recorder", source.intake->fault(), 0});
}

void FolderIntake::endProcesses(std::int64_t nowNs)
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

void FolderIntake::showOpenSpans()
{
    const trace::Ticks now = trace::readClock();
    for (const Source& source : m_sources)
        source.intake->showOpenSpans(now);
}

std::uint64_t FolderIntake::dropped() const
{
    std::uint64_t sum = 0;
    for (const Source& source : m_sources)
        sum += source.intake->dropped();
    return sum;
}

} // namespace lanescope::store
