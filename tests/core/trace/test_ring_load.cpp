// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/trace/segment_folder.h"

#include <latch>
#include <map>
#include <thread>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

// Two mappings of one file have different addresses, and ThreadSanitizer does not know that they are the same
// memory. A reader in the writer's own mapping shows it every ordering that the protocol relies on.
namespace lanescope::trace {
struct SegmentReaderAccess {
    static std::shared_ptr<SegmentReader> inWritersMapping()
    {
        const ObjectId any = Recorder::addObject(ObjectKind::Mutex, "any");
        auto* entry = reinterpret_cast<std::byte*>(Recorder::object(any));
        std::byte* base = entry - layout::kObjectsOffset - static_cast<std::size_t>(any) * sizeof(layout::Object);
        return {new SegmentReader(base), [](SegmentReader* reader) {
                    (void)reader->m_base.release(); // the mapping is the recorder's and stays
                    delete reader;
                }};
    }
};
} // namespace lanescope::trace

namespace {

constexpr int kWriters = 4;
constexpr std::uint64_t kAllRings = 256 + 1024 + 4096 + 16384 + 65536;
constexpr std::uint64_t kMostAtOnce = layout::kRingGenerations * 65536ULL;
constexpr std::uint64_t kBeforeReader = kAllRings + 5'000; // so that every ring overflows at least once
constexpr std::uint64_t kWithReader = 3'000'000 / kSlowdown;

// What record number `number` must look like, so that a torn or repeated one is noticed.
Record numbered(std::uint64_t number)
{
    Record record;
    record.start = number * 0x9E3779B97F4A7C15ULL;
    record.duration = ~number;
    record.value = number;
    record.object = static_cast<std::uint32_t>(number ^ 0xA5A5A5A5U);
    record.type = RecordType::Instant;
    record.extra = static_cast<std::uint16_t>(number * 7);
    return record;
}

bool same(const Record& a, const Record& b)
{
    return std::memcmp(&a, &b, sizeof a) == 0;
}

std::string textOf(std::uint64_t number)
{
    if (number % 5 != 0)
        return {};
    std::string text = std::to_string(number) + ':';
    text.append((number * 31) % 300, static_cast<char>('a' + number % 26));
    return text;
}

std::uint64_t recordsFor(const std::string& text)
{
    return (text.size() + kTextBytesPerRecord - 1) / kTextBytesPerRecord + 1;
}

struct Writer {
    std::uint32_t lane = 0;
    std::uint64_t pushed = 0; // records, those of texts included

    void push(std::uint64_t number)
    {
        const std::string text = textOf(number);
        if (text.empty())
            Recorder::lane()->push(numbered(number));
        else
            Recorder::lane()->pushWithText(text, numbered(number));
        pushed += recordsFor(text);
    }
};

struct LaneCheck {
    std::uint64_t taken = 0;
    std::uint64_t next = 0; // the smallest number that may come
    std::uint64_t wrong = 0;

    void operator()(const Record& record, std::string_view text)
    {
        if (record.type != RecordType::Instant) // ThreadStart, ThreadEnd
            return;
        const bool right = record.value >= next && same(record, numbered(record.value)) && text == textOf(record.value);
        wrong += right ? 0 : 1;
        next = record.value + 1;
    }
};

// Drains with seeded stalls: now and then the reader looks away for a while, as a busy one does, and at times it takes but a
// part, of which it has had a look before.
void readWithStalls(SegmentReader& reader, std::vector<LaneCheck>& checks, const std::atomic<int>& running)
{
    std::mt19937_64 random(lanescope::check::seed());
    while (running.load(std::memory_order_acquire) > 0) {
        if (random() % 4 == 0)
            for (std::uint64_t pause = random() % 2000; pause > 0; --pause)
                std::this_thread::yield();
        const std::uint32_t lane = static_cast<std::uint32_t>(random() % checks.size());
        const bool isPart = random() % 2 == 0;
        std::size_t most = kMostAtOnce + 1;
        if (isPart)
            most = reader.look(lane, [](const Record&) {}) / (1 + random() % 3);
        const std::size_t taken = reader.drain(lane, checks[lane], most);
        checks[lane].taken += taken;
        if (isPart && taken != most)
            checks[lane].wrong += 1; // what it was shown is there
        if (taken > kMostAtOnce)
            checks[lane].wrong += 1; // it must return although the writer goes on
    }
    for (std::uint32_t lane = 0; lane < checks.size(); ++lane)
        while (const std::size_t taken = reader.drain(lane, checks[lane]))
            checks[lane].taken += taken;
}

using OpenReader = std::function<std::shared_ptr<SegmentReader>()>;
enum class Begin { WithEmptyRings, WithFullRings };

void checkUnderLoad(const OpenReader& openReader, Begin begin)
{
    std::vector<Writer> writers(kWriters);
    std::latch attached(kWriters);
    std::latch full(kWriters);
    std::latch reading(1);
    std::atomic<int> running = kWriters;
    std::vector<std::jthread> threads;
    for (Writer& writer : writers)
        threads.emplace_back([&] {
            writer.lane = static_cast<std::uint32_t>(Recorder::lane()->index());
            attached.count_down();
            std::uint64_t number = 0;
            while (begin == Begin::WithFullRings && writer.pushed < kBeforeReader)
                writer.push(number++);
            full.count_down();
            reading.wait();
            for (const std::uint64_t end = number + kWithReader; number < end; ++number)
                writer.push(number);
            Recorder::detachThread();
            running.fetch_sub(1, std::memory_order_release);
        });
    begin == Begin::WithFullRings ? full.wait() : attached.wait();
    const auto reader = openReader();
    std::vector<LaneCheck> checks(reader->laneCount());
    for (std::uint32_t lane = 0; lane < checks.size(); ++lane)
        checks[lane].taken += reader->drain(lane, checks[lane]);
    reading.count_down();
    readWithStalls(*reader, checks, running);
    threads.clear();

    CHECK_EQ(reader->fault(), "");
    for (const Writer& writer : writers) {
        const LaneCheck& check = checks[writer.lane];
        constexpr std::uint64_t kStartAndEnd = 2;
        CHECK_EQ(writer.pushed + kStartAndEnd, check.taken + reader->dropped(writer.lane));
        CHECK_EQ(check.wrong, 0);
        if (begin == Begin::WithFullRings)
            CHECK(reader->dropped(writer.lane) > 0 && check.taken > kAllRings);
    }
}

} // namespace

TEST_CASE(pushedIsTakenPlusDroppedUnderLoad)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    checkUnderLoad([&folder] { return folder.open(::getpid()); }, Begin::WithFullRings);
}

TEST_CASE(ringsAreOrderedWithoutARace)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    checkUnderLoad(SegmentReaderAccess::inWritersMapping, Begin::WithFullRings);
}

TEST_CASE(ringsGrowWithoutARace)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    checkUnderLoad(SegmentReaderAccess::inWritersMapping, Begin::WithEmptyRings);
}

// A writer that keeps pace stays on its first ring, whose slots are used again and again, each soon after it
// was read.
TEST_CASE(slotsAreReusedWithoutARace)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    constexpr std::uint64_t kRecords = 200'000;
    std::atomic<std::uint64_t> taken = 0; // relaxed: it must not order what the ring has to order
    std::latch attached(1);
    std::jthread writer([&] {
        Recorder::lane();
        attached.count_down();
        for (std::uint64_t number = 0; number < kRecords; ++number) {
            while (number >= taken.load(std::memory_order_relaxed) + layout::kFirstRingRecords - 1)
                std::this_thread::yield();
            Recorder::lane()->push(numbered(5 * number + 1));
        }
    });
    attached.wait();
    const auto reader = SegmentReaderAccess::inWritersMapping();
    reader->laneCount();
    LaneCheck check;
    while (check.next < 5 * kRecords - 3) { // until the last one was there
        if (reader->drain(0, check) == 0)
            std::this_thread::yield();
        taken.store((check.next + 3) / 5, std::memory_order_relaxed);
    }
    CHECK_EQ(check.wrong, 0);
    CHECK_EQ(reader->dropped(0), 0);
}

// The writer adds a record for each that is taken: drain() gives what was there and returns.
TEST_CASE(drainEndsAlthoughTheWriterIsAsFast)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    Recorder::lane();
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), 1);
    std::uint64_t taken = 0;
    const std::size_t returned = reader->drain(0, [&taken](const Record&, std::string_view) {
        if (++taken < 10 * kMostAtOnce)
            Recorder::lane()->push(numbered(taken));
    });
    CHECK_EQ(returned, taken);
    CHECK(taken <= kMostAtOnce);
}

// Lanes whose rings are full are not handed on, so that each thread takes new space until there is none.
TEST_CASE(fullSegmentDropsAndLosesWholeThreads)
{
    const SegmentFolder folder;
    constexpr std::uint64_t kThreads = 110; // 2.7 MB each
    {
        const Recording recording(folder);
        for (std::uint64_t i = 0; i < kThreads; ++i)
            std::jthread([] {
                for (std::uint64_t number = 0; number < kBeforeReader; ++number)
                    if (LaneWriter* lane = Recorder::lane())
                        lane->push(numbered(5 * number + 1)); // those are without text
            }).join();
    }
    const auto reader = folder.open(::getpid());
    if (!reader)
        return;
    CHECK_EQ(reader->laneCount() + reader->lostEntries(), kThreads);
    CHECK(reader->lostEntries() > 0);
    std::uint64_t sum = 0;
    for (std::uint32_t lane = 0; lane < reader->laneCount(); ++lane) {
        LaneCheck check;
        while (const std::size_t taken = reader->drain(lane, check))
            sum += taken;
        sum += reader->dropped(lane);
        CHECK_EQ(check.wrong, 0);
    }
    CHECK_EQ(sum, reader->laneCount() * (kBeforeReader + 2));
    CHECK_EQ(reader->fault(), "");
}

// Without a reader: all five rings fill up, in order, and everything beyond is counted.
TEST_CASE(ringsGrowToTheirLimitAndThenDrop)
{
    SegmentFolder folder;
    const Recording recording(folder);
    constexpr std::uint64_t kPushed = kAllRings + 1000;
    for (std::uint64_t number = 0; number < kPushed; ++number)
        Recorder::lane()->push(numbered(number));
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), 1);
    const std::vector<Taken> all = take(*reader, 0);
    CHECK_EQ(all.size(), kAllRings); // ThreadStart is one of them
    CHECK_EQ(reader->dropped(0), kPushed + 1 - kAllRings);
    for (std::size_t i = 1; i < all.size(); ++i)
        if (!CHECK(same(all[i].record, numbered(i - 1))))
            return;
}

TEST_CASE(longestTextArrivesAndLongerOnesAreCut)
{
    SegmentFolder folder;
    const Recording recording(folder);
    std::string text(kMaxTextBytes, 'x');
    text.front() = '<';
    text.back() = '>';
    Recorder::lane()->pushWithText(text, numbered(1));
    Recorder::lane()->pushWithText(text + "more", numbered(2));
    Recorder::lane()->pushWithText("", numbered(3));
    const auto reader = folder.open(::getpid());
    const std::vector<Taken> all = ofType(take(*reader, 0), RecordType::Instant);
    if (!CHECK_EQ(all.size(), 3))
        return;
    CHECK_EQ(all[0].text, text);
    CHECK_EQ(all[1].text, text);
    CHECK_EQ(all[2].text, "");
}

// The reader's index lies in shared memory: whatever stands there, the observed program goes on.
TEST_CASE(writerSurvivesAnyTail)
{
    SegmentFolder folder;
    const Recording recording(folder);
    const std::string path = folder.segmentOf(::getpid());
    Recorder::lane();
    std::mt19937_64 random(lanescope::check::seed());
    const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    std::uint64_t pushed = 0;
    for (int round = 0; round < 2000; ++round) {
        const std::uint64_t tail = round % 3 == 0 ? ~0ULL : random() >> (random() % 64);
        constexpr off_t kTailOfFirstRing = layout::kHeapOffset + offsetof(layout::RingHeader, tail);
        CHECK_EQ(::pwrite(fd, &tail, sizeof tail, kTailOfFirstRing), sizeof tail);
        for (int i = 0; i < 300; ++i)
            Recorder::lane()->push(numbered(pushed++));
    }
    ::close(fd);
    CHECK_EQ(pushed, 600'000);
    CHECK(Recorder::lane() != nullptr);
}
