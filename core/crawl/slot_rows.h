// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/frontier.h"
#include "core/trace/probes.h"

#include <memory>
#include <unordered_map>

namespace lanescope::crawl {

/// What each slot does, for the recording: how much waits there, as a queue "host example.org"; how many of its requests
/// are on the wire, on average since the sample before, as a counter "on the wire: example.org"; and while it is left
/// alone, after a Retry-After, by its breaker or by a long delay, for how many seconds yet, as a counter "snoozed:
/// example.org". Only the first kMost slots that are ever busy get them, so that a crawl of the whole web does not fill
/// the window. Threads: one at a time.
class SlotRows {
public:
    static constexpr std::size_t kMost = 40;

    explicit SlotRows(std::string prefix)
        : m_prefix(std::move(prefix))
    {
    }

    /// Call a few times a second with the busiest slots.
    void sample(const std::vector<SlotStatus>& slots);

private:
    struct Row {
        std::unique_ptr<trace::TracedObject> queue;
        std::size_t depth = 0;
        trace::StringId onTheWire{};
        double onTheWireMean = 0;
        trace::StringId snoozed{}; // interned when it is first left alone
        double snoozedS = 0;
    };
    Row rowOf(const std::string& key) const;
    void sampleSnooze(const std::string& key, Row& row, const SlotStatus* slot) const;

    const std::string m_prefix;
    std::unordered_map<std::string, Row> m_rows; // by slot's key
};

} // namespace lanescope::crawl
