// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/breaker.h"
#include "core/crawl/frontier/frontier.h"
#include "core/crawl/model/response.h"
#include "core/crawl/model/settings.h"

#include <QStringList>

#include <vector>

namespace lanescope::crawl {

/// What an answer told of its host.
struct HealthNews {
    double slotPausedS = 0; ///< > 0: a Retry-After holds its slot from now on
    bool breakerOpened = false;
    std::size_t givenUp = 0; ///< URLs that were dropped with their host
};

/// The same in sentences; empty if it told nothing.
QStringList toldOf(const HealthNews& news, const Response& response, const Settings& settings);

/// Reads Retry-After and failures in a row from how requests end, and holds, opens or gives up their hosts in the
/// frontier. Threads: none of its own; the owner locks.
class HostHealth {
public:
    void clear() { m_breakers.clear(); }
    /// `dropped`: told of each URL that is dropped with its host.
    HealthNews ended(const Response& response, const Settings& settings, Frontier& frontier, std::int64_t nowNs,
                     const UnaskedListener& dropped = {});

    /// How it went, for the controllers of a slot.
    static SlotObservation observationOf(const Response& response);

private:
    Breaker::Step count(const Response& response, const Settings& settings, Frontier& frontier, std::int64_t nowNs);

    std::vector<Breaker> m_breakers; // by OriginId
};

} // namespace lanescope::crawl
