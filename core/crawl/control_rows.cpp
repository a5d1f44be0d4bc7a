// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/control_rows.h"

#include <limits>

namespace lanescope::crawl {

using trace::Recorder;

ControlRows::Row ControlRows::rowOf(const std::string& slot, Controller controller)
{
    // What tells them apart comes first: a row's name is cut at its end.
    const std::string start = std::string(controllerWord(controller)) + ' ';
    const std::string wanted = std::string(setPointUnit(controller)) + ' ' + slot;
    constexpr double kNever = std::numeric_limits<double>::quiet_NaN(); // differs from whatever comes first
    return {Recorder::intern(start + "set-point " + wanted),
            Recorder::intern(start + "error " + wanted),
            Recorder::intern(start + "output " + outputUnit(controller) + ' ' + slot),
            {controller, kNever, kNever, kNever}};
}

void ControlRows::stepped(const std::string& slot, const ControlReading& reading)
{
    if (!trace::Recorder::active())
        return;
    auto known = m_rows.find(slot);
    if (known == m_rows.end() && m_rows.size() == kMost)
        return;
    if (known == m_rows.end() || known->second.last.controller != reading.controller)
        known = m_rows.insert_or_assign(slot, rowOf(slot, reading.controller)).first;
    Row& row = known->second;
    const auto tell = [](trace::StringId name, double before, double now) {
        if (before != now)
            trace::counter(name, now);
    };
    tell(row.setPoint, row.last.setPoint, reading.setPoint);
    tell(row.error, row.last.error, reading.error);
    tell(row.output, row.last.output, reading.output);
    row.last = reading;
}

} // namespace lanescope::crawl
