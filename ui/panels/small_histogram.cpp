// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/small_histogram.h"

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/time_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

constexpr int kBars = 28;
constexpr int kLabelPx = 16;
constexpr int kBarsPx = 36;
constexpr int kGapPx = 2;

double logOf(std::int64_t ns)
{
    return std::log2(static_cast<double>(std::max<std::int64_t>(ns, 1)));
}

} // namespace

SmallHistogram::SmallHistogram(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Histogram of durations"));
}

QSize SmallHistogram::sizeHint() const
{
    return {200, kLabelPx + kBarsPx + kLabelPx};
}

void SmallHistogram::show(const Among& among)
{
    m_among = among;
    regroup();
    setToolTip(tr("%n duration(s), the shortest at the left, on a logarithmic scale.", nullptr,
                  static_cast<int>(std::min<std::uint64_t>(among.all.count(), 2'000'000'000))));
    update();
}

void SmallHistogram::regroup()
{
    m_bars.assign(kBars, 0);
    std::size_t first = store::Histogram::kBuckets;
    std::size_t last = 0;
    for (std::size_t i = 0; i < store::Histogram::kBuckets; ++i) {
        if (m_among.all.countIn(i) == 0)
            continue;
        first = std::min(first, i);
        last = i;
    }
    if (first > last)
        return;
    m_firstLog = std::floor(logOf(store::Histogram::lowerNs(first)));
    m_lastLog =
        std::max(std::ceil(logOf(std::max(store::Histogram::lowerNs(last + 1), m_among.markedNs))), m_firstLog + 4);
    for (std::size_t i = first; i <= last; ++i) {
        const double middle = logOf((store::Histogram::lowerNs(i) + store::Histogram::lowerNs(i + 1)) / 2);
        const double share = (middle - m_firstLog) / (m_lastLog - m_firstLog);
        const auto bar = static_cast<std::size_t>(std::clamp(share * kBars, 0.0, kBars - 1.0));
        m_bars[bar] += static_cast<double>(m_among.all.countIn(i));
    }
}

QColor SmallHistogram::colourOf(bool isMarked) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    if (isMarked)
        return colours.alarm;
    return m_state ? theme::mixed(colours.panel, theme::stateColour(*m_state, palette()), 0.8) : colours.groove;
}

int SmallHistogram::xOf(int bar) const
{
    return static_cast<int>(std::lround(static_cast<double>(bar) * width() / kBars));
}

void SmallHistogram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const double highest = m_bars.empty() ? 0 : *std::max_element(m_bars.begin(), m_bars.end());
    if (highest <= 0)
        return;
    const int base = kLabelPx + kBarsPx;
    const bool marked = m_among.markedNs >= 0;
    const double place = (logOf(m_among.markedNs) - m_firstLog) / (m_lastLog - m_firstLog);
    const int markedBar = marked ? static_cast<int>(std::clamp(place * kBars, 0.0, kBars - 1.0)) : -1;
    for (int i = 0; i < kBars; ++i) {
        // The square root keeps rare long waits visible beside thousands of short ones.
        const double share = std::sqrt(m_bars[static_cast<std::size_t>(i)] / highest);
        const int high = std::max(static_cast<int>(std::lround(share * kBarsPx)), i == markedBar ? 3 : 1);
        painter.fillRect(xOf(i), base - high, xOf(i + 1) - xOf(i) - kGapPx, high, colourOf(i == markedBar));
    }
    QFont small = font();
    small.setPixelSize(std::max(10, QFontInfo(font()).pixelSize() - 3));
    painter.setFont(small);
    paintAxis(painter);
    if (marked)
        paintMark(painter, (xOf(markedBar) + xOf(markedBar + 1) - kGapPx) / 2);
}

void SmallHistogram::paintAxis(QPainter& painter) const
{
    painter.setPen(theme::coloursOf(palette()).textFaint);
    const QRect axis(0, kLabelPx + kBarsPx + 1, width(), kLabelPx);
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter,
                     timeline::durationText(static_cast<std::int64_t>(std::exp2(m_firstLog))));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter,
                     timeline::durationText(static_cast<std::int64_t>(std::exp2(m_lastLog))));
}

void SmallHistogram::paintMark(QPainter& painter, int middle) const
{
    const QString label = QStringLiteral("▼ ") + m_among.markedText;
    const int labelPx = painter.fontMetrics().horizontalAdvance(label);
    const int signPx = painter.fontMetrics().horizontalAdvance(QStringLiteral("▼")) / 2;
    painter.setPen(colourOf(true));
    if (middle - signPx + labelPx <= width()) {
        painter.drawText(QRect(middle - signPx, 0, labelPx + 2, kLabelPx), Qt::AlignVCenter, label);
    } else {
        const QString turned = m_among.markedText + QStringLiteral(" ▼");
        painter.drawText(QRect(0, 0, middle + signPx, kLabelPx), Qt::AlignVCenter | Qt::AlignRight, turned);
    }
}

} // namespace lanescope::panels
