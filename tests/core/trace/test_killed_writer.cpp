// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/trace/segment_folder.h"

#include <csignal>
#include <thread>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

namespace {

constexpr int kRounds = 64;
constexpr std::uint64_t kBelowAllRings =
    35'000; // 2.2 records each: a bounded writer drops nothing, whatever the reader does

// Writes consecutive numbers until it is killed; a bounded one stops and waits for that.
[[noreturn]] void writeUntilKilled(const std::string& folder, bool bounded)
{
    if (!Recorder::start(folder, "victim"))
        ::_exit(1);
    const StringId name = Recorder::intern("work");
    for (std::uint64_t number = 0; !bounded || number < kBelowAllRings; ++number) {
        const Span span(name);
        flowOut(number);
        if (number % 16 == 0)
            instant("a text of more than one record, number " + std::to_string(number));
    }
    for (;;)
        ::pause();
}

struct Seen {
    std::uint64_t next = 0;
    std::uint64_t skipped = 0;
    std::uint64_t wrong = 0;
    std::uint64_t taken = 0;

    void operator()(const Record& record, std::string_view text)
    {
        const bool isFlow = record.type == RecordType::FlowOut;
        if (isFlow) {
            wrong += record.value < next;
            skipped += record.value - next;
            next = record.value + 1;
        } else if (record.type == RecordType::Instant) {
            wrong += !text.starts_with("a text of more than one record, number ");
        } else {
            wrong += record.type != RecordType::Span && record.type != RecordType::ThreadStart;
        }
        wrong += record.duration > std::uint64_t{1} << 50;
    }
};

bool drainInto(SegmentReader& reader, Seen& seen)
{
    const std::uint64_t before = seen.taken;
    for (std::uint32_t lane = 0; lane < reader.laneCount(); ++lane)
        seen.taken += reader.drain(lane, seen);
    return seen.taken != before;
}

} // namespace

TEST_CASE(killedAtAnyMomentTheSegmentStaysWhole)
{
    std::mt19937_64 random(lanescope::check::seed());
    std::uint64_t rounds = 0;
    for (int round = 0; round < kRounds; ++round) {
        const SegmentFolder folder;
        const bool bounded = round % 2 == 0;
        const pid_t pid = forkChild([&]() -> int { writeUntilKilled(folder.path(), bounded); });
        Seen seen;
        std::unique_ptr<SegmentReader> reader;
        // Some die while they begin, most in full run.
        const bool early = round % 8 == 7;
        while (!early && !reader)
            if (!folder.segments().empty())
                reader = folder.open(pid);
        while (reader && !drainInto(*reader, seen))
            std::this_thread::yield();
        const std::int64_t deathNs = monotonicNs() + static_cast<std::int64_t>(random() % 2'000'000);
        while (monotonicNs() < deathNs)
            if (reader && random() % 16 == 0)
                drainInto(*reader, seen);
        ::kill(pid, SIGKILL);
        CHECK_EQ(exitOf(pid), 128 + SIGKILL);
        if (folder.segments().empty())
            continue; // killed before it had one
        if (!reader)
            reader = folder.open(pid);
        if (!reader)
            return;
        while (drainInto(*reader, seen)) {
        }
        CHECK_EQ(reader->fault(), "");
        CHECK(!reader->closedByWriter());
        CHECK_EQ(seen.wrong, 0);
        if (bounded)
            CHECK_EQ(seen.skipped, 0);
        else if (reader->laneCount() > 0)
            CHECK(seen.skipped <= reader->dropped(0));
        rounds += seen.taken > 0;
    }
    CHECK(rounds >= 50);
}
