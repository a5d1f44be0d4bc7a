// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/slot_rows.h"

namespace lanescope::crawl {

void SlotRows::sample(const std::vector<SlotStatus>& slots) {
    if (!trace::Recorder::active())
        return;
    std::unordered_map<std::string, std::size_t> depths;
    for (const SlotStatus& slot : slots)
        depths.emplace(slot.key.toStdString(), slot.waiting);
    for (const auto& [key, depth] : depths) {
        if (depth > 0 && !m_rows.contains(key) && m_rows.size() < kMost)
            m_rows[key].queue =
                std::make_unique<trace::TracedObject>(trace::ObjectKind::Queue, m_prefix + "host " + key);
    }
    // One that is no more among the busiest has, as far as anybody can see, nothing waiting.
    for (auto& [key, row] : m_rows) {
        const auto known = depths.find(key);
        const std::size_t depth = known == depths.end() ? 0 : known->second;
        if (depth != row.depth)
            row.queue->depthChanged(static_cast<std::int64_t>(depth), trace::DepthChange::None);
        row.depth = depth;
    }
}

} // namespace lanescope::crawl
