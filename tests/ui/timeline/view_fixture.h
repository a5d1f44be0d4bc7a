// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/lane_canvas.h"
#include "ui/timeline/timeline_view.h"

#include <QMouseEvent>

#include <memory>

namespace lanescope::tests {

inline constexpr std::int64_t kBegin = RunBuilder::kBeginNs;
inline constexpr std::int64_t kMs = 1'000'000;

/// A timeline of 1000 by 300 pixels with two threads and a lock over ten milliseconds: the second waits for the first. A
/// test opens it anew for each of its functions.
class ViewFixture {
protected:
    void open();
    void close();

    timeline::LaneCanvas& canvas() { return *m_view->findChild<timeline::LaneCanvas*>(); }
    /// Where a row lies at a moment, on the canvas.
    QPoint at(const timeline::LineKey& key, std::int64_t sinceBeginNs);
    QColor pixel(QPoint position) { return canvas().grab().toImage().pixelColor(position); }
    void wheel(QPoint position, QPoint angle, Qt::KeyboardModifiers modifiers);
    void key(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void moveMouse(QPoint position, Qt::MouseButtons buttons);

    RunBuilder m_run;
    std::unique_ptr<timeline::Viewport> m_viewport;
    std::unique_ptr<timeline::TimelineView> m_view;
    const timeline::LineKey m_first{timeline::LineKind::Thread, 0};
    const timeline::LineKey m_second{timeline::LineKind::Thread, 1};
    const timeline::LineKey m_lock{timeline::LineKind::Lock, 0};
};

} // namespace lanescope::tests
