// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/snooze_painter.h"

#include "ui/theme/gate_style.h"
#include "ui/timeline/host_rows.h"

#include <QPainter>

namespace lanescope::timeline {
namespace {

constexpr int kStepPx = 2; ///< finer than anybody sees on a row that is sampled a few times a second

} // namespace

std::vector<std::pair<int, int>> snoozedPx(const store::Row& snooze, const CanvasFrame& frame)
{
    std::vector<std::pair<int, int>> stretches;
    const std::int64_t knownUntilNs = std::min(snooze.knownUntilNs, frame.snapshot.endNs);
    for (int x = 0; x < frame.size.width(); x += kStepPx) {
        const std::int64_t atNs = frame.timeAt(x);
        if (atNs >= knownUntilNs)
            break;
        if (snoozedS(snooze, atNs) <= 0)
            continue;
        if (!stretches.empty() && stretches.back().second == x)
            stretches.back().second = x + kStepPx;
        else
            stretches.emplace_back(x, x + kStepPx);
    }
    return stretches;
}

void paintSnoozes(QPainter& painter, const CanvasFrame& frame)
{
    QBrush hatch;
    forEachVisible(frame, [&](const Line& line) {
        if (line.key.kind != LineKind::Queue || line.key.index >= frame.snapshot.objects->size())
            return;
        const store::Row* snooze = snoozeRowOf(frame.snapshot, (*frame.snapshot.objects)[line.key.index]);
        if (snooze == nullptr)
            return;
        if (hatch.style() == Qt::NoBrush)
            hatch = theme::snoozeBrush(frame.palette, frame.scale);
        const QRectF rect = frame.barsOf(line);
        for (const auto& [x0, x1] : snoozedPx(*snooze, frame))
            painter.fillRect(QRectF(x0, rect.top(), x1 - x0, rect.height()), hatch);
    });
}

} // namespace lanescope::timeline
