// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <deque>
#include <map>
#include <memory_resource>
#include <unordered_map>

namespace lanescope::store {

/// Requests seen so far; shared by all segments of a run. Phases and gates are told before the end of a request,
/// those of the parser after it; what belongs to a request that never ends is forgotten once many came after it.
/// One on the wire is told now and then until it ends; one that its process tells no more, while it tells of others, has
/// ended unheard, with a record that was dropped.
/// Threads: the collector's.
class RequestLog {
public:
    RequestLog()
        : m_places(&m_memory)
        , m_pending(&m_memory)
    {
    }

    void addPhase(ProcessIndex process, std::uint32_t request, trace::RequestPhase phase, std::int64_t durationNs);
    void addHeld(ProcessIndex process, std::uint32_t request, trace::RequestGate gate, std::int64_t durationNs);
    void add(Request request);
    /// It is on the wire, since startNs in the phase `now`.
    void addOnTheWire(Request request);
    /// What it had on the wire ends with it.
    void processEnded(ProcessIndex process, std::int64_t timeNs);
    /// nullptr when nothing changed since the last call.
    std::shared_ptr<const RequestFigures> takeChanged();

private:
    using Key = std::uint64_t;
    struct Details {
        std::array<std::int64_t, Request::kPhases> phaseNs{};
        std::array<std::int64_t, Request::kGates> heldNs{};
    };
    static Key keyOf(ProcessIndex process, std::uint32_t request);
    Request* ended(Key key);
    Details& pending(Key key);
    void dropOldest();
    void noteTold(const Request& request);
    void refreshOnTheWire();

    RequestFigures m_figures;
    std::uint64_t m_dropped = 0;                          // requests that left m_figures.recent
    std::pmr::unsynchronized_pool_resource m_memory;      // requests come and go by the thousands a second
    std::pmr::unordered_map<Key, std::uint64_t> m_places; // of those in m_figures.recent: m_dropped + index
    std::pmr::unordered_map<Key, Details> m_pending;      // of those that have not ended
    std::deque<Key> m_pendingOrder;                       // as they came; some may have ended
    std::map<Key, Request> m_onTheWire;                   // as told last
    std::map<ProcessIndex, std::int64_t> m_toldNs;        // when it told anything of the wire last
    bool m_changed = false;
};

} // namespace lanescope::store
