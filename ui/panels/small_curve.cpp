// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/small_curve.h"

#include "core/session/measures.h"
#include "ui/panels/figures.h"
#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/knob_moves.h"
#include "ui/timeline/time_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

constexpr int kBuckets = 96;
constexpr int kTitlePx = 18;
constexpr int kPlotPx = 44;
constexpr int kAxisPx = 16;
constexpr double kNearFactor = 3; // a capacity far above every depth would press the depths to the floor

} // namespace

CurveShape curveOf(const store::Snapshot& snapshot, std::optional<store::RowIndex> row, timeline::TimeRange range,
                   double capacity)
{
    CurveShape shape;
    shape.range = range;
    shape.beginNs = snapshot.beginNs;
    shape.capacity = capacity;
    if (range.isEmpty() || !row || !snapshot.row(*row).isCounter())
        return shape;
    const store::Row& samples = snapshot.row(*row);
    const session::BucketGrid grid = session::bucketGrid(snapshot, range.fromNs, range.toNs, kBuckets);
    shape.firstNs = grid.startNs(grid.first);
    shape.widthNs = grid.widthNs;
    for (std::int64_t i = 0; i < grid.count; ++i) {
        const std::int64_t from = grid.startNs(grid.first + i);
        const auto sum = samples.sampled(from, std::min(from + grid.widthNs, snapshot.endNs));
        const auto span = sum ? static_cast<double>(sum->lastNs - sum->firstNs) : 0;
        shape.buckets.push_back(sum ? CurveShape::Bucket{span > 0 ? sum->area / span : sum->last, sum->max, true}
                                    : CurveShape::Bucket{});
        shape.highest = std::max(shape.highest, shape.buckets.back().max);
    }
    if (const auto whole = samples.sampled(range.fromNs, range.toNs); whole && whole->lastNs > whole->firstNs)
        shape.mean = whole->area / static_cast<double>(whole->lastNs - whole->firstNs);
    for (const timeline::KnobMove& move : timeline::knobMoves(snapshot, range))
        shape.knobs.push_back((*snapshot.marks)[move.last].timeNs);
    return shape;
}

SmallCurve::SmallCurve(const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_title(title)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(title);
}

QSize SmallCurve::sizeHint() const
{
    return {200, kTitlePx + kPlotPx + kAxisPx};
}

void SmallCurve::show(CurveShape shape, store::State colour)
{
    m_shape = std::move(shape);
    m_colour = colour;
    const QString words = tr("on average %1, at most %2")
                              .arg(figureText(Unit::Depth, m_shape.mean), figureText(Unit::Depth, m_shape.highest));
    setAccessibleDescription(words);
    setToolTip(words);
    update();
}

QRect SmallCurve::plot() const
{
    return {0, kTitlePx, width(), kPlotPx};
}

int SmallCurve::xOf(std::int64_t timeNs) const
{
    const auto span = static_cast<double>(std::max<std::int64_t>(m_shape.range.spanNs(), 1));
    const double share = static_cast<double>(timeNs - m_shape.range.fromNs) / span;
    return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * width()));
}

double SmallCurve::top() const
{
    const bool isNear = m_shape.capacity > 0 && m_shape.capacity <= kNearFactor * std::max(m_shape.highest, 1.0);
    return std::max({m_shape.highest, isNear ? m_shape.capacity : 0, 1.0});
}

void SmallCurve::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintPlot(painter);
    paintWords(painter);
}

void SmallCurve::paintPlot(QPainter& painter) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const QRect room = plot();
    painter.fillRect(room, theme::mixed(colours.panel, colours.groove, 0.35));
    const QColor line = theme::stateColour(m_colour, palette());
    const QColor area = theme::mixed(colours.panel, line, 0.55);
    const auto yOf = [&](double value) {
        return room.bottom() + 1 - static_cast<int>(std::lround(value / top() * (room.height() - 2)));
    };
    for (std::size_t i = 0; i < m_shape.buckets.size(); ++i) {
        const CurveShape::Bucket& bucket = m_shape.buckets[i];
        const std::int64_t startNs = m_shape.firstNs + static_cast<std::int64_t>(i) * m_shape.widthNs;
        const int left = xOf(startNs);
        const int right = xOf(startNs + m_shape.widthNs);
        if (!bucket.isKnown)
            continue;
        painter.fillRect(QRect(left, yOf(bucket.mean), right - left, room.bottom() + 1 - yOf(bucket.mean)), area);
        if (bucket.max > 0)
            painter.fillRect(QRect(left, yOf(bucket.max), right - left, 1), line);
    }
    for (const std::int64_t knob : m_shape.knobs)
        painter.fillRect(QRect(xOf(knob), room.top(), 1, room.height()), colours.accent);
    if (m_shape.capacity > 0 && m_shape.capacity <= top()) {
        painter.setPen(QPen(colours.textSecondary, 1, Qt::DashLine));
        painter.drawLine(room.left(), yOf(m_shape.capacity), room.right(), yOf(m_shape.capacity));
    }
}

void SmallCurve::paintWords(QPainter& painter) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QFont small = font();
    small.setPixelSize(12);
    painter.setFont(small);
    painter.setPen(colours.textFaint);
    const QRect head(0, 0, width(), kTitlePx);
    painter.drawText(head, Qt::AlignLeft | Qt::AlignVCenter, m_title);
    painter.drawText(head, Qt::AlignRight | Qt::AlignVCenter,
                     m_shape.buckets.empty() ? tr("nothing yet")
                                             : tr("max %1").arg(figureText(Unit::Depth, m_shape.highest)));
    small.setPixelSize(11);
    painter.setFont(small);
    const QRect axis(0, kTitlePx + kPlotPx, width(), kAxisPx);
    const double precision = static_cast<double>(m_shape.range.spanNs()) / 100;
    const auto moment = [&](std::int64_t timeNs) { return timeline::momentText(timeNs - m_shape.beginNs, precision); };
    painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, moment(m_shape.range.fromNs));
    painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter, moment(m_shape.range.toNs));
}

} // namespace lanescope::panels
