// SPDX-License-Identifier: GPL-3.0-or-later
// What taking a lock costs and who writes to a shared word, from the records of a program to the tables; also of one
// that lies.
#include "tests/core/store/collected.h"
#include "tests/core/trace/segment_folder.h"

#include <barrier>
#include <cmath>

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::RecordType;
using trace::testing::SegmentFolder;

namespace {

using RecordHere = trace::testing::Recording;

void push(RecordType type, trace::ObjectId object, trace::Ticks start, trace::Ticks duration, std::uint64_t value = 0,
          std::uint16_t extra = 0)
{
    trace::Record record;
    record.type = type;
    record.object = static_cast<std::uint32_t>(object);
    record.start = start;
    record.duration = duration;
    record.value = value;
    record.extra = extra;
    trace::Recorder::lane()->push(record);
}

const Object& named(const Snapshot& snapshot, std::string_view name)
{
    static const Object nothing;
    const auto index = objectNamed(snapshot, ::getpid(), name);
    return CHECK(index.has_value()) ? snapshot.object(*index) : nothing;
}

// The tables are brought up to date ten times a second, and at the end.
SnapshotPtr collected(const SegmentFolder& folder, const std::function<void()>& program)
{
    const auto collector = collectorOf(folder.path());
    {
        const RecordHere recording(folder);
        program();
    }
    const SnapshotPtr snapshot = collector->finish();
    CHECK(isSane(*snapshot));
    return snapshot;
}

double writesIn(const Snapshot& snapshot, const WordFigures::Writer& writer, std::int64_t fromNs, std::int64_t toNs)
{
    const auto samples = snapshot.row(writer.row).sampled(fromNs, toNs);
    return samples ? samples->last - samples->first : 0;
}

} // namespace

TEST_CASE(costOfTakingALockIsInItsFigures)
{
    constexpr std::uint32_t kMeasured = 40;
    const SegmentFolder folder;
    const SnapshotPtr snapshot = collected(folder, [] {
        trace::TracedObject cheap(trace::ObjectKind::Mutex, "cheap");
        trace::TracedObject dear(trace::ObjectKind::SpinLock, "dear");
        const trace::TracedObject unused(trace::ObjectKind::Mutex, "unused");
        for (std::uint32_t i = 0; i < kMeasured; ++i) {
            const trace::Ticks now = trace::readClock();
            push(RecordType::Acquire, cheap.id(), now, 100 + i);
            push(RecordType::Acquire, dear.id(), now, 1'000'000 + i);
            cheap.released(cheap.acquired(), false);
        }
    });
    const auto cheap = named(*snapshot, "cheap").lock;
    const auto dear = named(*snapshot, "dear").lock;
    if (!CHECK(cheap && dear))
        return;
    CHECK_EQ(cheap->acquisitions, kMeasured);
    CHECK_EQ(cheap->acquire.count(), kMeasured);
    CHECK_EQ(dear->acquire.count(), kMeasured);
    CHECK_EQ(dear->acquisitions, 0); // a measure is no hold
    CHECK(dear->acquire.meanNs() > 1000 * cheap->acquire.meanNs());
    CHECK(dear->acquire.percentileNs(0.5) <= dear->acquire.percentileNs(0.99));
    CHECK(!named(*snapshot, "unused").lock);
}

TEST_CASE(writersOfAWordAreToldApart)
{
    constexpr std::uint64_t kTimes = 1000;
    constexpr int kBlocks = 50;
    const std::array<int, 2> words{};
    const SegmentFolder folder;
    std::int64_t middleNs = 0;
    const SnapshotPtr snapshot = collected(folder, [&] {
        trace::TracedObject word(trace::ObjectKind::SharedWord, "word", 0, &words[1]);
        std::barrier half(2, [&]() noexcept { middleNs = trace::monotonicNs(); });
        const auto write = [&](const char* name, std::uint64_t times) {
            trace::Recorder::nameThread(name);
            for (int i = 0; i < kBlocks; ++i) {
                if (i == kBlocks / 2)
                    half.arrive_and_wait();
                word.written(times, trace::readClock());
            }
        };
        std::jthread often([&] { write("often", 3 * kTimes); });
        std::jthread seldom([&] { write("seldom", kTimes); });
    });
    const Object& word = named(*snapshot, "word");
    CHECK_EQ(word.address, reinterpret_cast<std::uintptr_t>(&words[1]));
    CHECK(word.kind == trace::ObjectKind::SharedWord && !word.lock && !word.row);
    if (!CHECK(word.word && word.word->writers.size() == 2))
        return;
    for (const WordFigures::Writer& writer : word.word->writers) {
        const bool isOften = snapshot->thread(writer.thread).name == "often";
        const std::uint64_t times = isOften ? 3 * kTimes : kTimes;
        CHECK_EQ(writer.writes, times * kBlocks);
        CHECK(writer.cpu != trace::kUnknownCpu);
        const double all = writesIn(*snapshot, writer, 0, snapshot->endNs + 1);
        CHECK_EQ(all, static_cast<double>(times * kBlocks));
        // Those of a stretch: what was told of within it. The clock of the two is not quite the same.
        const double early = writesIn(*snapshot, writer, 0, middleNs);
        const double late = writesIn(*snapshot, writer, middleNs, snapshot->endNs + 1);
        CHECK_EQ(early + late, all);
        CHECK(std::abs(early - all / 2) <= static_cast<double>(times));
    }
}

// Of a word with more writers than are told of the others are told rightly.
TEST_CASE(writersBeyondTheBoundAreLeftOut)
{
    constexpr std::size_t kThreads = WordFigures::kMostWriters + 3;
    const SegmentFolder folder;
    const SnapshotPtr snapshot = collected(folder, [] {
        trace::TracedObject word(trace::ObjectKind::SharedWord, "word");
        std::barrier together(static_cast<std::ptrdiff_t>(kThreads));
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < kThreads; ++i)
            threads.emplace_back([&] {
                word.written(7, trace::readClock());
                together.arrive_and_wait(); // a lane of its own for each
                word.written(7, trace::readClock());
            });
    });
    const auto word = named(*snapshot, "word").word;
    if (!CHECK(word && word->writers.size() == WordFigures::kMostWriters))
        return;
    for (const WordFigures::Writer& writer : word->writers)
        CHECK_EQ(writer.writes, 14);
}

TEST_CASE(numbersOfALiarStayInBounds)
{
    constexpr std::uint64_t kHuge = ~std::uint64_t{0};
    const SegmentFolder folder;
    const SnapshotPtr snapshot = collected(folder, [] {
        const trace::TracedObject word(trace::ObjectKind::SharedWord, "word");
        const trace::TracedObject lock(trace::ObjectKind::Mutex, "lock");
        const trace::TracedObject queue(trace::ObjectKind::Queue, "queue");
        for (const trace::Ticks start : {trace::readClock(), trace::Ticks{0}, kHuge, kHuge / 2}) {
            for (const trace::Ticks duration : {trace::Ticks{0}, kHuge / 2, kHuge}) {
                push(RecordType::Writes, word.id(), start, duration, kHuge, 0xFFFF);
                push(RecordType::Acquire, lock.id(), start, duration);
                // Of what they are not about they tell nothing.
                push(RecordType::Writes, lock.id(), start, duration, 1);
                push(RecordType::Acquire, word.id(), start, duration);
                push(RecordType::Acquire, queue.id(), start, duration);
                push(RecordType::Writes, trace::ObjectId{12'345}, start, duration, 1);
            }
        }
    });
    CHECK(processOf(*snapshot, ::getpid())->fault.empty());
    const Object& word = named(*snapshot, "word");
    if (!CHECK(word.word && word.word->writers.size() == 1))
        return;
    const WordFigures::Writer& writer = word.word->writers.front();
    CHECK_EQ(writer.writes, std::uint64_t{1} << 53); // what a sample can tell
    const double all = writesIn(*snapshot, writer, std::numeric_limits<std::int64_t>::min() / 2,
                                std::numeric_limits<std::int64_t>::max() / 2);
    CHECK(all >= 0 && all <= std::ldexp(1.0, 53));
    CHECK(!word.lock && !named(*snapshot, "queue").lock && !named(*snapshot, "lock").word);
    const auto lock = named(*snapshot, "lock").lock;
    if (CHECK(lock != nullptr))
        CHECK(lock->acquire.count() == 12 && lock->acquire.totalNs() >= 0 && lock->acquire.maxNs() >= 0);
}
