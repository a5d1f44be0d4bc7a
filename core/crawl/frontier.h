// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/limiter.h"
#include "core/crawl/settings.h"
#include "core/crawl/url_queue.h"

#include <QHash>

#include <array>
#include <deque>
#include <optional>
#include <queue>
#include <vector>

namespace lanescope::crawl {

/// Why requests wait: each waiting request counts in exactly one of these.
struct WaitCounts {
    std::size_t none = 0;      ///< nothing holds it but the dispatcher's next round
    std::size_t globalCap = 0; ///< its slot would let it go
    std::size_t slotCap = 0;
    std::size_t delay = 0;

    std::size_t total() const { return none + globalCap + slotCap + delay; }
    bool operator==(const WaitCounts&) const = default;
};

/// The requests that wait, per slot, and the gates in front of the wire. Pure: no clock, no I/O.
///
/// Fair by slot: slots that may send take turns, whatever their lengths; within a slot the order is the
/// setting's. What holds a request is told from the inside out: its slot's cap, then its slot's delay, then
/// the global cap, so that the reason shown is the one whose change would help that slot.
///
/// Times are nanoseconds of CLOCK_MONOTONIC, given by the caller, never going back. Threads: none of its
/// own; the owner locks. Complexity: push, next and finished are O(log slots); configure is O(slots).
class Frontier {
public:
    Frontier();

    void configure(const Settings& settings, std::int64_t nowNs);
    void push(const Url& url, const RequestTag& tag, std::int64_t nowNs);
    /// The next request that all gates allow; it takes its tokens.
    std::optional<Request> next(std::int64_t nowNs);
    /// Gives the tokens back.
    void finished(SlotId slot, std::int64_t nowNs);

    std::size_t size() const { return m_size; }
    std::size_t slotCount() const { return m_slots.size(); }
    WaitCounts waiting() const;
    /// When the earliest delay is over; nothing if no slot waits for its delay.
    std::optional<std::int64_t> nextWakeNs();
    const Limiter& limiter() const { return m_limiter; }
    std::size_t memoryBytes() const;

private:
    enum class Standing : std::uint8_t { Idle, Ready, SlotCap, Delay };
    static constexpr std::size_t kStandings = 4;

    struct Slot {
        UrlQueue queue;
        std::int64_t lastStartNs = 0;
        bool started = false; // lastStartNs is valid
        Standing standing = Standing::Idle;
        bool inLine = false; // has its place in m_line
    };
    struct Origin {
        QByteArray text;
        SlotId slot{};
    };
    struct Wake {
        std::int64_t atNs = 0;
        SlotId slot{};
        bool operator>(const Wake& other) const { return atNs > other.atNs; }
    };

    std::uint32_t originOf(const Url& url);
    SlotId slotOf(std::string_view host);
    Slot& at(SlotId slot) { return m_slots[static_cast<std::size_t>(slot)]; }
    std::int64_t allowedNs(const Slot& slot) const { return slot.started ? slot.lastStartNs + m_delayNs : 0; }
    Standing standingOf(SlotId id, std::int64_t nowNs);
    void settle(SlotId id, std::int64_t nowNs);
    void wakeDelayed(std::int64_t nowNs);
    bool isCurrent(const Wake& wake);
    Request take(SlotId id, std::int64_t nowNs);

    Limiter m_limiter;
    Order m_order = Order::Lifo;
    std::int64_t m_delayNs = 0;
    std::deque<Slot> m_slots; // by SlotId
    std::vector<Origin> m_origins;
    QHash<QByteArray, std::uint32_t> m_originIds;
    QHash<QByteArray, SlotId> m_slotIds; // by host name
    std::deque<SlotId> m_line;           // slots that take turns; some may not be ready any more
    std::priority_queue<Wake, std::vector<Wake>, std::greater<>> m_wakes; // some may be out of date
    std::array<std::size_t, kStandings> m_waiting{}; // requests, by their slot's standing
    std::size_t m_size = 0;
    std::uint32_t m_lastId = 0;
};

} // namespace lanescope::crawl
