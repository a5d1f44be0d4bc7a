// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/window/crawl_manners.h"

#include <QObject>
#include <QTimer>

#include <map>

namespace lanescope::control {
class RunController;
}

namespace lanescope::window {

class CentralArea;
class RunChoice;
class RunLife;
class WindowActions;

/// Takes what a hand or a link does to a knob to the run, and what the run says of its knobs back to the panel: a
/// live knob acts at once, one of the others with a new run. A live one that would be rude to a public host waits for a
/// yes. Threads: GUI. Lifetime: all it is made from must outlive
/// it.
class KnobLink : public QObject {
    Q_OBJECT

public:
    KnobLink(control::RunController& controller, RunChoice& choice, RunLife& life, const WindowActions& actions,
             CentralArea& area);

    /// As a hand would; a value that the knob does not take is said beside it.
    void turnByLink(const QString& name, const QString& value);

private:
    void turnLive(const QString& name, const scenario::KnobValue& value);
    bool holdsBack(const QString& name, const scenario::KnobValue& before);
    void askOnceLetGo();
    void releaseHeld(CrawlManners::Answer answer);
    void turnForNextRun();
    void showApplied(const QString& name, const scenario::KnobValue& value);
    void goTo(const QString& target);

    control::RunController& m_controller;
    RunChoice& m_choice;
    RunLife& m_life;
    CentralArea& m_area;
    QTimer m_letGo;
    std::map<QString, scenario::KnobValue>
        m_held; ///< turned but not sent, until somebody says yes; as they were before
};

} // namespace lanescope::window
