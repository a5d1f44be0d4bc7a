// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_tile.h"

#include "ui/theme/theme.h"
#include "ui/timeline/canvas_frame.h"
#include "ui/timeline/lane_layout.h"

#include <QPainter>

#include <cmath>
#include <map>
#include <optional>

namespace lanescope::timeline {
namespace {

using store::RowKind;
using store::State;

constexpr double kNarrowestTextPx = 26; ///< logical; nothing readable fits below
constexpr double kNotchPx = 6;          ///< logical

// Rows whose bars take the colour of a thread or task, not of a state.
bool colouredBySubject(RowKind kind)
{
    return kind == RowKind::Cpu || kind == RowKind::Tasks;
}

// What a bar is named after, if it is.
std::optional<LaneText::Of> textOf(RowKind kind, const store::Interval& interval)
{
    switch (kind) {
    case RowKind::Tasks:
        return LaneText::Of::Name;
    case RowKind::LockOwner:
    case RowKind::Cpu:
        return LaneText::Of::Thread;
    case RowKind::RequestSlot:
        return LaneText::Of::State;
    case RowKind::ThreadState:
        break;
    default:
        return std::nullopt;
    }
    const State state = interval.state();
    if (state == State::Running || state == State::Io)
        return LaneText::Of::Task;
    if (isWait(state) && interval.subject != store::kNone)
        return LaneText::Of::Object;
    return std::nullopt;
}

// Groups rectangles by what they are filled with: one brush change for each.
class RectGroups {
public:
    RectGroups(const LaneContext& context, RowKind kind)
        : m_context(context)
        , m_bySubject(colouredBySubject(kind))
    {
    }
    void add(State state, std::uint32_t subject, QRect rect)
    {
        const std::uint32_t key = m_bySubject ? subject % 8 : static_cast<std::uint32_t>(state);
        m_rects[key].push_back(rect);
    }
    void fill(QPainter& painter)
    {
        for (const auto& [key, rects] : m_rects) {
            const QBrush brush = brushFor(key);
            for (const QRect& rect : rects)
                painter.fillRect(rect, brush);
        }
        m_rects.clear();
    }

private:
    QBrush brushFor(std::uint32_t key) const
    {
        if (m_bySubject)
            return theme::laneColour(key, m_context.palette);
        const auto state = static_cast<State>(key);
        if (!m_context.dimmed.test(key))
            return theme::stateBrush(state, m_context.palette, m_context.scale);
        const auto& colours = theme::coloursOf(m_context.palette);
        return theme::mixed(colours.row, theme::stateColour(state, m_context.palette), kDimmedShare);
    }

    const LaneContext& m_context;
    bool m_bySubject;
    std::map<std::uint32_t, std::vector<QRect>> m_rects;
};

void paint(LaneTile& tile, const LaneContext& context, const LaneLayout& layout, RowKind kind, std::int64_t first)
{
    QPainter painter(&tile.image);
    painter.setRenderHint(QPainter::Antialiasing, false);
    // Stripes run on from tile to tile: 55440 is a multiple of the periods that patterns have.
    painter.setBrushOrigin(QPoint(-static_cast<int>(first % 55440), 0));
    const int height = tile.image.height();
    const int width = tile.image.width();
    const auto local = [first, width](std::int64_t column) {
        return static_cast<int>(std::clamp<std::int64_t>(column - first, 0, width));
    };
    RectGroups groups(context, kind);
    for (const LaneBar& bar : layout.bars) {
        const int x = local(bar.x0);
        groups.add(bar.interval.state(), bar.interval.subject, QRect(x, 0, local(bar.x1) - x, height));
    }
    groups.fill(painter);
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    for (const auto& [x0, x1] : layout.dense)
        painter.fillRect(QRect(local(x0), 0, local(x1) - local(x0), height), Qt::transparent);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    for (const LaneShare& share : layout.shares)
        groups.add(share.state, share.subject,
                   QRect(local(share.x0), share.y0, local(share.x1) - local(share.x0), share.y1 - share.y0));
    groups.fill(painter);
}

// A notch where a thread came from another CPU; where stretches are dense, a line that is the stronger, the more of them
// began so.
void paintArrivals(LaneTile& tile, const LaneContext& context, const LaneLayout& layout, std::int64_t first)
{
    const int sidePx = static_cast<int>(std::lround(kNotchPx * context.scale));
    QPainter painter(&tile.image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const LaneBar& bar : layout.bars) {
        if (bar.interval.peer == store::kNone)
            continue;
        const auto left = static_cast<qreal>(bar.x0 - first);
        const qreal wide = std::min<qreal>(sidePx, static_cast<qreal>(bar.x1 - bar.x0));
        painter.setBrush(theme::textOn(theme::laneColour(bar.interval.subject, context.palette)));
        const QPointF notch[3] = {{left, 0}, {left + wide, 0}, {left, static_cast<qreal>(sidePx)}};
        painter.drawPolygon(notch, 3);
    }
    QColor ink = theme::coloursOf(context.palette).text;
    for (const LaneArrivals& arrivals : layout.arrivals) {
        ink.setAlphaF(static_cast<float>(0.45 + 0.55 * std::sqrt(arrivals.share)));
        painter.fillRect(QRectF(static_cast<qreal>(arrivals.x0 - first), 0,
                                static_cast<qreal>(arrivals.x1 - arrivals.x0), 2 * context.scale),
                         ink);
    }
}

void noteTexts(LaneTile& tile, const LaneContext& context, const LaneLayout& layout, RowKind kind)
{
    const auto narrowest = static_cast<std::int64_t>(kNarrowestTextPx * context.scale);
    for (const LaneBar& bar : layout.bars) {
        const State state = bar.interval.state();
        const auto of = textOf(kind, bar.interval);
        if (!of || bar.x1 - bar.x0 < narrowest || context.dimmed.test(static_cast<std::size_t>(state)))
            continue;
        LaneText text;
        text.of = *of;
        text.x0 = bar.x0;
        text.x1 = bar.x1;
        text.startNs = bar.interval.startNs;
        text.middleNs = bar.interval.startNs + static_cast<std::int64_t>(bar.interval.durationNs) / 2;
        text.isFinal = *of != LaneText::Of::Task;
        if (*of == LaneText::Of::State)
            text.subject = static_cast<std::uint32_t>(state);
        else if (text.isFinal)
            text.subject = bar.interval.subject;
        text.background = colouredBySubject(kind) ? theme::laneColour(bar.interval.subject, context.palette).rgb()
                                                  : theme::stateColour(state, context.palette).rgb();
        tile.texts.push_back(text);
    }
}

void noteStretches(LaneTile& tile, const LaneLayout& layout, RowKind kind)
{
    if (kind != RowKind::ThreadState && kind != RowKind::Cpu)
        return;
    for (const LaneBar& bar : layout.bars) {
        if (bar.interval.subject != store::kNone && (kind == RowKind::Cpu || isWait(bar.interval.state())))
            tile.stretches.push_back({bar.x0, bar.x1, bar.interval.subject});
    }
    for (const LaneFolded& folded : layout.folded)
        tile.stretches.push_back({folded.x0, folded.x1, folded.subject, true});
}

} // namespace

int tileColumns(qreal scale)
{
    return static_cast<int>(std::lround(LaneTile::kLogicalPx * scale));
}

int barHeightPx(const Line& line, qreal scale)
{
    const int logical = line.heightPx - 2 * barMarginPx(line);
    return static_cast<int>(std::lround(logical * scale));
}

LaneTile paintIntervalTile(const LaneContext& context, const Line& line, std::int64_t number)
{
    const store::Row& row = context.snapshot.row(*line.row);
    const int columns = tileColumns(context.scale);
    const int height = barHeightPx(line, context.scale);
    const std::int64_t first = number * columns;
    const int gapPx = std::max(1, static_cast<int>(context.scale));
    const LaneLayout layout = layOutLane(row, context.axis, first, columns, height, gapPx);

    LaneTile tile;
    tile.lookups = layout.lookups;
    tile.isFinal = !row.intervals.empty() &&
                   context.axis.startOf(first + columns) <= row.intervals[row.intervals.size() - 1].endNs();
    if (layout.bars.empty() && layout.shares.empty())
        return tile; // an empty image costs nothing to draw
    tile.image = QImage(columns, height, QImage::Format_ARGB32_Premultiplied);
    tile.image.fill(Qt::transparent);
    paint(tile, context, layout, row.kind, first);
    if (row.kind == RowKind::Cpu)
        paintArrivals(tile, context, layout, first);
    noteTexts(tile, context, layout, row.kind);
    noteStretches(tile, layout, row.kind);
    return tile;
}

} // namespace lanescope::timeline
