// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_tile.h"

#include "core/store/queue_room.h"
#include "ui/theme/theme.h"
#include "ui/timeline/host_rows.h"

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

class CounterPainter {
public:
    CounterPainter(QPainter& painter, QColor colour, const CounterScale& values, int height, qreal scale)
        : m_painter(painter)
        , m_colour(colour)
        , m_values(values)
        , m_height(height)
        , m_scale(scale)
    {
        m_area = m_envelope = colour;
        m_area.setAlphaF(0.34F);
        m_envelope.setAlphaF(0.30F);
    }

    void add(int x, const Column& column)
    {
        const double y = m_values.yOf(column.mean, m_height);
        paintArea(x, static_cast<int>(std::lround(y)));
        const int high = static_cast<int>(std::lround(m_values.yOf(column.high, m_height)));
        const int low = static_cast<int>(std::lround(m_values.yOf(column.low, m_height)));
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
    // Between the value and zero, which is the lane's bottom unless some values are below it.
    void paintArea(int x, int y)
    {
        const int zero = m_values.hasBelowZero() ? static_cast<int>(std::lround(m_values.yOf(0, m_height))) : m_height;
        m_painter.fillRect(QRect(x, std::min(y, zero), 1, std::abs(zero - y)), m_area);
    }

    QPainter& m_painter;
    QColor m_colour;
    QColor m_area;
    QColor m_envelope;
    CounterScale m_values;
    int m_height;
    qreal m_scale;
    QPolygonF m_line;
};

} // namespace

QColor counterColour(const store::Snapshot& snapshot, const store::Object& object, const QPalette& palette)
{
    if (isWireRow(snapshot, object))
        return theme::stateColour(store::State::RequestBody, palette);
    return theme::stateColour(store::roomOf(object) > 0 ? store::State::JoinWait : store::State::QueuePutWait, palette);
}

LaneTile paintCounterTile(const LaneContext& context, const Line& line, std::int64_t number, const CounterScale& scale)
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
    const auto& objects = *context.snapshot.objects;
    const store::Object& object = line.key.index < objects.size() ? objects[line.key.index] : store::Object();
    CounterPainter counter(painter, counterColour(context.snapshot, object, context.palette), scale, height,
                           context.scale);
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
