// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace lanescope::window {

/// A push button that is one with an action: its text, tip, state and what a click does. Its width never
/// shrinks, so that neighbours stay put when "Pause view" becomes "Resume view". Threads: GUI.
class ActionButton : public QPushButton {
    Q_OBJECT

public:
    ActionButton(QAction* action, QWidget* parent);

private:
    void follow();

    QAction* m_action;
};

} // namespace lanescope::window
