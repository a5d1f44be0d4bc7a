// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QTimer>

#include <chrono>

namespace lanescope::sync {

/// QTimer, single-shot or periodic, whose every firing is a span and knows how late it comes: measured from when it was
/// due if it kept its interval, counted from the moment for which Qt planned the one before. Qt moves coarse timers, by up
/// to 5 % of the interval, to moments at which others wake too, and goes on from there; measured from the start they
/// would seem to drift away. Made for the event loop of the thread that makes it. Threads: its own.
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
    void expect(Clock::time_point due);

    QTimer m_timer;
    const trace::StringId m_name;
    Clock::time_point m_due;     // an interval after the last one was planned
    Clock::time_point m_planned; // what Qt made of that
};

} // namespace lanescope::sync
