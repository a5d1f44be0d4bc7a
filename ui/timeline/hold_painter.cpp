// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/hold_painter.h"

#include "ui/theme/theme.h"
#include "ui/timeline/row_cursor.h"

#include <QPainter>

#include <algorithm>
#include <map>

namespace lanescope::timeline {
namespace {

constexpr int kStepPx = 2;
constexpr std::size_t kMostPerStep = 3;
constexpr qreal kStripPx = 3;

void add(std::vector<HeldPx>& held, const HeldPx& next)
{
    if (next.thread == store::kNone)
        return;
    const std::size_t last = held.size() - std::min(held.size(), kMostPerStep);
    for (std::size_t i = held.size(); i > last; --i) {
        HeldPx& before = held[i - 1];
        if (before.thread == next.thread && before.state == next.state && before.x1 >= next.x0) {
            before.x1 = next.x1;
            return;
        }
    }
    held.push_back(next);
}

std::map<std::uint32_t, const Line*> visibleThreads(const CanvasFrame& frame)
{
    std::map<std::uint32_t, const Line*> lines;
    forEachVisible(frame, [&lines](const Line& line) {
        if (line.key.kind == LineKind::Thread)
            lines.emplace(line.key.index, &line);
    });
    return lines;
}

} // namespace

std::vector<HeldPx> heldPx(const store::Row& lock, const CanvasFrame& frame)
{
    std::vector<HeldPx> held;
    RowCursor cursor(lock);
    for (int x = 0; x < frame.size.width(); x += kStepPx) {
        const std::int64_t fromNs = frame.timeAt(x);
        const std::int64_t toNs = frame.timeAt(x + kStepPx);
        const RowCursor::Touching here = cursor.touching(fromNs, toNs);
        for (std::size_t i = here.first; i < std::min(here.last, here.first + kMostPerStep); ++i)
            add(held, {lock.intervals[i].subject, x, x + kStepPx, lock.intervals[i].state()});
        if (lock.open && lock.open->startNs < toNs && fromNs < lock.knownUntilNs)
            add(held, {lock.open->subject, x, x + kStepPx, lock.open->state});
    }
    return held;
}

void paintHolds(QPainter& painter, const CanvasFrame& frame)
{
    const auto object = frame.viewport.highlightedObject();
    if (!object || static_cast<std::size_t>(*object) >= frame.snapshot.objects->size())
        return;
    const auto& row = frame.snapshot.object(*object).row;
    if (!row || frame.snapshot.row(*row).kind != store::RowKind::LockOwner)
        return;
    const auto lines = visibleThreads(frame);
    const QColor ground = theme::coloursOf(frame.palette).row;
    for (const HeldPx& held : heldPx(frame.snapshot.row(*row), frame)) {
        const auto line = lines.find(held.thread);
        if (line == lines.end())
            continue;
        const qreal bottom = frame.barsOf(*line->second).bottom();
        painter.fillRect(QRectF(held.x0, bottom - kStripPx - 1, held.x1 - held.x0, 1), ground);
        painter.fillRect(QRectF(held.x0, bottom - kStripPx, held.x1 - held.x0, kStripPx),
                         theme::stateColour(held.state, frame.palette));
    }
}

} // namespace lanescope::timeline
