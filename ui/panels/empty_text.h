// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace lanescope::panels {

/// What a view shows while it has nothing to show: what that means and what to do.
struct EmptyText {
    QString title;
    QString hint;
};

/// Fills a view with it. To be called while `viewport` is painted. Threads: GUI.
void paintEmptyText(QWidget& viewport, const EmptyText& text);

} // namespace lanescope::panels
