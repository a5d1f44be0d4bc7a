// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/histogram.h"
#include "core/store/row.h"
#include "core/trace/record.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::store {

/// A request that ended, or is on the wire. Times and durations in ns.
struct Request {
    static constexpr std::size_t kPhases = static_cast<std::size_t>(trace::kLastRequestPhase) + 1;
    static constexpr std::size_t kGates = static_cast<std::size_t>(trace::kLastRequestGate) + 1;

    std::uint32_t id = 0; ///< of no other request of the process
    ProcessIndex process{};
    std::int64_t startNs = 0; ///< on the wire; of one that never was: its end
    std::int64_t endNs = 0;
    trace::RequestOutcome outcome = trace::RequestOutcome::Ok;
    std::uint16_t httpStatus = 0;
    std::uint64_t bytes = 0;
    std::array<std::int64_t, kPhases> phaseNs{}; ///< by trace::RequestPhase; those after the end may come later
    std::array<std::int64_t, kGates> heldNs{};   ///< by trace::RequestGate: how long it was held there
    std::string url;
    std::string note; ///< what went wrong; empty when nothing did
    /// On the wire still, and in this phase: endNs, the bytes and the durations are those so far, there is no outcome.
    std::optional<trace::RequestPhase> now;

    std::int64_t phase(trace::RequestPhase which) const { return phaseNs[static_cast<std::size_t>(which)]; }
    /// Where it was held longest; nothing if it was held nowhere.
    std::optional<trace::RequestGate> heldMostBy() const
    {
        const auto most = std::max_element(heldNs.begin(), heldNs.end());
        return *most > 0 ? std::optional(static_cast<trace::RequestGate>(most - heldNs.begin())) : std::nullopt;
    }
};

struct RequestFigures {
    std::vector<std::uint64_t> byOutcome; ///< indexed by trace::RequestOutcome
    std::uint64_t bytes = 0;
    Histogram latency;
    std::vector<Request> recent;    ///< the newest kRecentRequests, oldest first
    std::vector<Request> onTheWire; ///< as last told, a few times a second; at most kMostOnTheWire, oldest first

    /// The newest with that id, ended or not; nullptr when it is not among them.
    const Request* find(std::uint32_t id) const;
};
inline constexpr std::size_t kRecentRequests = 2000;
inline constexpr std::size_t kMostOnTheWire = 4096;

} // namespace lanescope::store
