// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/controllers/control_reading.h"
#include "core/trace/probes.h"

#include <string>
#include <unordered_map>

namespace lanescope::crawl {

/// The steps of the controllers as counters of the recording: "autothrottle set-point requests 127.0.0.2",
/// "autothrottle error requests 127.0.0.2", "autothrottle output ms 127.0.0.2". Only the first kMost slots that are
/// controlled get them. Threads: one at a time.
class ControlRows {
public:
    static constexpr std::size_t kMost = 40;

    /// A step of the controller of the slot with that key. What did not change is not written again.
    void stepped(const std::string& slot, const ControlReading& reading);

private:
    struct Row {
        trace::StringId setPoint;
        trace::StringId error;
        trace::StringId output;
        ControlReading last;
    };
    static Row rowOf(const std::string& slot, Controller controller);

    std::unordered_map<std::string, Row> m_rows; // by the slot's key
};

} // namespace lanescope::crawl
