// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"

#include <QObject>

namespace lanescope::window {

class CentralArea;

/// Names a ring of threads that wait for each other as soon as it is sure, for it never ends by itself, and ends the run
/// when that is wanted. Threads: GUI. Lifetime: controller and area must outlive it.
class DeadlockAlarm : public QObject {
    Q_OBJECT

public:
    DeadlockAlarm(control::RunController& controller, CentralArea& area);

    /// The moment the waits' tab shows.
    void look(const store::Snapshot& snapshot);
    /// A new run.
    void reset() { m_toldRing.clear(); }

Q_SIGNALS:
    /// The wait of this thread, one of the ring, is to be shown.
    void waitWanted(lanescope::store::ThreadIndex thread);

private:
    void endRun();

    control::RunController& m_controller;
    CentralArea& m_area;
    std::vector<std::uint32_t> m_toldRing; ///< threads of the deadlock that the banner names
};

} // namespace lanescope::window
