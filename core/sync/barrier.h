// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/probes.h"

#include <QDeadlineTimer>
#include <QMutex>
#include <QWaitCondition>

#include <memory>
#include <optional>

namespace lanescope::sync {

/// Where a number of threads meet: none goes on before the last has come, round after round, as Python's
/// threading.Barrier. Who gives up waiting, or abort(), breaks it: then nobody waits there any more until reset().
/// Made of QMutex and QWaitCondition; the waits are recorded, and the last to come ends them.
/// Threads: any. Lifetime: longer than any waiter.
class Barrier {
public:
    Barrier(const char* name, int parties);

    /// The place in which this thread came, from 0; the last one is parties() - 1. Nothing when the barrier is broken,
    /// or breaks while it waits, as it does when the deadline passes.
    std::optional<int> wait(QDeadlineTimer deadline = QDeadlineTimer(QDeadlineTimer::Forever));
    void abort();
    /// Who waits meanwhile goes on as from a broken barrier.
    void reset();
    bool isBroken() const;

    /// How many have to come, from now on; those who wait go on if they are enough.
    void setParties(int parties);
    int parties() const;
    int waiting() const;

private:
    enum class Round { Open, Complete, Broken };

    void end(Round how);

    mutable QMutex m_mutex; // guards all below
    QWaitCondition m_ended;
    trace::TracedObject m_object;
    int m_parties;
    int m_arrived = 0;
    bool m_broken = false;
    // Each waiter keeps its own round: when it wakes at last, later ones may have ended in another way.
    std::shared_ptr<Round> m_round = std::make_shared<Round>(Round::Open);
};

} // namespace lanescope::sync
