// SPDX-License-Identifier: GPL-3.0-or-later
// Frames in a stream of bytes: whole ones are told from those that another writer's bytes got into.
#include "core/scenario/processes/frame_stream.h"
#include "tests/core/check.h"

#include <algorithm>

using namespace lanescope::scenario;
using Bytes = std::vector<std::byte>;

namespace {

std::mt19937_64 seeded()
{
    return std::mt19937_64(lanescope::check::seed());
}

std::uint32_t below(std::mt19937_64& choose, std::uint32_t most)
{
    return static_cast<std::uint32_t>(choose() % most);
}

void append(Bytes& stream, std::span<const std::byte> bytes)
{
    stream.insert(stream.end(), bytes.begin(), bytes.end());
}

/// Feeds a stream in pieces of random size.
std::vector<std::uint64_t> feed(FrameStream& frames, const Bytes& stream, std::mt19937_64& choose, std::size_t most)
{
    std::vector<std::uint64_t> flows;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t size = std::min<std::size_t>(1 + choose() % most, stream.size() - at);
        frames.take(std::span(stream).subspan(at, size), [&](const FrameHead& head) { flows.push_back(head.flow); });
        at += size;
    }
    return flows;
}

} // namespace

TEST_CASE(wholeFramesArriveInOrderHoweverTheyAreCut)
{
    std::mt19937_64 choose = seeded();
    for (const std::size_t piece : {1U, 7U, 100U, 100'000U}) {
        Bytes stream;
        FrameStream frames;
        for (std::uint64_t i = 0; i < 50; ++i)
            append(stream, makeFrame(static_cast<std::uint32_t>(i % 2), i, 24 + below(choose, 300)));
        const std::vector<std::uint64_t> flows = feed(frames, stream, choose, piece);
        CHECK_EQ(frames.intact(), 50);
        CHECK_EQ(frames.corrupt(), 0);
        CHECK(std::ranges::is_sorted(flows));
    }
}

TEST_CASE(smallestFrameIsItsHeadAlone)
{
    FrameStream frames;
    frames.take(makeFrame(3, 9, sizeof(FrameHead)), [](const FrameHead& head) {
        CHECK_EQ(head.writer, 3);
        CHECK_EQ(head.flow, 9);
    });
    CHECK_EQ(frames.intact(), 1);
}

TEST_CASE(frameInsideAFrameIsTwoCorruptOnesOrOneAndAWholeOne)
{
    const Bytes outer = makeFrame(0, 1, 1000);
    const Bytes inner = makeFrame(1, 2, 200);
    Bytes stream(outer.begin(), outer.begin() + 500);
    append(stream, inner);
    append(stream, std::span(outer).subspan(500));
    append(stream, makeFrame(0, 3, 100));
    FrameStream frames;
    std::vector<std::uint64_t> flows;
    frames.take(stream, [&](const FrameHead& head) { flows.push_back(head.flow); });
    CHECK(flows == std::vector<std::uint64_t>({2, 3}));
    CHECK_EQ(frames.intact(), 2);
    CHECK(frames.corrupt() >= 1);
}

// What two writers do to a pipe: pages of both in any order. A frame counts as whole only if its bytes lay together.
TEST_CASE(mixedPiecesAreNeverTakenForWhole)
{
    std::mt19937_64 choose = seeded();
    for (int round = 0; round < 300; ++round) {
        std::array<Bytes, 2> writers;
        for (std::uint32_t writer = 0; writer < 2; ++writer)
            for (std::uint64_t i = 0; i < 4; ++i)
                append(writers[writer], makeFrame(writer, writer * 100 + i, 300));
        Bytes stream;
        std::array<std::size_t, 2> at{};
        while (at[0] < writers[0].size() || at[1] < writers[1].size()) {
            const std::size_t who = at[0] >= writers[0].size() ? 1 : at[1] >= writers[1].size() ? 0 : choose() % 2;
            const std::size_t size = std::min<std::size_t>(100, writers[who].size() - at[who]);
            append(stream, std::span(writers[who]).subspan(at[who], size));
            at[who] += size;
        }
        // Brute force: a frame is whole where its bytes stand in the stream as they were made.
        std::uint64_t whole = 0;
        for (std::uint32_t writer = 0; writer < 2; ++writer)
            for (std::uint64_t i = 0; i < 4; ++i) {
                const Bytes frame = makeFrame(writer, writer * 100 + i, 300);
                whole += std::ranges::search(stream, frame).empty() ? 0 : 1;
            }
        FrameStream frames;
        feed(frames, stream, choose, 200);
        CHECK_EQ(frames.intact(), whole);
        CHECK(frames.corrupt() > 0 || whole == 8);
        CHECK(whole < 8 || frames.corrupt() == 0);
    }
}

TEST_CASE(damageOfAnyKindIsSurvived)
{
    std::mt19937_64 choose = seeded();
    for (int round = 0; round < 300; ++round) {
        Bytes stream;
        for (std::uint64_t i = 0; i < 10; ++i)
            append(stream, makeFrame(0, i, 24 + below(choose, 200)));
        for (int i = 0; i < 20; ++i)
            stream[choose() % stream.size()] = static_cast<std::byte>(choose());
        append(stream, makeFrame(1, 77, 100));
        Bytes after(FrameHead::kMostBytes, std::byte{0}); // lets every length that was damaged come to its end
        append(stream, after);
        FrameStream frames;
        const std::vector<std::uint64_t> flows = feed(frames, stream, choose, 4096);
        CHECK(frames.intact() <= 11);
        CHECK_EQ(std::ranges::count(flows, 77U), 1); // the one behind all the damage
    }
}
