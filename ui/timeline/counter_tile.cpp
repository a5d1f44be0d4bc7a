// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_tile.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <optional>

namespace lanescope::timeline {
namespace {

struct Column {
    double low = 0;
    double high = 0;
    double mean = 0;
};

std::optional<Column> columnAt(const store::Row& row, const TimeAxis& axis, std::int64_t column)
{
    const std::int64_t from = axis.startOf(column);
    const std::int64_t to = std::min(axis.startOf(column + 1), row.knownUntilNs);
    if (to <= from)
        return std::nullopt;
    const auto sum = row.sampled(from, to);
    if (!sum)
        return std::nullopt;
    const std::int64_t span = sum->lastNs - sum->firstNs;
    return Column{sum->min, sum->max, span > 0 ? sum->area / static_cast<double>(span) : sum->last};
}

// Where a value lies in a lane `height` high; one pixel is kept free at the top for the line's thickness.
double yOf(double value, double fullScale, double height)
{
    const double share = std::clamp(value / fullScale, 0.0, 1.0);
    return height - 1 - share * (height - 3);
}

class CounterPainter {
public:
    CounterPainter(QPainter& painter, QColor colour, double fullScale, int height, qreal scale)
        : m_painter(painter)
        , m_colour(colour)
        , m_fullScale(fullScale)
        , m_height(height)
        , m_scale(scale)
    {
        m_area = m_envelope = colour;
        m_area.setAlphaF(0.34F);
        m_envelope.setAlphaF(0.30F);
    }

    void add(int x, const Column& column)
    {
        const double y = yOf(column.mean, m_fullScale, m_height);
        const int top = static_cast<int>(std::lround(y));
        m_painter.fillRect(QRect(x, top, 1, m_height - top), m_area);
        const int high = static_cast<int>(std::lround(yOf(column.high, m_fullScale, m_height)));
        const int low = static_cast<int>(std::lround(yOf(column.low, m_fullScale, m_height)));
        if (low - high > 1)
            m_painter.fillRect(QRect(x, high, 1, low - high), m_envelope);
        m_line << QPointF(x + 0.5, y);
    }
    void flush()
    {
        if (m_line.size() > 1) {
            m_painter.setRenderHint(QPainter::Antialiasing, true);
            m_painter.setPen(QPen(m_colour, 1.4 * m_scale, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
            m_painter.drawPolyline(m_line);
            m_painter.setRenderHint(QPainter::Antialiasing, false);
        }
        m_line.clear();
    }

private:
    QPainter& m_painter;
    QColor m_colour;
    QColor m_area;
    QColor m_envelope;
    double m_fullScale;
    int m_height;
    qreal m_scale;
    QPolygonF m_line;
};

} // namespace

double fullScaleOf(const store::Row& row, std::int64_t capacity)
{
    const double largest = row.samples.empty() ? 0.0 : row.samples.summarise(0, row.samples.size()).max;
    if (capacity > 0 && largest <= static_cast<double>(capacity))
        return static_cast<double>(capacity) * 1.1; // the capacity line stays below the top
    double step = 1;
    while (step * 10 < largest)
        step *= 10;
    for (const double factor : {1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 10.0}) {
        if (step * factor >= largest)
            return step * factor;
    }
    return std::max(largest, 1.0);
}

QColor counterColour(std::int64_t capacity, const QPalette& palette)
{
    return theme::stateColour(capacity > 0 ? store::State::JoinWait : store::State::QueuePutWait, palette);
}

LaneTile paintCounterTile(const LaneContext& context, const Line& line, std::int64_t number, double fullScale)
{
    const store::Row& row = context.snapshot.row(*line.row);
    const int columns = tileColumns(context.scale);
    const int height = barHeightPx(line, context.scale);
    const std::int64_t first = number * columns;
    LaneTile tile;
    tile.isFinal =
        !row.samples.empty() && context.axis.startOf(first + columns + 1) <= row.samples[row.samples.size() - 1].timeNs;
    if (row.samples.empty() || context.axis.startOf(first + columns) <= row.samples[0].timeNs)
        return tile;
    tile.image = QImage(columns, height, QImage::Format_ARGB32_Premultiplied);
    tile.image.fill(Qt::transparent);
    QPainter painter(&tile.image);
    const std::int64_t capacity =
        line.key.index < context.snapshot.objects->size() ? (*context.snapshot.objects)[line.key.index].capacity : 0;
    CounterPainter counter(painter, counterColour(capacity, context.palette), fullScale, height, context.scale);
    // One column more on either side, so that the line meets that of the neighbouring tiles.
    for (int x = -1; x <= columns; ++x) {
        tile.lookups += 3;
        if (const auto column = columnAt(row, context.axis, first + x))
            counter.add(x, *column);
        else
            counter.flush();
    }
    counter.flush();
    return tile;
}

} // namespace lanescope::timeline
