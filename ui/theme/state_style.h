// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/interval.h"
#include "ui/theme/pattern_brush.h"

#include <QBrush>
#include <QColor>
#include <QString>

QT_BEGIN_NAMESPACE
class QPalette;
QT_END_NAMESPACE

namespace lanescope::theme {

QColor stateColour(store::State state, const QPalette& palette);
Pattern statePattern(store::State state);
bool stateIsHatched(store::State state);

/// Whole words in the user's language, lower case: "lock wait".
QString stateName(store::State state);

/// Colour and pattern as a brush for a painter that works in device pixels (scale 1).
/// `scale` is the device pixel ratio: the pattern keeps its size on the screen and stays crisp at any ratio.
/// Cached. Threads: GUI.
QBrush stateBrush(store::State state, const QPalette& palette, qreal scale = 1.0);

/// The same for a painter whose device applies `scale` itself, e.g. in a widget's paintEvent.
QBrush stateBrushForWidget(store::State state, const QPalette& palette, qreal scale);

/// A neutral hatch for what is no longer in memory.
QBrush goneBrush(const QPalette& palette, qreal scale);

/// A stable, restrained colour for thread number `index` on CPU rows and for task `index`; never the colour
/// of a state.
QColor laneColour(std::uint32_t index, const QPalette& palette);

} // namespace lanescope::theme
