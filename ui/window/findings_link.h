// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"
#include "ui/panels/findings/finding_text.h"

#include <QObject>

namespace lanescope::window {

class CentralArea;
class KnobLink;
class RunLife;

/// Brings what is found in the run to the Findings tab and its title, and from there to the timeline and the knobs.
/// Threads: GUI. Lifetime: all that it is made from must outlive it.
class FindingsLink : public QObject {
    Q_OBJECT

public:
    FindingsLink(const control::RunController& controller, CentralArea& area, KnobLink& knobs, RunLife& life);

    /// Something may have come or gone.
    void look(const store::Snapshot& snapshot);

private:
    void showIt(const panels::FindingText& finding);

    const control::RunController& m_controller;
    CentralArea& m_area;
};

} // namespace lanescope::window
