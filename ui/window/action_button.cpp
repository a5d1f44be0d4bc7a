// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/action_button.h"

#include <QAction>

#include <algorithm>

namespace lanescope::window {

ActionButton::ActionButton(QAction* action, QWidget* parent)
    : QPushButton(parent)
    , m_action(action)
{
    setFocusPolicy(Qt::TabFocus);
    follow();
    connect(action, &QAction::changed, this, &ActionButton::follow);
    connect(this, &QPushButton::clicked, action, &QAction::trigger);
}

void ActionButton::follow()
{
    // The theme leaves no room between icon and text.
    setText(m_action->icon().isNull() ? m_action->text() : u' ' + m_action->text());
    setIcon(m_action->icon());
    setToolTip(m_action->toolTip());
    setEnabled(m_action->isEnabled());
    setCheckable(m_action->isCheckable());
    setChecked(m_action->isChecked());
    setAccessibleName(m_action->text());
}

} // namespace lanescope::window
