// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/overview_strip.h"

#include "ui/theme/theme.h"
#include "ui/timeline/overlay_painter.h"
#include "ui/timeline/time_text.h"

#include <QMouseEvent>
#include <QPainter>

#include <cmath>

namespace lanescope::timeline {
namespace {

constexpr int kBarsPx = 24;
constexpr double kBucketPx = 3;
constexpr qreal kEdgeReachPx = 5;
constexpr qreal kNarrowestWindowPx = 6;

} // namespace

OverviewStrip::OverviewStrip(Viewport* viewport, Utilisation* utilisation, QWidget* parent)
    : AxisWidget(viewport, parent)
    , m_utilisation(*utilisation)
{
    setFixedHeight(41);
    setAccessibleName(tr("Overview of the whole run"));
    setAccessibleDescription(tr("Drag the window to move through the run, drag its edges to see more or less"));
}

TimeRange OverviewStrip::range() const
{
    // While a run is young the view is longer than the run; the window still has to fit.
    const TimeRange run = viewport().run();
    return {run.fromNs, std::max(run.toNs, viewport().visible().toNs)};
}

TimeAxis OverviewStrip::wholeAxis() const
{
    return {viewport().run().fromNs, range(), plotRect().width()};
}

qreal OverviewStrip::xOf(std::int64_t timeNs) const
{
    return plotRect().left() + wholeAxis().xOf(timeNs);
}

std::int64_t OverviewStrip::timeAt(qreal x) const
{
    return wholeAxis().timeAt(x - plotRect().left());
}

QRectF OverviewStrip::windowRect() const
{
    const TimeRange visible = viewport().visible();
    const qreal x0 = xOf(visible.fromNs);
    const qreal x1 = std::min<qreal>(xOf(visible.toNs), plotRect().right() + 1);
    const qreal width = std::max(x1 - x0, kNarrowestWindowPx);
    return {std::min(x0, plotRect().right() + 1 - width), 1, width, height() - 4.0};
}

void OverviewStrip::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.raised);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colours.border);
    const std::int64_t lengthNs = viewport().run().spanNs();
    paintLabel(painter, QString(), tr("Overview 0 – %1").arg(durationText(lengthNs)));
    paintBars(painter);
    paintWindow(painter);
    if (m_utilisation.isIncomplete())
        QMetaObject::invokeMethod(this, qOverload<>(&QWidget::update), Qt::QueuedConnection);
}

void OverviewStrip::paintBars(QPainter& painter)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const std::int64_t begin = snapshot().beginNs;
    const TimeAxis axis = wholeAxis();
    const std::int64_t step = bucketNs(axis.nsPerPx(), kBucketPx);
    const QColor running =
        theme::mixed(colours.raised, theme::stateColour(store::State::Running, palette()), colours.isDark ? 0.55 : 0.5);
    const QColor contended = theme::mixed(colours.raised, theme::stateColour(store::State::LockWait, palette()),
                                          colours.isDark ? 0.6 : 0.55);
    const int bottom = height() - 6;
    // Without CPUs known, as many as ever ran at once in this picture.
    double parallel = std::max<double>(1, static_cast<double>(snapshot().cpus->size()));
    std::vector<std::pair<std::int64_t, const StateTimes*>> buckets;
    for (std::int64_t index = 0; begin + index * step < snapshot().endNs; ++index) {
        if (const StateTimes* times = m_utilisation.bucket(step, index)) {
            buckets.emplace_back(index, times);
            parallel =
                std::max(parallel, static_cast<double>(times->of(store::State::Running)) / static_cast<double>(step));
        }
    }
    for (const auto& [index, times] : buckets) {
        const int x0 = static_cast<int>(xOf(begin + index * step));
        const int x1 = static_cast<int>(xOf(begin + (index + 1) * step));
        const int width = std::max(1, x1 - x0 - (x1 - x0 >= 3 ? 1 : 0));
        const double full = parallel * static_cast<double>(step);
        const int height =
            static_cast<int>(std::lround(kBarsPx * static_cast<double>(times->of(store::State::Running)) / full));
        painter.fillRect(QRect(x0, bottom - height, width, height), running);
        const double waiting = static_cast<double>(times->of(store::State::LockWait)) /
                               std::max(1.0, static_cast<double>(times->totalNs()));
        if (waiting > 0.01)
            painter.fillRect(QRect(x0, bottom + 1, width, 1 + static_cast<int>(std::lround(waiting * 2))), contended);
    }
}

void OverviewStrip::paintWindow(QPainter& painter)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    for (const store::Mark& mark : *snapshot().marks) {
        if (mark.kind == store::MarkKind::Knob)
            painter.fillRect(QRectF(xOf(mark.timeNs), 2, 1, 4), colours.accent);
    }
    const QRectF window = windowRect().adjusted(0.5, 0.5, -0.5, -0.5);
    QColor fill = colours.accent;
    fill.setAlphaF(colours.isDark ? 0.20F : 0.16F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.accent, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(window, 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

OverviewStrip::Grip OverviewStrip::gripAt(qreal x) const
{
    const QRectF window = windowRect();
    if (std::abs(x - window.left()) <= kEdgeReachPx)
        return Grip::Left;
    if (std::abs(x - window.right()) <= kEdgeReachPx)
        return Grip::Right;
    return window.left() < x && x < window.right() ? Grip::Middle : Grip::None;
}

void OverviewStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const qreal x = event->position().x();
    m_grip = gripAt(x);
    const TimeRange visible = viewport().visible();
    if (m_grip == Grip::None) { // a click beside the window brings it here
        const std::int64_t from = timeAt(x) - visible.spanNs() / 2;
        viewport().show({from, from + visible.spanNs()});
        m_grip = Grip::Middle;
    }
    m_gripOffsetNs = timeAt(x) - viewport().visible().fromNs;
}

void OverviewStrip::mouseMoveEvent(QMouseEvent* event)
{
    const qreal x = event->position().x();
    const TimeRange visible = viewport().visible();
    const std::int64_t here = timeAt(x);
    switch (m_grip) {
    case Grip::None: {
        const Grip under = gripAt(x);
        setCursor(under == Grip::Middle ? Qt::OpenHandCursor
                  : under == Grip::None ? Qt::ArrowCursor
                                        : Qt::SizeHorCursor);
        break;
    }
    case Grip::Middle: viewport().show({here - m_gripOffsetNs, here - m_gripOffsetNs + visible.spanNs()}); break;
    case Grip::Left: viewport().show({std::min(here, visible.toNs - Viewport::kShortestSpanNs), visible.toNs}); break;
    case Grip::Right:
        viewport().show({visible.fromNs, std::max(here, visible.fromNs + Viewport::kShortestSpanNs)});
        break;
    }
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent*)
{
    m_grip = Grip::None;
}

void OverviewStrip::mouseDoubleClickEvent(QMouseEvent*)
{
    viewport().fit();
}

} // namespace lanescope::timeline
