// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/deadlock_watch.h"
#include "core/analysis/finding_watch.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace lanescope::control {

/// A deadlock of the run that goes on, for a banner and a graph.
struct DeadlockFacts {
    quint64 identity = 0; ///< the same as long as the same threads wait for the same objects
    QString sentence;
    analysis::Deadlock deadlock;
    store::SnapshotPtr snapshot; ///< in which it was found; indices of `deadlock` are its own
};

/// A deadlock that is over: a knob freed it, or a thread of it ended.
struct PastDeadlock {
    DeadlockFacts facts;
    std::int64_t goneNs = 0;
};

/// Looks at the newest snapshot four times a second whether threads wait for each other for good, and for everything else
/// that is worth a word. Threads: the one it lives in.
class RunWatch : public QObject {
    Q_OBJECT

public:
    static constexpr int kPeriodMs = 250;

    explicit RunWatch(std::function<store::SnapshotPtr()> newest, QObject* parent = nullptr);

    void start();
    void stop() { m_timer.stop(); }
    /// Another run: what was found in the last one is forgotten.
    void reset();
    /// Deadlocks that persist, the oldest first.
    const std::vector<DeadlockFacts>& deadlocks() const { return m_deadlocks; }
    /// Those that are over, in the order in which they ended; the last kMostPast.
    const std::vector<PastDeadlock>& past() const { return m_past; }
    static constexpr std::size_t kMostPast = 100;
    /// What is found besides deadlocks, now and before.
    const analysis::FindingWatch& findings() const { return m_findings; }
    /// For how long the oldest one has been there, in seconds; 0 when there is none.
    double deadlockedForS() const { return m_deadlockedForS; }
    /// One look out of turn. `surely`: that threads are stuck is known, so the first look is enough.
    void look(bool surely = false);
    /// Of a run that is over: what else there is in all that was recorded.
    void lookBack();

Q_SIGNALS:
    void deadlockFound(const lanescope::control::DeadlockFacts& facts);
    void deadlockGone(quint64 identity);
    /// After each look.
    void looked();

private:
    void take(const store::SnapshotPtr& snapshot, const std::vector<analysis::Deadlock>& now);

    const std::function<store::SnapshotPtr()> m_newest;
    QTimer m_timer;
    analysis::DeadlockWatch m_watch;
    analysis::FindingWatch m_findings;
    std::vector<DeadlockFacts> m_deadlocks;
    std::vector<PastDeadlock> m_past;
    double m_deadlockedForS = 0;
};

} // namespace lanescope::control
