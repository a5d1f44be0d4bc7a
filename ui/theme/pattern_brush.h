// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBrush>
#include <QColor>

namespace lanescope::theme {

/// What is drawn over the colour, so that colour never stands alone. Everything that keeps a thread from
/// running is hatched, and two states of similar colour differ in their pattern.
enum class Pattern : std::uint8_t {
    Solid,
    Rising,  ///< stripes like ⟋
    Falling, ///< stripes like ⟍
    Crossed,
    Upright,
    Level,
    Dotted,
};

/// `base` with `ink` over it, for a painter that works in device pixels. `scale` is the device pixel ratio: the
/// pattern keeps its size on the screen and stays crisp at any ratio. Threads: GUI.
QBrush patternBrush(const QColor& base, const QColor& ink, Pattern pattern, qreal scale);

/// The same with ink that reads as darker on both grounds: the colour itself, dimmed.
QBrush hatchedBrush(const QColor& base, Pattern pattern, qreal scale);

/// Stripes of `ink` that let most of what is below them through.
QBrush overlayBrush(const QColor& ink, Pattern pattern, qreal scale);

/// Such a brush for a painter whose device applies `scale` itself, e.g. in a widget's paintEvent.
QBrush brushForWidget(QBrush brush, qreal scale);

} // namespace lanescope::theme
