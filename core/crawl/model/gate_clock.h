// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/record.h"

#include <array>
#include <cstdint>
#include <optional>

namespace lanescope::crawl {

using trace::RequestGate;

inline constexpr std::size_t kGates = static_cast<std::size_t>(trace::kLastRequestGate) + 1;

/// "global cap", "delay" …: the words of counters, tables and the status line.
const char* gateWord(RequestGate gate);

/// Time spent at each gate, in nanoseconds. Plain data.
struct GateTimes {
    std::array<std::int64_t, kGates> ns{};

    std::int64_t& operator[](RequestGate gate) { return ns[static_cast<std::size_t>(gate)]; }
    std::int64_t operator[](RequestGate gate) const { return ns[static_cast<std::size_t>(gate)]; }
    GateTimes& operator+=(const GateTimes& other);
    GateTimes& operator-=(const GateTimes& other);
    std::int64_t totalNs() const;
    /// Where most of the time went.
    RequestGate longest() const;

    bool operator==(const GateTimes&) const = default;
};

/// Adds up what one level of gates (an origin, a slot, all of them) has held its requests for. A level that
/// holds nothing lets the level above decide, so its time goes to whatever held there: one change of the
/// global cap is then one update and not one for each slot.
///
/// `above` is always the reading of the level above at the same time; the topmost level passes {}.
/// Times are nanoseconds, never going back. Threads: none of its own; the owner locks.
class GateClock {
public:
    /// What holds from now on; nothing: the level above decides.
    void set(std::optional<RequestGate> gate, std::int64_t nowNs, const GateTimes& above);
    /// Another level is above from now on: what it read before is not this one's.
    void moveUnder(std::int64_t nowNs, const GateTimes& above, const GateTimes& newAbove);
    GateTimes read(std::int64_t nowNs, const GateTimes& above) const;

private:
    GateTimes m_total; // until m_sinceNs
    GateTimes m_above; // the reading above at m_sinceNs
    std::int64_t m_sinceNs = 0;
    std::optional<RequestGate> m_gate;
};

} // namespace lanescope::crawl
