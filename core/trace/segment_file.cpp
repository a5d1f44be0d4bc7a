// SPDX-License-Identifier: MIT
#include "core/trace/segment_file.h"

#include "core/trace/clock.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

namespace lanescope::trace {
namespace {

constexpr std::size_t kReserveStep = 64U << 10;

std::string randomName()
{
    std::uint64_t bits = 0;
    if (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits))
        bits = readClock() ^ (static_cast<std::uint64_t>(getpid()) << 32);
    return std::to_string(getpid()) + '-' + std::to_string(bits);
}

Error failure(const std::string& what, const std::string& path)
{
    return Error{what + " '" + path + "' failed: " + std::strerror(errno) +
                 ". Check that the session folder exists, is writable and has space."};
}

void fillHeader(layout::Header& header, std::string_view processName)
{
    header.version = layout::kVersion;
    header.headerBytes = layout::kHeaderBytes;
    header.fileBytes = layout::kFileBytes;
    header.pid = getpid();
    header.parentPid = getppid();
    header.clockKind = static_cast<std::uint32_t>(clockKind());
    header.cacheLineBytes = static_cast<std::uint32_t>(std::max(::sysconf(_SC_LEVEL1_DCACHE_LINESIZE), 0L));
    header.anchorTicks = readClock();
    header.anchorNs = monotonicNs();
    const std::size_t length = std::min(processName.size(), header.name.size() - 1);
    std::copy_n(processName.data(), length, header.name.begin());
    header.magic = layout::kMagic;
}

} // namespace

Result<std::unique_ptr<SegmentFile>> SegmentFile::create(const std::string& folder, std::string_view processName)
{
    const std::string finalPath = folder + '/' + randomName() + ".seg";
    const std::string path = finalPath + ".new";
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return failure("Creating the trace segment", path);
    const auto abandon = [&](const std::string& what) -> Error {
        Error error = failure(what, path);
        ::close(fd);
        ::unlink(path.c_str());
        return error;
    };
    if (::ftruncate(fd, static_cast<off_t>(layout::kFileBytes)) != 0)
        return abandon("Sizing the trace segment");
    if (::posix_fallocate(fd, 0, layout::kHeaderBytes) != 0)
        return abandon("Reserving space for the trace segment");
    void* base = ::mmap(nullptr, layout::kFileBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    if (base == MAP_FAILED)
        return abandon("Mapping the trace segment");
    std::unique_ptr<SegmentFile> file(new SegmentFile(fd, static_cast<std::byte*>(base)));
    fillHeader(file->header(), processName);
    if (::rename(path.c_str(), finalPath.c_str()) != 0) {
        Error error = failure("Naming the trace segment", path);
        ::unlink(path.c_str());
        return error;
    }
    return file;
}

SegmentFile::SegmentFile(int fd, std::byte* base)
    : m_fd(fd)
    , m_base(base)
{
}

SegmentFile::~SegmentFile()
{
    ::munmap(m_base, layout::kFileBytes);
    ::close(m_fd);
}

layout::Object& SegmentFile::object(std::uint32_t index)
{
    return at<layout::Object>(layout::kObjectsOffset + index * sizeof(layout::Object));
}

layout::Lane& SegmentFile::lane(std::uint32_t index)
{
    return at<layout::Lane>(layout::kLanesOffset + index * sizeof(layout::Lane));
}

// A signal interrupts the reservation on tmpfs; a program with a fast timer must not lose its rings by that.
bool SegmentFile::reserveBytes(std::size_t offset, std::size_t bytes)
{
    constexpr int kAttempts = 16;
    int outcome = EINTR;
    for (int attempt = 0; attempt < kAttempts && outcome == EINTR; ++attempt)
        outcome = ::posix_fallocate(m_fd, static_cast<off_t>(offset), static_cast<off_t>(bytes));
    return outcome == 0;
}

StringId SegmentFile::appendString(std::string_view text)
{
    constexpr std::uint32_t kAlign = 4;
    text = text.substr(0, layout::kMaxStringLength);
    const std::uint32_t used = std::max(header().stringBytes.load(std::memory_order_relaxed), kAlign);
    const auto needed =
        static_cast<std::uint32_t>((sizeof(std::uint16_t) + text.size() + kAlign - 1) / kAlign * kAlign);
    const bool fits = used + needed <= layout::kStringBytes && used / kAlign <= layout::StatusWord::kMaxSubject;
    while (fits && m_stringsReserved < used + needed) {
        if (!reserveBytes(layout::kStringsOffset + m_stringsReserved, kReserveStep))
            break;
        m_stringsReserved += kReserveStep;
    }
    if (!fits || m_stringsReserved < used + needed) {
        header().lostStrings.fetch_add(1, std::memory_order_relaxed);
        return StringId::None;
    }
    std::byte* entry = m_base + layout::kStringsOffset + used;
    const auto length = static_cast<std::uint16_t>(text.size());
    std::memcpy(entry, &length, sizeof length);
    std::memcpy(entry + sizeof length, text.data(), text.size());
    // release: pairs with the acquire in SegmentReader::string().
    header().stringBytes.store(used + needed, std::memory_order_release);
    return static_cast<StringId>(used / kAlign);
}

bool SegmentFile::reserveObject(std::uint32_t index)
{
    if (index >= layout::kMaxObjects)
        return false;
    if (const std::size_t end = (index + 1) * sizeof(layout::Object); end > m_objectsReserved) {
        if (!reserveBytes(layout::kObjectsOffset + m_objectsReserved, kReserveStep))
            return false;
        m_objectsReserved += kReserveStep;
    }
    return true;
}

bool SegmentFile::reserveLane(std::uint32_t index)
{
    if (index >= layout::kMaxLanes)
        return false;
    if (const std::size_t end = (index + 1) * sizeof(layout::Lane); end > m_lanesReserved) {
        if (!reserveBytes(layout::kLanesOffset + m_lanesReserved, kReserveStep))
            return false;
        m_lanesReserved += kReserveStep;
    }
    return true;
}

// Where `bytes` of the heap begin, 0 when there are not so many left. Lock-free: lanes grow at any moment.
std::size_t SegmentFile::takeHeap(std::size_t bytes)
{
    constexpr std::size_t kHeapBytes = layout::kFileBytes - layout::kHeapOffset;
    std::uint64_t used = header().heapBytes.load(std::memory_order_relaxed);
    do {
        if (used > kHeapBytes || bytes > kHeapBytes - used)
            return 0;
    } while (!header().heapBytes.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return layout::kHeapOffset + used;
}

SegmentFile::Ring SegmentFile::allocateRing(std::uint32_t records)
{
    const std::size_t bytes = sizeof(layout::RingHeader) + records * sizeof(Record);
    const std::size_t start = takeHeap(bytes);
    if (start == 0)
        return {};
    if (!reserveBytes(start, bytes)) {
        // Given back, unless somebody took the next piece meanwhile: a full tmpfs may have room again later.
        std::uint64_t end = start + bytes - layout::kHeapOffset;
        header().heapBytes.compare_exchange_strong(end, end - bytes, std::memory_order_relaxed);
        return {};
    }
    return {&at<layout::RingHeader>(start), &at<Record>(start + sizeof(layout::RingHeader)), start};
}

} // namespace lanescope::trace
