// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/item_count.h"

#include "core/store/queue_timeline.h"

#include <utility>

namespace lanescope::store {

// Counters, and queues of which nobody tells puts and gets, have mere depths and nothing else: no rows for these.
void ItemCount::add(const QueueChange& change, double depthBefore)
{
    if (change.change == trace::DepthChange::None) {
        m_surplus.value -= 1;
        m_drift.value += change.depth - depthBefore;
        m_depthToldNs = change.timeNs;
        if (!m_wasMoved)
            return;
    } else {
        if (!std::exchange(m_wasMoved, true)) {
            write(m_surplus, m_depthToldNs);
            write(m_drift, m_depthToldNs);
        }
        m_surplus.value += change.items - 1.0;
    }
    write(m_surplus, change.timeNs);
    write(m_drift, change.timeNs);
}

void ItemCount::write(Sum& sum, std::int64_t timeNs)
{
    if (sum.value == sum.written)
        return;
    sum.written = sum.value;
    std::optional<RowIndex> row = m_store.objects[static_cast<std::size_t>(m_queue)].*sum.place;
    if (!row) {
        row = m_store.addRow(RowKind::Counter);
        m_store.object(m_queue).*sum.place = row;
    }
    m_store.row(*row).samples.append({timeNs, sum.value});
}

} // namespace lanescope::store
