// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/label_column.h"

#include "ui/theme/theme.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/row_figures.h"
#include "ui/timeline/tool_tip.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace lanescope::timeline {
namespace {

constexpr int kLeftPx = 13;
constexpr int kIndentPx = 14;
constexpr int kRightPx = 9;
constexpr int kArrowPx = 7;
constexpr int kGapPx = 8;          ///< between a name and its figure
constexpr int kFigureKeepsPx = 44; ///< a figure as short as "61 %" stays whatever the name is
constexpr int kFigureWorthPx = 24; ///< less of a longer one says nothing

quint64 packed(const LineKey& key)
{
    return (static_cast<quint64>(key.kind) << 56) | (static_cast<quint64>(key.depth) << 32) | key.index;
}

int nameLeftPx(const Line& line)
{
    return kLeftPx + line.indent * kIndentPx;
}

// The triangle stands before the name; a header is one as a whole.
bool isOnTriangle(const Line& line, int xPx)
{
    return line.hasChildren && !line.isHeader() && xPx < nameLeftPx(line);
}

// What is not a row by itself.
bool isQuiet(const Line& line)
{
    return line.key.kind == LineKind::Tasks || line.key.kind == LineKind::Ended;
}

void paintTriangle(QPainter& painter, QPointF centre, bool isOpen, const QColor& colour)
{
    const QPointF down[3] = {centre + QPointF(-4, -2.5), centre + QPointF(4, -2.5), centre + QPointF(0, 3.5)};
    const QPointF right[3] = {centre + QPointF(-2.5, -4), centre + QPointF(3.5, 0), centre + QPointF(-2.5, 4)};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(isOpen ? down : right, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

} // namespace

LabelColumn::LabelColumn(const TimelineState& state, QWidget* parent)
    : QWidget(parent)
    , m_state(state)
{
    setFixedWidth(kLabelColumnPx);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_figureTimer.setSingleShot(true);
    m_figureTimer.setInterval(kFigureMs);
    connect(&m_figureTimer, &QTimer::timeout, this, &LabelColumn::refreshFigures);
    updateFonts();
}

void LabelColumn::updateFonts()
{
    m_nameFont = m_headerFont = m_figureFont = font();
    m_nameFont.setPixelSize(12);
    m_headerFont.setPixelSize(12);
    m_headerFont.setWeight(QFont::DemiBold);
    m_figureFont.setPixelSize(11);
}

void LabelColumn::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange)
        updateFonts();
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        update();
    QWidget::changeEvent(event);
}

void LabelColumn::followRun()
{
    if (!m_figureTimer.isActive())
        m_figureTimer.start();
}

void LabelColumn::refreshFigures()
{
    m_figures.clear();
    update();
}

void LabelColumn::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::coloursOf(palette()).canvas);
    const auto& lines = m_state.rows.lines();
    for (std::size_t i = m_state.rows.firstAt(m_state.scrollPx); i < lines.size(); ++i) {
        const QRect lineRect(0, lines[i].topPx - m_state.scrollPx, width(), lines[i].heightPx);
        if (lineRect.top() >= height())
            break;
        paintLine(painter, lines[i], lineRect);
    }
}

void LabelColumn::paintLine(QPainter& painter, const Line& line, const QRect& rect)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const auto pick = m_state.viewport.pick();
    const bool isPicked = pick && line.row == pick->row;
    QColor fill = line.isHeader() ? colours.raised : colours.row;
    if (isPicked)
        fill = theme::mixed(fill, colours.accent, 0.16);
    painter.fillRect(rect, fill);
    painter.fillRect(QRect(0, rect.bottom(), rect.width(), 1), line.isHeader() ? colours.border : colours.rowLine);
    if (isPicked)
        painter.fillRect(QRect(0, rect.top(), 2, rect.height()), colours.accent);

    int left = nameLeftPx(line);
    if (line.hasChildren)
        paintTriangle(painter, QPointF((line.isHeader() ? left : left - 8) + 3.0, rect.center().y() + 0.5), line.isOpen,
                      line.isHeader() ? colours.text : colours.textFaint);
    if (line.isHeader())
        left += kArrowPx + 4;

    paintTexts(painter, line, rect.adjusted(left, 0, -kRightPx, -1));
}

int figureRoomPx(int roomPx, int namePx, int figurePx)
{
    const int leftPx = roomPx - kGapPx - namePx;
    if (figurePx <= std::max(leftPx, kFigureKeepsPx))
        return figurePx;
    return leftPx < kFigureWorthPx ? 0 : leftPx;
}

QString figureThatFits(const QString& figure, const QFontMetrics& metrics, int roomPx, int namePx)
{
    const int wantedPx = metrics.horizontalAdvance(figure);
    const int givenPx = figureRoomPx(roomPx, namePx, wantedPx);
    if (givenPx >= wantedPx)
        return figure;
    if (const QString first = figure.section(QStringLiteral(" · "), 0, 0); first != figure)
        return figureThatFits(first, metrics, roomPx, namePx);
    return givenPx == 0 ? QString() : metrics.elidedText(figure, Qt::ElideRight, givenPx);
}

void LabelColumn::paintTexts(QPainter& painter, const Line& line, const QRect& room)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const bool isLossy = line.key.kind == LineKind::Thread && (*m_state.snapshot->threads)[line.key.index].dropped > 0;
    const QFont& nameFont = line.isHeader() ? m_headerFont : m_nameFont;
    const QString name = lineTitle(*m_state.snapshot, line);
    const int signPx = isLossy ? 14 : 0;

    painter.setFont(m_figureFont);
    const QFontMetrics figures = painter.fontMetrics();
    const int namePx =
        QFontMetrics(nameFont).horizontalAdvance(name) + 1; // it is rounded; a fraction less, and dots come
    QString figure = figureThatFits(figureOf(line), figures, room.width() - signPx, namePx);
    if (line.key.kind == LineKind::Group && namePx + kGapPx + figures.horizontalAdvance(figure) > room.width())
        figure.clear(); // which rows they are is said by the name
    painter.setPen(colours.textFaint);
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter, figure);
    int taken = figure.isEmpty() ? 0 : figures.horizontalAdvance(figure) + kGapPx;
    if (isLossy) { // its records are not complete; the tool tip says how many were lost
        paintTriangle(painter, QPointF(room.right() + 1 - taken - 4.0, room.center().y() + 1), true, colours.alarm);
        taken += signPx;
    }

    painter.setFont(nameFont);
    painter.setPen(isQuiet(line) ? colours.textSecondary : colours.text);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, room.width() - taken));
}

QString LabelColumn::figureOf(const Line& line)
{
    auto found = m_figures.find(packed(line.key));
    if (found == m_figures.end())
        found = m_figures.insert(packed(line.key), lineFigure(*m_state.snapshot, line, m_state.viewport.visible()));
    return *found;
}

QString LabelColumn::toolTipOf(const Line& line) const
{
    if (line.key.kind == LineKind::Group)
        return {};
    return toolTipFor(*m_state.snapshot, hitOn(*m_state.snapshot, line, 0, std::nullopt), 1, palette());
}

bool LabelColumn::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Line* line = m_state.rows.lineAt(help->pos().y() + m_state.scrollPx);
        QToolTip::showText(help->globalPos(), line != nullptr ? toolTipOf(*line) : QString(), this);
        return true;
    }
    return QWidget::event(event);
}

void LabelColumn::mouseReleaseEvent(QMouseEvent* event)
{
    const Line* line = m_state.rows.lineAt(static_cast<int>(event->position().y()) + m_state.scrollPx);
    if (event->button() != Qt::LeftButton || line == nullptr)
        return;
    if (isOnTriangle(*line, static_cast<int>(event->position().x())))
        Q_EMIT lineToggled(line->key);
    else
        Q_EMIT lineClicked(line->key);
}

void LabelColumn::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Line* line = m_state.rows.lineAt(static_cast<int>(event->position().y()) + m_state.scrollPx);
    if (event->button() != Qt::LeftButton || line == nullptr || !line->hasChildren || line->isHeader())
        return;
    if (!isOnTriangle(*line, static_cast<int>(event->position().x())))
        Q_EMIT lineToggled(line->key);
}

void LabelColumn::wheelEvent(QWheelEvent* event)
{
    const int delta = event->pixelDelta().isNull() ? event->angleDelta().y() / 2 : event->pixelDelta().y();
    Q_EMIT scrollWanted(-delta);
    event->accept();
}

void LabelColumn::contextMenuEvent(QContextMenuEvent* event)
{
    if (const Line* line = m_state.rows.lineAt(event->pos().y() + m_state.scrollPx))
        Q_EMIT menuWanted(line->key, event->globalPos());
}

} // namespace lanescope::timeline
