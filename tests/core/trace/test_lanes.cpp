// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/trace/segment_folder.h"

#include <latch>
#include <map>
#include <mutex>
#include <sys/stat.h>
#include <thread>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

namespace {

constexpr int kShortThreads = 1000;
constexpr std::size_t kFlowsEach = 5;

// Which tid each numbered thread really had.
class TidBook {
public:
    void enter(int number)
    {
        const std::lock_guard lock(m_mutex);
        m_tids[number] = static_cast<std::uint64_t>(::gettid());
    }
    std::uint64_t of(std::uint64_t number) const { return m_tids.at(static_cast<int>(number)); }

private:
    std::mutex m_mutex; // guards m_tids while threads run
    std::map<int, std::uint64_t> m_tids;
};

void shortThread(int number, TidBook& book)
{
    book.enter(number);
    for (std::size_t i = 0; i < kFlowsEach; ++i)
        flowOut(static_cast<std::uint64_t>(number));
}

struct OneThread {
    std::uint64_t tid = 0;
    std::vector<std::uint64_t> flows;
};

// Splits a lane at its ThreadStart records; each part must be whole and its ThreadEnd name the same thread.
std::vector<OneThread> split(const std::vector<Taken>& lane)
{
    std::vector<OneThread> threads;
    bool open = false;
    for (const auto& [record, text] : lane) {
        switch (record.type) {
        case RecordType::ThreadStart:
            CHECK(!open);
            threads.push_back({record.value, {}});
            open = true;
            break;
        case RecordType::ThreadEnd:
            CHECK(open && threads.back().tid == record.value);
            open = false;
            break;
        default:
            CHECK(open);
            threads.back().flows.push_back(record.value);
        }
    }
    return threads;
}

std::int64_t bytesOnDisk(const std::string& path)
{
    struct stat status {};
    CHECK_EQ(::stat(path.c_str(), &status), 0);
    return std::int64_t{status.st_blocks} * 512;
}

} // namespace

TEST_CASE(shortThreadsReuseLanesWithoutMixing)
{
    const SegmentFolder folder;
    TidBook book;
    std::vector<std::vector<Taken>> lanes;
    std::unique_ptr<SegmentReader> reader;
    const auto readOn = [&] {
        lanes.resize(reader->laneCount());
        for (std::uint32_t lane = 0; lane < lanes.size(); ++lane)
            std::ranges::move(take(*reader, lane), std::back_inserter(lanes[lane]));
    };
    constexpr int kAtOnce = 8;
    {
        const Recording recording(folder);
        reader = folder.open(::getpid());
        for (int number = 0; number < kShortThreads; number += kAtOnce) {
            std::vector<std::jthread> threads;
            for (int i = 0; i < kAtOnce; ++i)
                threads.emplace_back(shortThread, number + i, std::ref(book));
            if (number % 3 == 0)
                readOn(); // while they run
        }
    }
    readOn();
    CHECK(lanes.size() <= kAtOnce);
    std::vector<int> seen(kShortThreads);
    for (const auto& lane : lanes)
        for (const OneThread& thread : split(lane)) {
            if (!CHECK_EQ(thread.flows.size(), kFlowsEach))
                continue;
            const std::uint64_t number = thread.flows.front();
            CHECK(std::ranges::all_of(thread.flows, [number](std::uint64_t flow) { return flow == number; }));
            CHECK_EQ(thread.tid, book.of(number));
            ++seen[number];
        }
    CHECK(std::ranges::all_of(seen, [](int times) { return times == 1; }));
}

// A lane whose ring the reader has not emptied could swallow the ThreadStart of the next thread, and its
// records would look like those of the one before: such a lane waits, and another is taken.
TEST_CASE(threadsAreNeverMixedWithoutAReader)
{
    const SegmentFolder folder;
    constexpr std::uint64_t kMany = 100'000; // more than all rings of a lane
    {
        const Recording recording(folder);
        for (std::uint64_t number = 0; number < 6; ++number)
            std::jthread([number] {
                for (std::uint64_t i = 0; i < kMany; ++i)
                    flowOut(number);
            }).join();
    }
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), 6);
    for (std::uint32_t lane = 0; lane < reader->laneCount(); ++lane) {
        const std::vector<Taken> all = take(*reader, lane);
        CHECK_EQ(ofType(all, RecordType::ThreadStart).size(), 1);
        const std::vector<Taken> flows = ofType(all, RecordType::FlowOut);
        CHECK(std::ranges::all_of(flows, [lane](const Taken& flow) { return flow.record.value == lane; }));
        CHECK(reader->laneStatus(lane, readClock()).ended); // also known when its ThreadEnd was dropped
    }
}

TEST_CASE(thousandThreadsAtOnceStaySmall)
{
    const SegmentFolder folder;
    const Recording recording(folder);
    constexpr int kThreads = 1000;
    TidBook book;
    std::latch all(kThreads);
    std::latch looked(1);
    std::vector<std::jthread> threads;
    for (int number = 0; number < kThreads; ++number)
        threads.emplace_back([&, number] {
            shortThread(number, book);
            all.count_down();
            looked.wait();
        });
    all.wait();
    const auto reader = folder.open(::getpid());
    CHECK_EQ(reader->laneCount(), kThreads);
    CHECK_EQ(reader->lostEntries(), 0);
    CHECK(bytesOnDisk(folder.segmentOf(::getpid())) < 256 << 20);
    CHECK(bytesOnDisk(folder.segmentOf(::getpid())) < 16 << 20); // what it is by design: 8 KB a lane
    std::vector<int> seen(kThreads);
    for (std::uint32_t lane = 0; lane < reader->laneCount(); ++lane)
        for (const OneThread& thread : split(take(*reader, lane)))
            if (CHECK_EQ(thread.flows.size(), kFlowsEach) && CHECK_EQ(thread.tid, book.of(thread.flows.front())))
                ++seen[thread.flows.front()];
    CHECK(std::ranges::all_of(seen, [](int times) { return times == 1; }));
    looked.count_down();
}
