// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/interval.h"
#include "core/trace/record.h"
#include "ui/theme/colours.h"

#include <QBrush>
#include <QFont>
#include <QPalette>
#include <QPen>

namespace lanescope::charts {

/// How a chart looks: the colours of the window it is in, or of paper. A value. Threads: GUI.
class ChartStyle {
public:
    /// As the widget whose palette this is. `scale`: device pixels per pixel, for crisp hatching.
    static ChartStyle of(const QPalette& palette, const QFont& font, qreal scale);
    /// Black on white, whatever the window looks like.
    static ChartStyle forPrint(const QFont& font, qreal scale = 1);

    const theme::Colours& colours() const { return *m_colours; }
    QColor background() const { return m_background; }
    QBrush stateBrush(store::State state) const;
    QColor stateColour(store::State state) const;
    QBrush gateBrush(trace::RequestGate gate) const;
    /// One of eight for lines and areas that are no states; neighbours differ in hue and lightness.
    QColor seriesColour(std::size_t index) const;
    /// The pen of line number `index`; from the ninth on the colours come again, dashed.
    QPen seriesPen(std::size_t index) const;

    QFont titleFont() const { return sized(13, QFont::DemiBold); }
    QFont labelFont() const { return sized(11, QFont::Normal); }
    QFont emptyFont() const { return sized(12, QFont::Normal); }

private:
    QFont sized(int pixels, QFont::Weight weight) const;

    const theme::Colours* m_colours = nullptr;
    QColor m_background;
    QPalette m_palette;
    QFont m_font;
    qreal m_scale = 1;
};

} // namespace lanescope::charts
