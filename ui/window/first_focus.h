// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace lanescope::window {

/// What Tab comes to first in a part of the window; nullptr if it comes to nothing there. Threads: GUI.
QWidget* firstFocus(QWidget& part);

} // namespace lanescope::window
