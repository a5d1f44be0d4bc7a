// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/wait_for_graph.h"
#include "core/control/run_controller.h"

#include <QObject>

#include <optional>

namespace lanescope::window {

class CentralArea;

/// Names a deadlock (a ring of threads that wait for each other, a pool starved by its own tasks) as soon as it is sure,
/// for it never ends by itself, and ends the run when that is wanted. Threads: GUI. Lifetime: controller and area must outlive it.
class DeadlockAlarm : public QObject {
    Q_OBJECT

public:
    DeadlockAlarm(control::RunController& controller, CentralArea& area);

    /// The moment the waits' tab shows.
    void look(const store::Snapshot& snapshot);
    /// A new run.
    void reset();

Q_SIGNALS:
    /// The wait of this thread, one of those that are stuck, is to be shown.
    void waitWanted(lanescope::store::ThreadIndex thread);

private:
    void endRun();

    control::RunController& m_controller;
    CentralArea& m_area;
    std::optional<analysis::Deadlock> m_told; ///< the one that the banner names
    QString m_sentence;                       ///< of it
};

} // namespace lanescope::window
