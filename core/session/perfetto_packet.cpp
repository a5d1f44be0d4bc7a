// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/perfetto_packet.h"

#include <protozero/pbf_writer.hpp>

#include <cmath>

namespace lanescope::session::perfetto {
namespace {

using protozero::pbf_writer;

// Trace
constexpr protozero::pbf_tag_type kPacket = 1;
// TracePacket
constexpr protozero::pbf_tag_type kTimestamp = 8;
constexpr protozero::pbf_tag_type kSequenceId = 10;
constexpr protozero::pbf_tag_type kTrackEvent = 11;
constexpr protozero::pbf_tag_type kSequenceFlags = 13;
constexpr protozero::pbf_tag_type kTrackDescriptor = 60;
// TrackDescriptor
constexpr protozero::pbf_tag_type kUuid = 1;
constexpr protozero::pbf_tag_type kName = 2;
constexpr protozero::pbf_tag_type kProcess = 3;
constexpr protozero::pbf_tag_type kThread = 4;
constexpr protozero::pbf_tag_type kParentUuid = 5;
constexpr protozero::pbf_tag_type kCounter = 8;
constexpr protozero::pbf_tag_type kState = 18;
// ProcessDescriptor, ThreadDescriptor, CounterDescriptor
constexpr protozero::pbf_tag_type kPid = 1;
constexpr protozero::pbf_tag_type kTid = 2;
constexpr protozero::pbf_tag_type kThreadName = 5;
constexpr protozero::pbf_tag_type kProcessName = 6;
constexpr protozero::pbf_tag_type kUnit = 3;
// TrackEvent
constexpr protozero::pbf_tag_type kType = 9;
constexpr protozero::pbf_tag_type kTrackUuid = 11;
constexpr protozero::pbf_tag_type kEventName = 23;
constexpr protozero::pbf_tag_type kCounterValue = 30;
constexpr protozero::pbf_tag_type kDoubleCounterValue = 44;
constexpr protozero::pbf_tag_type kFlowIds = 47;
constexpr protozero::pbf_tag_type kDebugAnnotations = 4;
// DebugAnnotation
constexpr protozero::pbf_tag_type kAnnotationNumber = 5;
constexpr protozero::pbf_tag_type kAnnotationText = 6;
constexpr protozero::pbf_tag_type kAnnotationName = 10;

constexpr std::uint32_t kOnlySequence = 1;
constexpr std::uint32_t kStateCleared = 1;

enum class Type : std::int32_t { SliceBegin = 1, SliceEnd = 2, Instant = 3, Counter = 4, State = 5 };

/// Wraps what `fill` writes into a packet of the trace.
template <class Fill>
std::string packet(std::uint64_t timeNs, protozero::pbf_tag_type payload, Position position, Fill&& fill)
{
    std::string inner;
    pbf_writer body(inner);
    body.add_uint64(kTimestamp, timeNs);
    body.add_uint32(kSequenceId, kOnlySequence); // without it readers drop track events
    if (position == Position::First)
        body.add_uint32(kSequenceFlags, kStateCleared);
    {
        pbf_writer message(body, payload);
        fill(message);
    }
    std::string whole;
    pbf_writer(whole).add_message(kPacket, inner);
    return whole;
}

template <class Fill>
std::string descriptor(std::uint64_t timeNs, TrackId track, Position position, Fill&& fill)
{
    return packet(timeNs, kTrackDescriptor, position, [&](pbf_writer& message) {
        message.add_uint64(kUuid, static_cast<std::uint64_t>(track));
        fill(message);
    });
}

void addParentAndName(pbf_writer& message, TrackId parent, std::string_view name)
{
    if (parent != TrackId{})
        message.add_uint64(kParentUuid, static_cast<std::uint64_t>(parent));
    message.add_string(kName, name.data(), name.size());
}

template <class Fill>
std::string event(std::uint64_t timeNs, Type type, TrackId track, Fill&& fill)
{
    return packet(timeNs, kTrackEvent, Position::Later, [&](pbf_writer& message) {
        message.add_enum(kType, static_cast<std::int32_t>(type));
        message.add_uint64(kTrackUuid, static_cast<std::uint64_t>(track));
        fill(message);
    });
}

void addNameAndFlows(pbf_writer& message, std::string_view name, std::span<const std::uint64_t> flows)
{
    message.add_string(kEventName, name.data(), name.size());
    for (const std::uint64_t flow : flows)
        message.add_fixed64(kFlowIds, flow);
}

std::string named(std::uint64_t timeNs, Type type, TrackId track, std::string_view name,
                  std::span<const std::uint64_t> flows)
{
    return event(timeNs, type, track, [&](pbf_writer& message) { addNameAndFlows(message, name, flows); });
}

} // namespace

std::string processTrack(std::uint64_t timeNs, TrackId track, std::int32_t pid, std::string_view name,
                         Position position)
{
    return descriptor(timeNs, track, position, [&](pbf_writer& message) {
        pbf_writer process(message, kProcess);
        process.add_int32(kPid, pid);
        process.add_string(kProcessName, name.data(), name.size());
    });
}

std::string threadTrack(std::uint64_t timeNs, TrackId track, std::int32_t pid, std::int32_t tid, std::string_view name)
{
    return descriptor(timeNs, track, Position::Later, [&](pbf_writer& message) {
        pbf_writer thread(message, kThread);
        thread.add_int32(kPid, pid);
        thread.add_int32(kTid, tid);
        thread.add_string(kThreadName, name.data(), name.size());
    });
}

std::string counterTrack(std::uint64_t timeNs, TrackId track, TrackId parent, std::string_view name, Unit unit)
{
    return descriptor(timeNs, track, Position::Later, [&](pbf_writer& message) {
        addParentAndName(message, parent, name);
        pbf_writer counter(message, kCounter);
        counter.add_enum(kUnit, static_cast<std::int32_t>(unit));
    });
}

std::string stateTrack(std::uint64_t timeNs, TrackId track, TrackId parent, std::string_view name)
{
    return descriptor(timeNs, track, Position::Later, [&](pbf_writer& message) {
        addParentAndName(message, parent, name);
        message.add_message(kState, std::string());
    });
}

std::string plainTrack(std::uint64_t timeNs, TrackId track, TrackId parent, std::string_view name)
{
    return descriptor(timeNs, track, Position::Later,
                      [&](pbf_writer& message) { addParentAndName(message, parent, name); });
}

std::string sliceBegin(std::uint64_t timeNs, TrackId track, std::string_view name, std::span<const std::uint64_t> flows,
                       std::span<const RequestFact> facts)
{
    return event(timeNs, Type::SliceBegin, track, [&](pbf_writer& message) {
        addNameAndFlows(message, name, flows);
        for (const RequestFact& fact : facts) {
            pbf_writer annotation(message, kDebugAnnotations);
            if (fact.text)
                annotation.add_string(kAnnotationText, *fact.text);
            else
                annotation.add_double(kAnnotationNumber, fact.number);
            annotation.add_string(kAnnotationName, fact.name);
        }
    });
}

std::string sliceEnd(std::uint64_t timeNs, TrackId track)
{
    return event(timeNs, Type::SliceEnd, track, [](pbf_writer&) {});
}

std::string instant(std::uint64_t timeNs, TrackId track, std::string_view name, std::span<const std::uint64_t> flows)
{
    return named(timeNs, Type::Instant, track, name, flows);
}

std::string counterValue(std::uint64_t timeNs, TrackId track, double value)
{
    return event(timeNs, Type::Counter, track, [value](pbf_writer& message) {
        if (value == std::floor(value) && std::abs(value) < 9e15)
            message.add_int64(kCounterValue, static_cast<std::int64_t>(value));
        else
            message.add_double(kDoubleCounterValue, value);
    });
}

std::string state(std::uint64_t timeNs, TrackId track, std::string_view name)
{
    return named(timeNs, Type::State, track, name, {});
}

} // namespace lanescope::session::perfetto
