// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/first_focus.h"

#include <QWidget>

namespace lanescope::window {

QWidget* firstFocus(QWidget& part)
{
    QWidget* widget = &part;
    do {
        const bool isIn = widget == &part || part.isAncestorOf(widget);
        if (isIn && (widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled())
            return widget;
        widget = widget->nextInFocusChain();
    } while (widget != &part);
    return nullptr;
}

} // namespace lanescope::window
