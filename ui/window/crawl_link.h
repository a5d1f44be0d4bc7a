// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"

#include <QObject>

namespace lanescope::window {

class CentralArea;
class WindowActions;

/// Brings what a crawl tells of itself while it goes on to the parts of the window that show it. Other runs tell
/// nothing, and none of it is seen. Threads: GUI. Lifetime: all that it is made from must outlive it.
class CrawlLink : public QObject {
    Q_OBJECT

public:
    CrawlLink(const control::RunController& controller, const WindowActions& actions, CentralArea& area);

private:
    void onState(control::RunState state);
    void pauseAll(bool pause);
    void followPause();
    void showSlot(const QString& slot);
    void onStatus(const QJsonObject& status);

    const control::RunController& m_controller;
    const WindowActions& m_actions;
    CentralArea& m_area;
};

} // namespace lanescope::window
