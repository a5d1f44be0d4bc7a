// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/byte_codec.h"
#include "core/store/histogram.h"
#include "core/store/series.h"
#include "core/trace/result.h"

namespace lanescope::session {

/// Intervals, samples and histograms as packed bytes: columns of differences, then zstd. The decoding side
/// takes nothing on trust. Times outside ±kTimeLimitNs are refused, so that sums and differences of any two
/// of them cannot overflow. Threads: any.
inline constexpr std::int64_t kTimeLimitNs = std::int64_t{1} << 60;
inline constexpr std::size_t kEntriesPerChunk = 4096;

Bytes packIntervals(std::span<const store::Interval> intervals);
Bytes packSamples(std::span<const store::Sample> samples);
Bytes packHistogram(const store::Histogram& histogram);
/// A few durations in ns, in a fixed order.
Bytes packDurations(std::span<const std::int64_t> durations);

/// Exactly `count` entries in order of their start; errors are half sentences. A sample that is not a finite number
/// comes back as 0.
Result<std::vector<store::Interval>> unpackIntervals(ByteView packed, std::size_t count);
Result<std::vector<store::Sample>> unpackSamples(ByteView packed, std::size_t count);
Result<store::Histogram> unpackHistogram(ByteView packed);
/// As many as `durations` has room for, none below 0.
Status unpackDurations(ByteView packed, std::span<std::int64_t> durations);

} // namespace lanescope::session
