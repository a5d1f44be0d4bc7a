// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/window/frame_meter.h"
#include "ui/window/status_text.h"

#include <QStatusBar>

namespace lanescope::window {

/// The status bar: how the recording does at the left, who waits at the right. Parts that do not fit leave
/// from the end, whole. Threads: GUI.
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    void show(const store::Snapshot& snapshot, const FrameMeter& frames);
    QString leftText() const;
    QString rightText() const { return m_right; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::optional<double> labCpu(const store::Snapshot& snapshot);
    int roomForLeft() const;

    QStringList m_parts;
    QString m_right;
    bool m_dropped = false;
    // The last two seconds of (run time, CPU time), for the lab's CPU share.
    struct Point {
        std::int64_t timeNs;
        std::int64_t cpuNs;
    };
    std::deque<Point> m_cpu;
};

} // namespace lanescope::window
