// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/rate_cap.h"
#include "core/crawl/model/gate_clock.h"
#include "core/crawl/model/settings.h"

namespace lanescope::crawl {

/// The rates over all slots.
enum class RateLimit : std::uint8_t { Requests, Bytes };

/// The gates that hold everybody: a person's pause, the parse backlog, the rates, the global cap.
/// Times are nanoseconds. Threads: none of its own; the owner locks.
class GlobalGates {
public:
    void configure(const Settings& settings, std::int64_t nowNs);
    void setBacklogged(bool backlogged) { m_backlogged = backlogged; }
    void setCapReached(bool reached) { m_capReached = reached; }

    /// A request starts; a body of so many bytes came.
    void started(std::int64_t nowNs);
    void received(qint64 bytes, std::int64_t nowNs) { m_bytes.spend(static_cast<double>(bytes), nowNs); }

    /// What holds everybody now.
    RequestGate gate(std::int64_t nowNs) const;
    /// When what has been received is over, at the rate of bytes; in the past if it is.
    std::int64_t bytesDueNs() const { return m_bytes.dueNs(); }
    /// When the rates let the next go; in the past if they do.
    std::int64_t dueNs() const;

    /// Which of the rates binds: the one that is due later. What a page costs in bytes is known when it has come, so
    /// until then the one that held the last start counts.
    RateLimit bindingRate() const;

    /// Brings the account of times up to date; call after every change.
    void settle(std::int64_t nowNs);
    GateTimes times(std::int64_t nowNs) const { return m_clock.read(nowNs, {}); }

private:
    RateCap m_requests;
    RateCap m_bytes;
    RateLimit m_heldLast = RateLimit::Requests;
    GateClock m_clock;
    std::optional<RequestGate> m_settled; // nothing: the account has not begun
    bool m_paused = false;
    bool m_backlogged = false;
    bool m_capReached = false;
};

} // namespace lanescope::crawl
