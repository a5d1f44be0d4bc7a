// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/pattern_brush.h"

#include "ui/theme/colours.h"

#include <QImage>
#include <QTransform>

#include <algorithm>
#include <cmath>

namespace lanescope::theme {
namespace {

constexpr int kPeriodPx = 7; ///< of the stripes, on a screen without scaling

// Pixel (x, y) of a tile with `period` pixels a side: how much of the stripe colour it takes, 0–1.
// Stripes are a third of the period; their edge is one pixel soft so that diagonals do not look like stairs.
double stripe(double position, double period)
{
    const double wrapped = position - period * std::floor(position / period);
    const double centreDistance = std::abs(wrapped - period / 2);
    return std::clamp(period / 6 + 0.5 - centreDistance, 0.0, 1.0);
}

double inkAt(Pattern pattern, int x, int y, int period)
{
    switch (pattern) {
    case Pattern::Solid:
        return 0;
    case Pattern::Rising:
        return stripe(x + y, period);
    case Pattern::Falling:
        return stripe(x - y, period);
    case Pattern::Crossed:
        return std::max(stripe(x + y, period), stripe(x - y, period));
    case Pattern::Upright:
        return stripe(x + 0.5, period);
    case Pattern::Level:
        return stripe(y + 0.5, period);
    case Pattern::Dotted: {
        const double half = period / 2.0;
        const double radius = std::hypot(x + 0.5 - half, y + 0.5 - half);
        return std::clamp(period / 4.5 + 0.5 - radius, 0.0, 1.0);
    }
    }
    return 0;
}

} // namespace

QBrush patternBrush(const QColor& base, const QColor& ink, Pattern pattern, qreal scale)
{
    if (pattern == Pattern::Solid)
        return base;
    const int period = std::max(4, static_cast<int>(std::lround(kPeriodPx * scale)));
    QImage tile(period, period, QImage::Format_RGB32);
    for (int y = 0; y < period; ++y) {
        for (int x = 0; x < period; ++x)
            tile.setPixelColor(x, y, mixed(base, ink, inkAt(pattern, x, y, period)));
    }
    return QBrush(tile);
}

QBrush hatchedBrush(const QColor& base, Pattern pattern, qreal scale)
{
    return patternBrush(base, mixed(base, QColor(0x14181dU), 0.27), pattern, scale);
}

QBrush overlayBrush(const QColor& ink, Pattern pattern, qreal scale)
{
    constexpr double kBetween = 0.14;
    constexpr double kStripe = 0.85;
    const int period = std::max(4, static_cast<int>(std::lround(kPeriodPx * scale)));
    QImage tile(period, period, QImage::Format_ARGB32);
    for (int y = 0; y < period; ++y) {
        for (int x = 0; x < period; ++x) {
            QColor colour = ink;
            colour.setAlphaF(static_cast<float>(kBetween + (kStripe - kBetween) * inkAt(pattern, x, y, period)));
            tile.setPixelColor(x, y, colour);
        }
    }
    return brushForWidget(QBrush(tile), scale);
}

QBrush brushForWidget(QBrush brush, qreal scale)
{
    if (brush.style() == Qt::TexturePattern && scale != 1.0)
        brush.setTransform(QTransform::fromScale(1 / scale, 1 / scale));
    return brush;
}

} // namespace lanescope::theme
