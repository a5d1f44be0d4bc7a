// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/flow_painter.h"

#include "ui/theme/theme.h"
#include "ui/timeline/arrow.h"

#include <QPainter>

namespace lanescope::timeline {
namespace {

constexpr std::size_t kMostFlows = 160;

const Line* lineOf(const CanvasFrame& frame, store::ThreadIndex thread)
{
    return frame.rows.find({LineKind::Thread, static_cast<std::uint32_t>(thread)});
}

void paintFlow(QPainter& painter, const CanvasFrame& frame, const store::Flow& flow, const QColor& colour)
{
    const Line* from = lineOf(frame, flow.from);
    const Line* to = lineOf(frame, flow.to);
    if (from == nullptr || to == nullptr)
        return; // one of them is folded away
    paintThinArrow(painter, {frame.xOf(flow.fromNs), frame.barsOf(*from).center().y()}, frame.xOf(flow.toNs),
                   frame.barsOf(*to), colour);
}

} // namespace

ShownFlows shownFlows(const CanvasFrame& frame)
{
    const TimeRange visible = frame.axis.covered();
    const auto pick = frame.viewport.pick();
    const auto& flows = *frame.snapshot.flows;
    const auto isOfPick = [&](store::ThreadIndex thread) {
        return pick && frame.snapshot.thread(thread).stateRow == pick->row;
    };
    ShownFlows shown;
    for (std::size_t i = 0; i < flows.size(); ++i) {
        if (flows[i].toNs < visible.fromNs || flows[i].fromNs >= visible.toNs)
            continue;
        if (isOfPick(flows[i].from) || isOfPick(flows[i].to)) {
            if (shown.picked.size() < kMostFlows)
                shown.picked.push_back(i);
        } else if (shown.others.size() <= kMostFlows) {
            shown.others.push_back(i);
        }
    }
    if (shown.others.size() > kMostFlows)
        shown.others.clear();
    return shown;
}

void paintFlows(QPainter& painter, const CanvasFrame& frame)
{
    const theme::Colours& colours = theme::coloursOf(frame.palette);
    const auto& flows = *frame.snapshot.flows;
    const ShownFlows shown = shownFlows(frame);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const std::size_t i : shown.others)
        paintFlow(painter, frame, flows[i], colours.text);
    for (const std::size_t i : shown.picked)
        paintFlow(painter, frame, flows[i], colours.accent);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace lanescope::timeline
