// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QTimer>

#include <chrono>

namespace lanescope::sync {

/// QTimer, single-shot or periodic, whose every firing is a span and knows how late it comes. Made for the event loop
/// of the thread that makes it. Threads: its own.
class Timer : public QObject {
    Q_OBJECT

public:
    using Clock = std::chrono::steady_clock;
    enum class Repeat { Never, Always };

    explicit Timer(const char* name, Qt::TimerType type = Qt::PreciseTimer, QObject* parent = nullptr);

    /// Starts, or starts again from now.
    void start(std::chrono::milliseconds interval, Repeat repeat = Repeat::Always);
    /// It does not fire any more, also if it is due already.
    void cancel();
    bool isActive() const { return m_timer.isActive(); }

Q_SIGNALS:
    /// `latenessNs` after it was due; a coarse timer may come early, which is below zero.
    void fired(qint64 latenessNs);

private:
    void fire();

    QTimer m_timer;
    const trace::StringId m_name;
    Clock::time_point m_due;
};

} // namespace lanescope::sync
