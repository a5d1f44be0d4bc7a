// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/switch_record.h"

#include "tests/core/check.h"
#include "tests/core/kernel/record_bytes.h"

#include <memory>

using namespace lanescope::kernel;
using namespace lanescope::kernel::testing;
using Kind = SwitchEvent::Kind;

namespace {

struct Parsed {
    ParsedBytes bytes;
    std::vector<SwitchEvent> events;
};

// From a block of exactly that size, so that a sanitizer sees a read past its end.
Parsed parse(const Bytes& bytes)
{
    const auto exact = std::make_unique<std::byte[]>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), exact.get());
    Parsed parsed;
    parsed.bytes = parseSwitchRecords({exact.get(), bytes.size()}, parsed.events);
    return parsed;
}

void setSize(Bytes& bytes, std::uint16_t size)
{
    std::memcpy(bytes.data() + offsetof(perf_event_header, size), &size, sizeof(size));
}

void checkSound(const Parsed& parsed, const Bytes& bytes)
{
    CHECK(parsed.bytes.consumed <= bytes.size());
    CHECK_EQ(parsed.bytes.consumed % 8, 0);
    CHECK(parsed.events.size() + parsed.bytes.malformed <= bytes.size() / 8);
    for (const SwitchEvent& event : parsed.events) {
        CHECK(event.kind <= Kind::Lost);
        CHECK(event.timeNs >= 0);
        CHECK_EQ(event.comm.back(), '\0');
    }
}

} // namespace

TEST_CASE(switchesCarryDirectionThreadAndCpu)
{
    Bytes bytes = switchIn({10, 11, 500, 3});
    bytes += switchOut({10, 11, 600, 3});
    bytes += switchOut({10, 12, 700, 4}, true);
    const Parsed parsed = parse(bytes);
    CHECK_EQ(parsed.bytes.consumed, bytes.size());
    CHECK_EQ(parsed.bytes.malformed, 0);
    if (!CHECK_EQ(parsed.events.size(), 3))
        return;
    CHECK_EQ(parsed.events[0].kind, Kind::SwitchIn);
    CHECK_EQ(parsed.events[1].kind, Kind::SwitchOut);
    CHECK_EQ(parsed.events[2].kind, Kind::SwitchOutPreempted);
    CHECK_EQ(parsed.events[1].timeNs, 600);
    CHECK_EQ(parsed.events[2].pid, 10);
    CHECK_EQ(parsed.events[2].tid, 12);
    CHECK_EQ(parsed.events[2].cpu, 4);
}

TEST_CASE(forkAndExitNameBothSides)
{
    Bytes bytes = task(PERF_RECORD_FORK, 20, 10, 20, 11, {10, 11, 500, 1});
    bytes += task(PERF_RECORD_FORK, 10, 10, 12, 11, {10, 11, 501, 1});
    bytes += task(PERF_RECORD_EXIT, 20, 10, 20, 11, {20, 20, 502, 1});
    const Parsed parsed = parse(bytes);
    if (!CHECK_EQ(parsed.events.size(), 3))
        return;
    CHECK_EQ(parsed.events[0].kind, Kind::Fork);
    CHECK(parsed.events[0].startsProcess());
    CHECK_EQ(parsed.events[0].tid, 20);
    CHECK_EQ(parsed.events[0].otherTid, 11);
    CHECK(!parsed.events[1].startsProcess());
    CHECK_EQ(parsed.events[2].kind, Kind::Exit);
    CHECK_EQ(parsed.events[2].otherPid, 10);
}

TEST_CASE(namesAreCutAndAlwaysEnd)
{
    Bytes bytes = comm("fetcher 1", {10, 11, 500, 1});
    bytes += comm("", {10, 11, 500, 1});
    bytes += comm("exactly15chars!", {10, 11, 500, 1}, PERF_RECORD_MISC_COMM_EXEC);
    bytes += comm("a name that no kernel would let pass, much too long", {10, 11, 500, 1});
    const Parsed parsed = parse(bytes);
    if (!CHECK_EQ(parsed.events.size(), 4))
        return;
    CHECK_EQ(parsed.events[0].name(), "fetcher 1");
    CHECK_EQ(parsed.events[1].name(), "");
    CHECK_EQ(parsed.events[2].name(), "exactly15chars!");
    CHECK(parsed.events[2].exec && !parsed.events[0].exec);
    CHECK_EQ(parsed.events[3].name(), "a name that no ");
}

TEST_CASE(nameWithoutItsZeroStaysInsideTheRecord)
{
    Bytes body;
    append(body, std::int32_t{10});
    append(body, std::int32_t{11});
    body.insert(body.end(), 8, std::byte{'x'});
    const Parsed parsed = parse(record(PERF_RECORD_COMM, 0, body, {10, 11, 500, 1}));
    if (CHECK_EQ(parsed.events.size(), 1))
        CHECK_EQ(parsed.events[0].name(), "xxxxxxxx");
}

TEST_CASE(lostRecordsAreCounted)
{
    const Parsed parsed = parse(lost(12345, {0, 0, 500, 1}));
    if (CHECK_EQ(parsed.events.size(), 1)) {
        CHECK_EQ(parsed.events[0].kind, Kind::Lost);
        CHECK_EQ(parsed.events[0].lost, 12345);
    }
}

TEST_CASE(unknownKindsAndThreadsPastTheirEndArePassedOver)
{
    Bytes bytes = record(999, 0, Bytes(40), {10, 11, 500, 1});
    bytes += switchOut({-1, -1, 600, 1});
    bytes += switchOut({0, 0, 600, 1});
    bytes += switchIn({10, 11, 700, 1});
    const Parsed parsed = parse(bytes);
    CHECK_EQ(parsed.bytes.malformed, 0);
    CHECK_EQ(parsed.bytes.consumed, bytes.size());
    CHECK_EQ(parsed.events.size(), 1);
}

TEST_CASE(recordTooShortForItsKindIsSkippedAlone)
{
    for (const std::uint32_t type :
         {PERF_RECORD_SWITCH, PERF_RECORD_FORK, PERF_RECORD_EXIT, PERF_RECORD_COMM, PERF_RECORD_LOST}) {
        Bytes bytes;
        append(bytes, perf_event_header{type, 0, 16});
        append(bytes, std::uint64_t{0});
        bytes += switchIn({10, 11, 700, 1});
        const Parsed parsed = parse(bytes);
        CHECK_EQ(parsed.bytes.malformed, 1);
        CHECK_EQ(parsed.bytes.consumed, bytes.size());
        CHECK_EQ(parsed.events.size(), 1);
    }
}

TEST_CASE(sizesThatCannotBeTrueStopTheReading)
{
    for (const int size : {0, 1, 7, 12, 31, 33, 40, 4096, 65528, 65535}) {
        Bytes bytes = switchIn({10, 11, 500, 1});
        const std::size_t good = bytes.size();
        Bytes bad = switchIn({10, 11, 600, 1});
        setSize(bad, static_cast<std::uint16_t>(size));
        bytes += bad;
        const Parsed parsed = parse(bytes);
        CHECK_EQ(parsed.bytes.consumed, good);
        CHECK_EQ(parsed.events.size(), 1);
    }
}

TEST_CASE(timeAndCpuOutOfRangeAreMalformed)
{
    CHECK_EQ(parse(switchIn({10, 11, ~0ull, 1})).bytes.malformed, 1);
    CHECK_EQ(parse(switchIn({10, 11, 500, 65536})).bytes.malformed, 1);
    CHECK_EQ(parse(switchIn({10, 11, 500, 65535})).events.size(), 1);
}

TEST_CASE(everyCutOfAStreamIsSafe)
{
    Bytes bytes = switchIn({10, 11, 500, 3});
    bytes += comm("fetcher", {10, 11, 510, 3});
    bytes += task(PERF_RECORD_FORK, 10, 10, 12, 11, {10, 11, 520, 3});
    bytes += lost(5, {10, 11, 530, 3});
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
        const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
        checkSound(parse(cut), cut);
    }
}

TEST_CASE(anyBytesAreSafe)
{
    std::mt19937_64 random(lanescope::check::seed());
    for (int round = 0; round < 20000; ++round) {
        Bytes bytes;
        for (std::uint64_t i = random() % 6; i > 0; --i)
            bytes += random() % 2 ? comm("name", {10, 11, random() % 1000, 1}) : switchIn({10, 11, random(), 1});
        if (round % 3 == 0)
            bytes.resize(random() % 200);
        for (std::uint64_t i = random() % 8; i > 0 && !bytes.empty(); --i)
            bytes[random() % bytes.size()] = static_cast<std::byte>(random());
        checkSound(parse(bytes), bytes);
    }
}
