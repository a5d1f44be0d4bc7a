// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/segment_intake.h"

namespace lanescope::store {

/// Takes in all segments of a session folder, also those that appear there later, in readings: what every status word and
/// every ring said at one moment. Threads that write faster than they are read fill their rings, so a reading is done in
/// portions of bounded size, in the order of time: everything up to untilNs() is known after each, and what is waiting to be
/// merged stays small.
///
/// Threads: the collector's. Errors: a segment that cannot be read or lies becomes a mark and a process with a fault; the
/// others go on. Lifetime: the registry outlives it.
class FolderIntake {
public:
    static Result<std::unique_ptr<FolderIntake>> open(const std::string& folder, Registry& registry);
    ~FolderIntake();
    FolderIntake(const FolderIntake&) = delete;
    FolderIntake& operator=(const FolderIntake&) = delete;

    /// A reading that takes in all up to `untilNs`; of rings with more than so many records in portions.
    void begin(std::int64_t untilNs, std::size_t portionRecords);
    /// Something of the reading is left.
    bool goesOn() const { return m_goesOn; }
    /// Returns how many records it took.
    std::size_t takePortion();
    /// After the last portion: who lost records, who lied, and who has died.
    void end(std::int64_t nowNs);

    /// Rows can be written up to here: nothing that began before is missing. Earlier than before when a segment appears late
    /// that has much to tell of the time before it: its own rows are behind those of others then.
    std::int64_t untilNs() const { return m_untilNs; }
    /// The number of the reading whose records have all been taken in, for Registry::advance().
    std::optional<std::uint64_t> completed() const { return m_goesOn ? std::nullopt : std::optional(m_number); }

    /// For a snapshot: what goes on inside spans.
    void showOpenSpans();
    /// By processes that are still there.
    std::uint64_t dropped() const;
    /// The requests that came since the last call, with all before; null when there are none.
    std::shared_ptr<const RequestFigures> takeRequests() { return m_requests.takeChanged(); }

private:
    struct Source {
        std::unique_ptr<SegmentIntake> intake;
        int pidfd = -1;
        bool gone = false;
        bool faultTold = false;
    };

    FolderIntake(std::string folder, Registry& registry, int watch);
    void openNewSegments();
    void openSegment(const std::string& name);
    void readStatus();
    std::size_t takeAll();
    std::size_t takePieces();
    SegmentIntake* furthestBehind() const;
    void tellFault(Source& source, std::int64_t nowNs);
    void endProcesses(std::int64_t nowNs);

    const std::string m_folder;
    const int m_watch; // inotify
    Registry& m_registry;
    Store& m_store;
    trace::Calibration m_calibration;
    RequestLog m_requests;
    FlowMatcher m_flows;
    std::vector<Source> m_sources;
    std::size_t m_portionRecords = 0;
    std::uint64_t m_number = 0;
    std::int64_t m_readingNs = 0; // the end of what the reading takes in
    std::int64_t m_untilNs = 0;
    std::int64_t m_refinedNs = trace::monotonicNs(); // the clock
    bool m_goesOn = false;
    bool m_isCut = false; // into pieces
};

} // namespace lanescope::store
