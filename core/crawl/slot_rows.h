// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier.h"
#include "core/trace/probes.h"

#include <memory>
#include <unordered_map>

namespace lanescope::crawl {

/// How much waits at each slot, as queues of the recording: "host example.org"; and while one is left alone, after a
/// Retry-After, by its breaker or by a long delay, for how many seconds yet: the counter "snoozed: example.org". Only the first kMost slots that are
/// ever busy get one, so that a crawl of the whole web does not fill the window. Threads: one at a time.
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
        trace::StringId snoozed{}; // interned when it is first left alone
        double snoozedS = 0;
    };
    void sampleSnooze(const std::string& key, Row& row, const SlotStatus* slot) const;

    const std::string m_prefix;
    std::unordered_map<std::string, Row> m_rows; // by slot's key
};

} // namespace lanescope::crawl
