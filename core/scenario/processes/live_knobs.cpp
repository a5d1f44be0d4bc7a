// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/live_knobs.h"

#include "core/scenario/context.h"
#include "core/trace/probes.h"

namespace lanescope::scenario {

LiveKnobs::LiveKnobs(KnobCells& cells, std::vector<Knob> knobs)
    : m_cells(&cells)
    , m_knobs(std::move(knobs))
{
    Q_ASSERT(m_knobs.size() <= KnobCells::kMost);
}

void LiveKnobs::follow(const Context& context)
{
    bool changed = false;
    for (std::size_t i = 0; i < m_knobs.size(); ++i) {
        const double now = context.number(m_knobs[i].name.toLatin1().constData());
        changed = m_cells->numbers[i].exchange(now, std::memory_order_relaxed) != now || changed;
    }
    if (context.stopRequested())
        requestStop();
    else if (changed)
        m_cells->changes.increment();
}

void LiveKnobs::requestStop()
{
    if (!m_cells->stop.exchange(true, std::memory_order_relaxed))
        m_cells->changes.increment();
}

double LiveKnobs::number(const char* name) const
{
    const int found = indexOf(m_knobs, QString::fromLatin1(name));
    Q_ASSERT_X(found >= 0, "LiveKnobs", name);
    return m_cells->numbers[static_cast<std::size_t>(found)].load(std::memory_order_relaxed);
}

bool LiveKnobs::pause(const char* knob, std::int64_t sinceNs) const
{
    return pauseUntil([&] { return number(knob); }, sinceNs);
}

bool LiveKnobs::pause(const char* knob) const
{
    return pause(knob, trace::monotonicNs());
}

bool LiveKnobs::pauseShare(const char* knob, double share) const
{
    return pauseUntil([&] { return number(knob) * share; }, trace::monotonicNs());
}

bool LiveKnobs::pauseUntil(const std::function<double()>& milliseconds, std::int64_t sinceNs) const
{
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    while (!stopRequested()) {
        const std::uint32_t seen = m_cells->changes.load();
        const double passedMs = static_cast<double>(trace::monotonicNs() - sinceNs) / 1e6;
        const double leftMs = milliseconds() - passedMs;
        if (leftMs <= 0)
            return true;
        // A whole millisecond at least, so that the last fraction of one does not become a spin.
        m_cells->changes.waitWhile(seen, static_cast<int>(leftMs) + 1);
    }
    return false;
}

} // namespace lanescope::scenario
