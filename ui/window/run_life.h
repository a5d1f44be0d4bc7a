// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/window/crawl_manners.h"
#include "ui/window/run_choice.h"

#include <QDateTime>
#include <QObject>

namespace lanescope::window {

class CentralArea;
class WindowActions;

/// The life of a run in the window: choosing a scenario, starting, pausing and stopping it, and keeping commands, bar
/// and banner in step with it. Threads: GUI. Lifetime: all it is made from must outlive it.
class RunLife : public QObject {
    Q_OBJECT

public:
    RunLife(control::RunController& controller, RunChoice& choice, const WindowActions& actions, CentralArea& area);

    /// Chooses a scenario and runs it; values as the controller wants them, or none for the knobs as they stand.
    /// False if there is no such scenario.
    bool startScenario(const QString& id, std::vector<scenario::KnobValue> values = {});
    /// Chooses a scenario without running it.
    bool showScenario(const QString& id);
    /// Runs what is chosen; asks first for the address, where one is needed and there is none, and whether a public
    /// host may get more than it is owed.
    void launch();
    bool inRun() const { return m_inRun; }
    CrawlManners& manners() { return m_manners; }
    /// These public hosts may get more than they are owed, this run's and the next's.
    void welcome(const QStringList& hosts);
    /// The newest run, by the wall clock.
    QDateTime startedAt() const { return m_startedAt; }
    /// What the bar says of the run whose newest moment this is.
    QString status(const store::Snapshot& snapshot) const;

Q_SIGNALS:
    /// Another run begins at once: what is shown of the last one is old.
    void starting();
    /// The run has another state, or another scenario is chosen.
    void changed();

private:
    void connectCommands();
    void askForTarget();
    void begin();
    void beginAs(CrawlManners::Answer answer, const QStringList& hosts);
    bool isShown() const;
    void onStateChanged();
    void onFinished(const control::RunResult& result);

    control::RunController& m_controller;
    RunChoice& m_choice;
    const WindowActions& m_actions;
    CentralArea& m_area;
    CrawlManners m_manners;
    bool m_inRun = false;
    QDateTime m_startedAt;
};

} // namespace lanescope::window
