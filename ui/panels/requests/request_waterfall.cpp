// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/request_waterfall.h"

#include "ui/theme/colours.h"
#include "ui/theme/gate_style.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/time_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

constexpr int kLinePx = 20;
constexpr int kBarPx = 12;
constexpr int kNamePx = 92;
constexpr int kFigurePx = 74;
constexpr int kSwatchPx = 10;
constexpr int kGapPx = 8;
constexpr double kMostQueued = 0.5; // of the axis

} // namespace

RequestWaterfall::RequestWaterfall(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("The steps of the request"));
}

void RequestWaterfall::show(const RequestStory& story)
{
    m_story = story;
    setAccessibleDescription(storyText(story));
    updateGeometry();
    update();
}

int RequestWaterfall::stepsTop() const
{
    return wasHeld() ? kLinePx * (1 + static_cast<int>(m_story.holds.size())) + kGapPx : 0;
}

QSize RequestWaterfall::sizeHint() const
{
    return {kNamePx + kFigurePx + 160, stepsTop() + kLinePx * static_cast<int>(m_story.steps.size())};
}

QSize RequestWaterfall::minimumSizeHint() const
{
    return {kNamePx + kFigurePx + 40, sizeHint().height()};
}

QRect RequestWaterfall::plot(int top) const
{
    return {kNamePx, top + (kLinePx - kBarPx) / 2, std::max(1, width() - kNamePx - kFigurePx), kBarPx};
}

bool RequestWaterfall::isCut() const
{
    const auto queuedNs = static_cast<double>(m_story.queuedNs);
    return queuedNs > kMostQueued * (queuedNs + static_cast<double>(m_story.lengthNs));
}

int RequestWaterfall::queuedPx() const
{
    if (m_story.queuedNs <= 0)
        return 0;
    const auto queuedNs = static_cast<double>(m_story.queuedNs);
    const double share = m_story.lengthNs <= 0 ? 1.0
                         : isCut()             ? kMostQueued
                                               : queuedNs / (queuedNs + static_cast<double>(m_story.lengthNs));
    return std::max(2, static_cast<int>(std::lround(share * plot(0).width())));
}

QRect RequestWaterfall::queuedBar() const
{
    const QRect room = plot(0);
    return {room.left(), room.top(), queuedPx(), room.height()};
}

QRect RequestWaterfall::barOf(std::size_t index) const
{
    const RequestStep& step = m_story.steps[index];
    const QRect room = plot(stepsTop() + static_cast<int>(index) * kLinePx).adjusted(queuedPx(), 0, 0, 0);
    if (!step.instead.isEmpty() || m_story.lengthNs <= 0)
        return {};
    // In floating point and cut there: a step's time comes from the recorded process, which may state any.
    const auto widthPx = static_cast<double>(room.width());
    const double pxPerNs = widthPx / static_cast<double>(m_story.lengthNs);
    const auto startNs = static_cast<double>(step.startNs);
    const double endNs = startNs + static_cast<double>(step.durationNs);
    const auto left = static_cast<int>(std::lround(std::clamp(startNs * pxPerNs, 0.0, widthPx)));
    const auto right = static_cast<int>(std::lround(std::clamp(endNs * pxPerNs, 0.0, widthPx)));
    // What happened at all is seen, be it ever so short.
    const int shownLeft = std::clamp(left, 0, room.width() - 2);
    return {room.left() + shownLeft, room.top(), std::clamp(right - shownLeft, 2, room.width() - shownLeft), kBarPx};
}

void RequestWaterfall::paintLine(QPainter& painter, int top, const QString& name, const QString& figure)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    painter.setPen(colours.textSecondary);
    painter.drawText(QRect(0, top, kNamePx - kGapPx, kLinePx), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, kNamePx - kGapPx));
    painter.setPen(colours.text);
    painter.drawText(QRect(width() - kFigurePx, top, kFigurePx, kLinePx), Qt::AlignRight | Qt::AlignVCenter, figure);
}

// The time before the wire as one bar, shared by what held the request.
void RequestWaterfall::paintQueued(QPainter& painter)
{
    paintLine(painter, 0, tr("queued"), timeline::durationText(m_story.queuedNs));
    const QRect room = queuedBar();
    painter.fillRect(room, theme::stateBrushForWidget(store::State::RequestQueued, palette(), devicePixelRatioF()));
    double left = 0;
    for (const RequestHold& hold : m_story.holds) {
        const double share = static_cast<double>(hold.durationNs) / static_cast<double>(m_story.queuedNs);
        const double right = std::min(left + share * room.width(), static_cast<double>(room.width()));
        painter.fillRect(QRectF(room.left() + left, room.top(), right - left, room.height()),
                         theme::gateBrushForWidget(hold.gate, palette(), devicePixelRatioF()));
        left = right;
    }
    if (isCut() && m_story.lengthNs > 0)
        paintCut(painter, room);
}

// Two slanted strokes through the bar, as axes are broken.
void RequestWaterfall::paintCut(QPainter& painter, const QRect& bar)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const int middle = bar.center().x();
    constexpr int kHalfPx = 4;
    constexpr int kSlantPx = 3;
    const QPolygon gap{
        QPoint(middle - kHalfPx + kSlantPx, bar.top() - 2), QPoint(middle + kHalfPx + kSlantPx, bar.top() - 2),
        QPoint(middle + kHalfPx - kSlantPx, bar.bottom() + 3), QPoint(middle - kHalfPx - kSlantPx, bar.bottom() + 3)};
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().window());
    painter.drawPolygon(gap);
    painter.setPen(QPen(colours.textSecondary, 1));
    painter.drawLine(gap[0], gap[3]);
    painter.drawLine(gap[1], gap[2]);
    painter.restore();
}

void RequestWaterfall::paintHolds(QPainter& painter)
{
    int top = kLinePx;
    const theme::Colours& colours = theme::coloursOf(palette());
    for (const RequestHold& hold : m_story.holds) {
        const QRect room = plot(top);
        painter.fillRect(QRect(room.left(), top + (kLinePx - kSwatchPx) / 2, kSwatchPx, kSwatchPx),
                         theme::gateBrushForWidget(hold.gate, palette(), devicePixelRatioF()));
        painter.setPen(colours.textSecondary);
        const QRect text(room.left() + kSwatchPx + kGapPx, top, room.width() - kSwatchPx - kGapPx, kLinePx);
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, theme::gateName(hold.gate));
        paintLine(painter, top, {}, timeline::durationText(hold.durationNs));
        top += kLinePx;
    }
}

void RequestWaterfall::paintStep(QPainter& painter, std::size_t index)
{
    const RequestStep& step = m_story.steps[index];
    const int top = stepsTop() + static_cast<int>(index) * kLinePx;
    paintLine(painter, top, step.name, step.instead.isEmpty() ? timeline::durationText(step.durationNs) : QString());
    const QRect room = plot(top);
    painter.fillRect(QRect(room.left(), room.bottom() + 1, room.width(), 1), theme::coloursOf(palette()).groove);
    if (const QRect bar = barOf(index); !bar.isEmpty())
        painter.fillRect(bar, theme::stateBrushForWidget(step.state, palette(), devicePixelRatioF()));
    if (step.instead.isEmpty())
        return;
    painter.setPen(theme::coloursOf(palette()).textFaint);
    painter.drawText(QRect(room.left(), top, width() - room.left(), kLinePx), Qt::AlignLeft | Qt::AlignVCenter,
                     step.instead);
}

void RequestWaterfall::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QFont small = font();
    small.setPixelSize(std::max(11, QFontInfo(font()).pixelSize() - 1));
    painter.setFont(small);
    if (wasHeld()) {
        paintQueued(painter);
        paintHolds(painter);
    }
    for (std::size_t i = 0; i < m_story.steps.size(); ++i)
        paintStep(painter, i);
}

} // namespace lanescope::panels
