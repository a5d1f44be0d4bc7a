// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/trace/hostile_file.h"

#include <csignal>
#include <limits>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

namespace {

constexpr std::array<std::uint64_t, 20> kBoundaries = {0,
                                                       1,
                                                       2,
                                                       3,
                                                       0x7F,
                                                       0xFF,
                                                       0x7FFF,
                                                       0xFFFF,
                                                       0x7FFF'FFFF,
                                                       0x8000'0000,
                                                       0xFFFF'FFFF,
                                                       0x1'0000'0000,
                                                       0x7FFF'FFFF'FFFF'FFFF,
                                                       0x8000'0000'0000'0000,
                                                       0xFFFF'FFFF'FFFF'FF00,
                                                       0xFFFF'FFFF'FFFF'FFFF,
                                                       layout::kFileBytes,
                                                       layout::kFileBytes - 1,
                                                       layout::kHeapOffset,
                                                       layout::kMaxLanes + 1};

// A field at its boundaries, and next to the value it has.
void tryField(HostileFile& file, std::size_t offset, std::size_t bytes)
{
    std::uint64_t now = 0;
    file.read(offset, &now, bytes);
    std::vector<std::uint64_t> values(kBoundaries.begin(), kBoundaries.end());
    for (const std::uint64_t near : {now - 1, now + 1, now * 2, now << 32, ~now, now ^ 0x40})
        values.push_back(near);
    for (const std::uint64_t value : values) {
        file.write(offset, &value, bytes);
        if (!CHECK(readEverything(file.path())))
            lanescope::check::say("at offset " + std::to_string(offset) + " value " + std::to_string(value));
        file.restore();
    }
}

constexpr std::size_t objectAt(std::size_t index)
{
    return layout::kObjectsOffset + index * sizeof(layout::Object);
}
constexpr std::size_t laneAt(std::size_t index)
{
    return layout::kLanesOffset + index * sizeof(layout::Lane);
}

std::string refusal(const std::string& path)
{
    const auto reader = SegmentReader::open(path);
    return reader.ok() ? "(opened)" : reader.error();
}

} // namespace

TEST_CASE(untouchedSegmentIsReadWhole)
{
    HostileFile file;
    const auto reader = SegmentReader::open(file.path());
    if (!CHECK(reader.ok()))
        return;
    const std::vector<Taken> all = takeAll(*reader.value());
    CHECK_EQ(reader.value()->fault(), "");
    CHECK_EQ(ofType(all, RecordType::ThreadStart).size(), HostileFile::kThreads);
    CHECK(ofType(all, RecordType::Span).size() > 300); // more than the first ring holds
}

TEST_CASE(everyHeaderFieldMayLie)
{
    HostileFile file;
    for (std::size_t offset = 0; offset < sizeof(layout::Header); offset += 4)
        tryField(file, offset, 4);
    for (std::size_t offset = 0; offset < sizeof(layout::Header); offset += 8)
        tryField(file, offset, 8);
}

TEST_CASE(everyLaneFieldMayLie)
{
    HostileFile file;
    for (std::size_t lane = 0; lane < HostileFile::kThreads; ++lane)
        for (std::size_t offset = 0; offset < sizeof(layout::Lane); offset += 4)
            tryField(file, laneAt(lane) + offset, offset % 8 == 0 ? 8 : 4);
}

TEST_CASE(everyRingHeaderMayLie)
{
    HostileFile file;
    for (const std::size_t ring : file.ringOffsets()) {
        tryField(file, ring + offsetof(layout::RingHeader, head), 8);
        tryField(file, ring + offsetof(layout::RingHeader, tail), 8);
    }
}

TEST_CASE(everyObjectFieldMayLie)
{
    HostileFile file;
    for (const std::size_t object : {std::size_t{0}, std::size_t{1}, std::size_t{2}})
        for (std::size_t offset = 0; offset < sizeof(layout::Object); offset += 4)
            tryField(file, objectAt(object) + offset, 4);
}

TEST_CASE(everyStringMayLie)
{
    HostileFile file;
    for (std::size_t offset = 0; offset < 256; offset += 2)
        tryField(file, layout::kStringsOffset + offset, 2);
}

TEST_CASE(everyFieldOfARecordMayLie)
{
    HostileFile file;
    const std::size_t records = file.ringOffsets().front() + sizeof(layout::RingHeader);
    for (std::size_t record = 0; record < 12; ++record) {
        for (std::size_t offset = 0; offset < 24; offset += 8)
            tryField(file, records + record * sizeof(Record) + offset, 8);
        for (std::size_t offset = 24; offset < sizeof(Record); ++offset)
            tryField(file, records + record * sizeof(Record) + offset, offset < 28 ? 4 : 1);
    }
}

TEST_CASE(textWithoutEndIsGivenUp)
{
    HostileFile file;
    Record text;
    text.type = RecordType::Text;
    text.object = kTextBytesPerRecord;
    text.detail = kTextBytesPerRecord;
    const std::size_t records = file.ringOffsets().front() + sizeof(layout::RingHeader);
    for (std::size_t i = 0; i < layout::kFirstRingRecords; ++i)
        file.write(records + i * sizeof text, &text, sizeof text);
    const auto reader = SegmentReader::open(file.path());
    if (!CHECK(reader.ok()))
        return;
    CHECK_EQ(take(*reader.value(), 0).size(), 0);
    CHECK(reader.value()->fault().find("text of an impossible length") != std::string::npos);
}

TEST_CASE(randomDamageNeverHurtsTheReader)
{
    HostileFile file;
    std::mt19937_64 random(lanescope::check::seed());
    const struct mallinfo2 before = ::mallinfo2();
    for (int round = 0; round < 3000 / kSlowdown; ++round) {
        for (std::uint64_t damages = random() % 8 + 1; damages > 0; --damages)
            file.damage(random);
        if (!CHECK(readEverything(file.path())))
            return lanescope::check::say("in round " + std::to_string(round));
        file.restore();
    }
    const struct mallinfo2 after = ::mallinfo2();
    CHECK(after.uordblks < before.uordblks + (4U << 20));
}

// The other process writes nonsense while this one reads: what was checked may be different a moment later.
TEST_CASE(segmentMayChangeWhileItIsRead)
{
    HostileFile file;
    const std::uint64_t seed = lanescope::check::seed();
    const pid_t scribbler = forkChild([&file, seed]() -> int {
        std::mt19937_64 random(seed);
        for (int round = 0;; ++round) {
            file.damage(random);
            if (round % 4 == 0)
                file.restore();
        }
    });
    int wrong = 0;
    for (int round = 0; round < 500 / kSlowdown; ++round)
        wrong += !readEverything(file.path(), Segment::Changing);
    ::kill(scribbler, SIGKILL);
    CHECK_EQ(exitOf(scribbler), 128 + SIGKILL);
    CHECK_EQ(wrong, 0);
}

TEST_CASE(whatIsNoSegmentIsRefusedWithAReason)
{
    const SegmentFolder folder;
    const auto path = [&folder](const char* name) { return folder.path() + '/' + name; };
    CHECK(refusal(path("missing")).find("cannot be opened") != std::string::npos);
    CHECK(refusal(folder.path()).find("cannot be opened") != std::string::npos);
    CHECK(refusal("").find("cannot be opened") != std::string::npos);
    CHECK_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
    CHECK(refusal(path("fifo")).find("is not a regular file") != std::string::npos);
    CHECK(refusal("/dev/zero").find("is not a regular file") != std::string::npos);
    HostileFile real;
    CHECK_EQ(::symlink(real.path().c_str(), path("link").c_str()), 0);
    CHECK(refusal(path("link")).find("cannot be opened") != std::string::npos);

    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path("socket").copy(address.sun_path, sizeof address.sun_path - 1);
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    CHECK(refusal(path("socket")).find("cannot be opened") != std::string::npos);
    ::close(listener);
}

TEST_CASE(fileOfAnotherSizeIsRefused)
{
    HostileFile file;
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{63}, layout::kHeaderBytes,
                                    layout::kHeapOffset, layout::kFileBytes - 1, layout::kFileBytes + 1}) {
        file.resize(bytes);
        CHECK(refusal(file.path()).find("has the wrong size") != std::string::npos);
    }
    file.resize(layout::kFileBytes); // all zeroes by now
    CHECK(refusal(file.path()).find("does not begin like a trace segment") != std::string::npos);
}

TEST_CASE(fileMadeShorterWhileItIsReadIsGivenUp)
{
    for (const std::size_t bytes :
         {std::size_t{0}, layout::kHeaderBytes, layout::kObjectsOffset, layout::kLanesOffset, layout::kHeapOffset}) {
        HostileFile file;
        const auto reader = SegmentReader::open(file.path());
        if (!CHECK(reader.ok()))
            return;
        CHECK_EQ(reader.value()->laneCount(), HostileFile::kThreads);
        file.resize(bytes);
        CHECK(readEverything(*reader.value()));
        CHECK_EQ(takeAll(*reader.value()).size(), 0);
        CHECK(reader.value()->fault().find("shorter") != std::string::npos);
        CHECK_EQ(takeAll(*reader.value()).size(), 0); // and it stays so
    }
}

// Only what is guarded is kept alive: a bug of this program still ends it.
TEST_CASE(busErrorElsewhereStillEndsTheProcess)
{
    HostileFile file;
    const pid_t pid = forkChild([&file] {
        const struct rlimit none {
        };
        ::setrlimit(RLIMIT_CORE, &none);
        ::close(STDERR_FILENO); // a sanitizer would describe it at length
        const auto guarding = SegmentReader::open(file.path());
        const int fd = ::open(file.path().c_str(), O_RDWR | O_CLOEXEC);
        void* unguarded = ::mmap(nullptr, layout::kFileBytes, PROT_READ, MAP_SHARED, fd, 0);
        (void)!::ftruncate(fd, 0);
        return static_cast<volatile char*>(unguarded)[layout::kHeapOffset] + 0;
    });
    CHECK(exitOf(pid) != 0);
}

TEST_CASE(moreSegmentsThanCanBeGuardedAreRefused)
{
    HostileFile file;
    std::vector<std::unique_ptr<SegmentReader>> open;
    std::string refused;
    for (int i = 0; i < 1100 && refused.empty(); ++i) {
        auto reader = SegmentReader::open(file.path());
        if (reader)
            open.push_back(std::move(reader).value());
        else
            refused = reader.error();
    }
    CHECK(open.size() >= 1000);
    CHECK(refused.find("more than can be read at once") != std::string::npos);
    open.clear();
    CHECK(SegmentReader::open(file.path()).ok());
}
