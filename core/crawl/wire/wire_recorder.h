// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/trace/probes.h"

#include <memory>
#include <string>
#include <vector>

namespace lanescope::crawl {

/// Writes what happens on the wire into the recording: one request slot per lane, "slot 1", "slot 2" … or by
/// another name, with the phases of the requests that pass through it, how long each waited before and for what, and its
/// end.
///
/// "Connect" is what Qt does between the look-up and the request's first byte out on a new connection: TCP and TLS
/// together; it offers no signals between them. Threads: the downloader's.
class WireRecorder {
public:
    explicit WireRecorder(std::string slotName = "slot")
        : m_slotName(std::move(slotName))
    {
    }

    void record(const Response& response);
    /// One that is on the wire still: `soFar` as it stands, until its stamps.finished. Told now and then, so that it is
    /// seen before it ends, which may be long.
    void recordOnTheWire(const Response& soFar);
    /// One that never went on the wire: filtered, and why.
    void recordFiltered(const Response& response);

private:
    struct Slot {
        explicit Slot(const std::string& name)
            : object(trace::ObjectKind::RequestSlot, name)
        {
        }
        trace::TracedObject object;
        std::uint32_t request = 0;  // that was told of while on the wire
        trace::Ticks toldUntil = 0; // its phases, up to here
    };

    static void recordWait(const Request& request, trace::Ticks until);
    static QByteArray noteOf(const Response& response);
    static void recordEnd(const Response& response, trace::Ticks start);
    /// Its wait, unless that was told.
    Slot& begin(const Response& response);
    static void recordPhase(Slot& slot, std::uint32_t request, const WirePhase& phase);
    Slot& slot(int lane);

    const std::string m_slotName;
    std::vector<std::unique_ptr<Slot>> m_slots; // by lane
};

} // namespace lanescope::crawl
