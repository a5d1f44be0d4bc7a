// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/series_codec.h"

#include "core/session/zstd_blob.h"

#include <cmath>

namespace lanescope::session {
namespace {

using store::Histogram;
using store::Interval;
using store::Sample;

constexpr std::size_t kLongestNumber = 10; // bytes of a 64-bit LEB128 number
constexpr std::size_t kIntervalColumns = 6;
constexpr std::size_t kSampleColumns = 2;

// 0 stands for nobody, so that the commonest value takes one byte.
std::uint64_t fromIndex(std::uint32_t index)
{
    return index == Interval::kNobody ? 0 : std::uint64_t{index} + 1;
}
std::uint32_t toIndex(std::uint64_t packed)
{
    return packed == 0 ? Interval::kNobody : static_cast<std::uint32_t>(packed - 1);
}

bool inTime(std::int64_t timeNs)
{
    return timeNs >= -kTimeLimitNs && timeNs <= kTimeLimitNs;
}

// The next time after `previous`; beyond the limit when the difference is absurd.
std::int64_t later(std::int64_t previous, std::int64_t difference)
{
    return inTime(difference) ? previous + difference : kTimeLimitNs + 1;
}

Error outOfOrder()
{
    return Error{"times are out of order or out of range"};
}
Error cutShort()
{
    return Error{"a block has another length than it says"};
}

} // namespace

Bytes packIntervals(std::span<const Interval> intervals)
{
    ByteWriter out;
    std::int64_t previous = 0;
    for (const Interval& i : intervals) {
        out.signedNumber(i.startNs - previous);
        previous = i.startNs;
    }
    for (const Interval& i : intervals)
        out.number(i.durationNs);
    for (const Interval& i : intervals)
        out.number(i.stateBits);
    for (const Interval& i : intervals)
        out.number(i.flags);
    for (const Interval& i : intervals)
        out.number(fromIndex(i.subject));
    for (const Interval& i : intervals)
        out.number(fromIndex(i.peer));
    return compress(out.bytes());
}

Bytes packSamples(std::span<const Sample> samples)
{
    ByteWriter out;
    std::int64_t previous = 0;
    for (const Sample& sample : samples) {
        out.signedNumber(sample.timeNs - previous);
        previous = sample.timeNs;
    }
    for (const Sample& sample : samples)
        out.real(sample.value);
    return compress(out.bytes());
}

Result<std::vector<Interval>> unpackIntervals(ByteView packed, std::size_t count)
{
    if (count > kEntriesPerChunk)
        return Error{"a block claims to hold more than it may"};
    const Result<Bytes> plain = decompress(packed, count * kIntervalColumns * kLongestNumber);
    if (!plain)
        return Error{plain.error()};
    ByteReader in(plain.value());
    std::vector<Interval> intervals(count);
    std::int64_t previous = 0;
    bool ordered = true;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t start = later(previous, in.signedNumber());
        ordered = ordered && inTime(start) && (i == 0 || start >= previous);
        if (!ordered)
            return outOfOrder();
        intervals[i].startNs = previous = start;
    }
    bool valid = true;
    const auto column = [&](std::uint64_t limit, auto&& put) {
        for (Interval& interval : intervals) {
            const std::uint64_t value = in.number();
            valid = valid && value <= limit;
            put(interval, value);
        }
    };
    column(Interval::kMaxDurationNs, [](Interval& i, std::uint64_t v) { i.durationNs = v & Interval::kMaxDurationNs; });
    column(store::kStateCount - 1, [](Interval& i, std::uint64_t v) { i.stateBits = v & 0xff; });
    column(0xff, [](Interval& i, std::uint64_t v) { i.flags = v & 0xff; });
    column(Interval::kNobody, [](Interval& i, std::uint64_t v) { i.subject = toIndex(v); });
    column(Interval::kNobody, [](Interval& i, std::uint64_t v) { i.peer = toIndex(v); });
    if (!in.ok() || !in.atEnd())
        return cutShort();
    if (!valid)
        return Error{"an interval holds a state, length or index that does not exist"};
    return intervals;
}

Result<std::vector<Sample>> unpackSamples(ByteView packed, std::size_t count)
{
    if (count > kEntriesPerChunk)
        return Error{"a block claims to hold more than it may"};
    const Result<Bytes> plain = decompress(packed, count * kSampleColumns * kLongestNumber);
    if (!plain)
        return Error{plain.error()};
    ByteReader in(plain.value());
    std::vector<Sample> samples(count);
    std::int64_t previous = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t time = later(previous, in.signedNumber());
        if (!inTime(time) || (i > 0 && time < previous))
            return outOfOrder();
        samples[i].timeNs = previous = time;
    }
    for (Sample& sample : samples) {
        const double value = in.real();
        sample.value = std::isfinite(value) ? value : 0;
    }
    if (!in.ok() || !in.atEnd())
        return cutShort();
    return samples;
}

Bytes packHistogram(const Histogram& histogram)
{
    ByteWriter out;
    out.signedNumber(histogram.totalNs());
    out.signedNumber(histogram.maxNs());
    std::size_t next = 0; // counts are sparse: (buckets skipped, count) pairs
    for (std::size_t i = 0; i < Histogram::kBuckets; ++i) {
        if (histogram.countIn(i) == 0)
            continue;
        out.number(i - next);
        out.number(histogram.countIn(i));
        next = i + 1;
    }
    return compress(out.bytes());
}

Result<Histogram> unpackHistogram(ByteView packed)
{
    const Result<Bytes> plain = decompress(packed, 2 * (Histogram::kBuckets + 1) * kLongestNumber);
    if (!plain)
        return Error{plain.error()};
    ByteReader in(plain.value());
    const std::int64_t total = in.signedNumber();
    const std::int64_t max = in.signedNumber();
    Histogram::Counts counts{};
    std::size_t next = 0;
    while (in.ok() && !in.atEnd()) {
        const std::uint64_t skip = in.number();
        const std::uint64_t count = in.number();
        if (skip >= Histogram::kBuckets - next || count == 0 || count > std::numeric_limits<std::uint32_t>::max())
            return Error{"a histogram holds a count or bucket that cannot be"};
        next += static_cast<std::size_t>(skip);
        counts[next++] = static_cast<std::uint32_t>(count);
    }
    if (!in.ok() || total < 0 || max < 0 || max > total)
        return Error{"a histogram contradicts itself"};
    return Histogram::restored(counts, total, max);
}

Bytes packDurations(std::span<const std::int64_t> durations)
{
    ByteWriter out;
    for (const std::int64_t duration : durations)
        out.signedNumber(duration);
    return out.bytes();
}

Status unpackDurations(ByteView packed, std::span<std::int64_t> durations)
{
    ByteReader in(packed);
    for (std::int64_t& duration : durations) {
        duration = in.signedNumber();
        if (duration < 0 || duration > kTimeLimitNs)
            return Error{"a duration is one that cannot be"};
    }
    if (!in.ok() || !in.atEnd())
        return Error{"a list of durations has the wrong length"};
    return Done{};
}

} // namespace lanescope::session
