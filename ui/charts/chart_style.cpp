// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_style.h"

#include "ui/theme/gate_style.h"
#include "ui/theme/state_style.h"
#include "ui/theme/theme.h"

#include <array>

namespace lanescope::charts {
namespace {

// Pairs that stay apart for red-green blind eyes: they alternate between light and dark.
constexpr std::array<std::uint32_t, 8> kOnDark{0x58b3eaU, 0xe8b23aU, 0xd873a8U, 0x2bb58aU,
                                               0xa690e8U, 0xe0653aU, 0x8fd0c8U, 0xb0b8c2U};
constexpr std::array<std::uint32_t, 8> kOnLight{0x1f7fc4U, 0xb97d00U, 0xb8407eU, 0x138a64U,
                                                0x7558c9U, 0xc9481dU, 0x2f8f86U, 0x66707cU};
constexpr qreal kLineWidthPx = 1.6;

} // namespace

ChartStyle ChartStyle::of(const QPalette& palette, const QFont& font, qreal scale)
{
    ChartStyle style;
    style.m_colours = &theme::coloursOf(palette);
    style.m_background = style.m_colours->panel;
    style.m_palette = palette;
    style.m_font = font;
    style.m_scale = scale;
    return style;
}

ChartStyle ChartStyle::forPrint(const QFont& font, qreal scale)
{
    ChartStyle style = of(theme::paletteFor(theme::lightColours()), font, scale);
    style.m_background = Qt::white;
    return style;
}

QBrush ChartStyle::stateBrush(store::State state) const
{
    return theme::stateBrushForWidget(state, m_palette, m_scale);
}

QBrush ChartStyle::gateBrush(trace::RequestGate gate) const
{
    return theme::gateBrushForWidget(gate, m_palette, m_scale);
}

QColor ChartStyle::stateColour(store::State state) const
{
    return theme::stateColour(state, m_palette);
}

QColor ChartStyle::seriesColour(std::size_t index) const
{
    const auto& table = m_colours->isDark ? kOnDark : kOnLight;
    return QColor(table[index % table.size()]);
}

QPen ChartStyle::seriesPen(std::size_t index) const
{
    QPen pen(seriesColour(index), kLineWidthPx, index < kOnDark.size() ? Qt::SolidLine : Qt::DashLine);
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(Qt::RoundCap);
    return pen;
}

QFont ChartStyle::sized(int pixels, QFont::Weight weight) const
{
    QFont font = m_font;
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

} // namespace lanescope::charts
