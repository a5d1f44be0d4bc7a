// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

QT_BEGIN_NAMESPACE
class QPalette;
QT_END_NAMESPACE

namespace lanescope::theme {

/// Every colour that is not data, once for dark and once for light. Quiet greys and one accent.
struct Colours {
    bool isDark;
    QColor canvas;        ///< behind the lanes, where there is no row
    QColor row;           ///< behind one lane
    QColor rowLine;       ///< between two lanes
    QColor panel;         ///< tool bar, gallery, knobs, legend
    QColor raised;        ///< group headers, cards, buttons, status bar
    QColor border;        ///< between panels, round cards
    QColor gridLine;      ///< vertical, at the ticks of the time axis
    QColor groove;        ///< slider grooves, unused parts of bars
    QColor text;          ///< what is read first
    QColor textSecondary; ///< what explains it
    QColor textFaint;     ///< figures beside names, tick labels, hints
    QColor accent;        ///< the one: selection, links, focus, marks of knob changes
    QColor accentText;    ///< on accent
    QColor accentSoft;    ///< a selected tab or list item
    QColor alarm;         ///< "Stop", a binding limit, an error
    QColor alarmText;     ///< on alarm
    QColor warning;
};

const Colours& darkColours();
const Colours& lightColours();

/// The table that belongs to this palette, decided by how light its window background is, so that it also
/// answers well for a palette which is not ours. Threads: GUI.
const Colours& coloursOf(const QPalette& palette);

/// WCAG 2.1 contrast ratio, 1 to 21 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio).
double contrast(const QColor& first, const QColor& second);

/// Near-black or white, whichever reads better on `background`.
QColor textOn(const QColor& background);

/// `share` (0–1) of `over`, the rest of `under`; opaque.
QColor mixed(const QColor& under, const QColor& over, double share);

} // namespace lanescope::theme
