// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/controllers/concurrency_control.h"
#include "core/crawl/frontier/request_queue.h"
#include "core/crawl/frontier/slot_meter.h"
#include "core/crawl/frontier/slot_pace.h"
#include "core/crawl/frontier/wait_history.h"

#include <deque>
#include <vector>

namespace lanescope::crawl {

/// A request that counts as active already, as Scrapy counts, and waits for its slot.
struct AdmittedRequest {
    OriginId origin{};
    UrlQueue::Entry entry;
    GateTimes waited;  ///< until it was admitted
    GateTimes reading; ///< of its origin's clock at that moment
};

/// A robots.txt that a redirect leads to; it goes before all pages of its slot.
struct RobotsErrand {
    OriginId origin{}; ///< whose pages wait for it
    std::uint8_t redirects = 0;
    Url url;
};

/// Scheme, host and port, and what waits there. Plain data of the Frontier. Threads: its owner's.
struct FrontierOrigin {
    QByteArray text; ///< "https://example.org:8080"
    QByteArray host;
    SlotId slot{};
    RequestQueue queue;
    std::size_t admitted = 0;             ///< of its requests, in the slot's list
    RequestGate gate = RequestGate::None; ///< what holds this origin alone: Backoff is not among them
    std::int64_t gateUntilNs = 0;         ///< when the gate opens by itself; kUntilTold: it does not
    std::int64_t breakerOpenedNs = 0;     ///< when its pause began
    std::int64_t robotsAgainNs = 0;       ///< not before then is its robots.txt asked for again
    std::int64_t robotsKnownUntilNs = 0;  ///< its robots.txt has been read and holds until then
    int inFlight = 0;
    double inFlightSinceS = 0; ///< the sum of their starts
    bool isTrial = false;      ///< after a breaker's pause: one request, and then the gate is shut again
    bool givenUp = false;
    bool isGuarded = false; ///< see isGuarded()
    GateClock clock;
    WaitHistory history;

    static constexpr std::int64_t kUntilTold = INT64_MAX;
};

/// What one cap and one delay apply to. Plain data of the Frontier. Threads: its owner's.
struct FrontierSlot {
    QByteArray key; ///< host name, registrable domain or address
    std::vector<OriginId> origins;
    std::deque<AdmittedRequest> admitted;
    std::deque<RobotsErrand> errands;
    std::size_t open = 0; ///< waiting requests whose origin does not hold them
    RequestGate standing = RequestGate::None;
    bool inLine = false;     ///< has its place among those that take turns
    std::int64_t wakeNs = 0; ///< when the standing may change by itself; 0: not at all
    SlotPace pace;
    ConcurrencyLimit limit;
    SlotMeter meter;
    GateClock clock;
    std::optional<ControlReading> control; ///< after the last answer; nothing while nothing controls it

    bool hasWork() const { return open > 0 || !errands.empty(); }
};

} // namespace lanescope::crawl
