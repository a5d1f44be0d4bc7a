// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/standing_knobs.h"

namespace lanescope::control {

std::vector<scenario::KnobValue> valuesAfter(const scenario::ScenarioInfo& info,
                                             const std::vector<scenario::KnobValue>& atStart,
                                             const std::vector<TimedChange>& changes)
{
    std::vector<scenario::KnobValue> values = atStart;
    for (const TimedChange& change : changes) {
        const int at = scenario::indexOf(info.knobs, change.knob);
        if (at >= 0 && static_cast<std::size_t>(at) < values.size())
            values[static_cast<std::size_t>(at)] = change.value;
    }
    return values;
}

std::vector<scenario::KnobValue> valuesAt(const scenario::ScenarioInfo& info,
                                          const std::vector<scenario::KnobValue>& atStart,
                                          const store::Snapshot& snapshot, std::int64_t timeNs)
{
    std::vector<scenario::KnobValue> values = atStart;
    for (const store::Mark& mark : *snapshot.marks) {
        if (mark.kind != store::MarkKind::Knob || mark.timeNs > timeNs)
            continue;
        const int at = scenario::indexOf(info.knobs, QString::fromStdString(mark.subject));
        if (at >= 0 && static_cast<std::size_t>(at) < values.size())
            values[static_cast<std::size_t>(at)].number = mark.value; // a text has to wait for the next run
    }
    return values;
}

} // namespace lanescope::control
