// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

QT_BEGIN_NAMESPACE
class QApplication;
class QPalette;
QT_END_NAMESPACE

namespace lanescope::theme {

enum class ThemeMode { System, Dark, Light };

/// Gives the whole application the Fusion style, our palette and our style sheet; may be called again at any
/// time, widgets get a PaletteChange. System follows the desktop: its palette's lightness decides (Qt 6.4 has
/// nothing better to ask), now and whenever the desktop changes its theme. Threads: GUI.
void applyTheme(QApplication& application, ThemeMode mode);

/// The palette behind a table of colours.
QPalette paletteFor(const Colours& colours);

} // namespace lanescope::theme
