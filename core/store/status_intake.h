// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/segment_directory.h"
#include "core/trace/clock.h"

namespace lanescope::store {

/// Takes in the status words of one segment: what goes on now, of which there is no record yet.
/// Threads: the collector's. Lifetime: the references outlive it.
class StatusIntake {
public:
    StatusIntake(trace::SegmentReader& reader, Registry& registry, SegmentDirectory& directory,
                 const trace::Calibration& calibration);

    /// Nobody owns or waits for anything until a status word says so. For all before read() of any: a lock between
    /// processes is one object of several segments. What a dead process held stays as it was.
    void forget();
    /// What is open. Before the records that tell the same at its end.
    void read(trace::Ticks now, std::int64_t untilNs, std::uint64_t reading);
    /// What is running inside spans; for a snapshot only.
    void showOpenSpans(trace::Ticks now);
    /// The process is dead: the spans it died in end with their thread, at the latest at `endNs`.
    void closeOpenSpans(trace::Ticks now, std::int64_t endNs);

private:
    void readLane(std::uint32_t lane, trace::Ticks now, std::int64_t untilNs, std::uint64_t reading);
    void readObject(std::uint32_t id, trace::Ticks now, std::int64_t untilNs, std::uint64_t reading);
    void noteOpenHold(ObjectIndex object, ThreadIndex thread, trace::Ticks since, bool shared, std::int64_t untilNs,
                      std::uint64_t reading);
    void showSpans(std::uint32_t lane, ThreadIndex thread, trace::Ticks now);

    trace::SegmentReader& m_reader;
    Registry& m_registry;
    Store& m_store;
    SegmentDirectory& m_directory;
    const trace::Calibration& m_calibration;
};

/// The start of something as a status word keeps it.
inline std::uint64_t statusUnits(trace::Ticks ticks)
{
    return ticks >> trace::layout::StatusWord::kSinceShift;
}

} // namespace lanescope::store
