// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/request_facts.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lanescope::session {

/// A track of a Perfetto trace; never 0.
enum class TrackId : std::uint64_t {};

/// Single packets of a Perfetto trace, ready to be put one after the other into a file. All belong to one
/// packet sequence, so they must be written in order of time, and a track's descriptor before its events.
/// Field numbers: protos/perfetto/trace/{trace_packet,track_event/track_event,track_event/track_descriptor}.proto
namespace perfetto {

/// The first packet of the file; the others do not say that a sequence begins.
enum class Position { First, Later };
enum class Unit : std::int32_t { Nanoseconds = 1, Count = 2, Bytes = 3 };

std::string processTrack(std::uint64_t timeNs, TrackId track, std::int32_t pid, std::string_view name,
                         Position position = Position::Later);
std::string threadTrack(std::uint64_t timeNs, TrackId track, std::int32_t pid, std::int32_t tid, std::string_view name);
std::string counterTrack(std::uint64_t timeNs, TrackId track, TrackId parent, std::string_view name, Unit unit);
std::string stateTrack(std::uint64_t timeNs, TrackId track, TrackId parent, std::string_view name);
/// Parent 0: not below any process.
std::string plainTrack(std::uint64_t timeNs, TrackId track, TrackId parent, std::string_view name);

/// `facts` stand beside the slice in a viewer.
std::string sliceBegin(std::uint64_t timeNs, TrackId track, std::string_view name,
                       std::span<const std::uint64_t> flows = {}, std::span<const RequestFact> facts = {});
std::string sliceEnd(std::uint64_t timeNs, TrackId track);
std::string instant(std::uint64_t timeNs, TrackId track, std::string_view name,
                    std::span<const std::uint64_t> flows = {});
std::string counterValue(std::uint64_t timeNs, TrackId track, double value);
/// An empty name: no state.
std::string state(std::uint64_t timeNs, TrackId track, std::string_view name);

} // namespace perfetto
} // namespace lanescope::session
