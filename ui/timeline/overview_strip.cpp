// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/overview_strip.h"

#include "core/analysis/allowed_cpus.h"
#include "ui/theme/theme.h"
#include "ui/timeline/knob_moves.h"
#include "ui/timeline/overlay_painter.h"
#include "ui/timeline/time_text.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

namespace lanescope::timeline {
namespace {

constexpr int kBarsPx = 24;
constexpr double kBucketPx = 3;
constexpr qreal kEdgeReachPx = 5;
constexpr qreal kNarrowestWindowPx = 6;

// How many busy CPUs the tallest bar stands for: all of them, or less in a few steps where a run leaves them idle,
// for a crawl that uses a twentieth of the machine has its ups and downs too.
double fullScale(double busiestCpus, std::size_t cpus)
{
    if (cpus == 0)
        return std::max(1.0, busiestCpus);
    for (const double share : {0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75}) {
        if (busiestCpus <= share * static_cast<double>(cpus))
            return share * static_cast<double>(cpus);
    }
    return std::max(busiestCpus, static_cast<double>(cpus));
}

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

// On which the run may be; 0 where nothing is known of any.
std::size_t OverviewStrip::cpus() const
{
    if (snapshot().cpus->empty())
        return 0;
    return analysis::AllowedCpus(snapshot(), {snapshot().beginNs, snapshot().endNs}).count();
}

std::int64_t OverviewStrip::stepNs() const
{
    return bucketNs(wholeAxis().nsPerPx(), kBucketPx);
}

std::vector<OverviewStrip::Bar> OverviewStrip::bars()
{
    const std::int64_t step = stepNs();
    std::vector<Bar> found;
    for (std::int64_t index = 0; snapshot().beginNs + index * step < snapshot().endNs; ++index) {
        if (const StateTimes* times = m_utilisation.bucket(step, index)) {
            found.push_back({index, static_cast<double>(times->of(store::State::Running)) / static_cast<double>(step),
                             static_cast<double>(times->of(store::State::LockWait)) /
                                 std::max(1.0, static_cast<double>(times->totalNs()))});
        }
    }
    return found;
}

void OverviewStrip::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.raised);
    painter.fillRect(QRect(0, height() - 1, width(), 1), colours.border);
    const std::vector<Bar> shown = bars();
    double busiest = 0;
    for (const Bar& bar : shown)
        busiest = std::max(busiest, bar.busyCpus);
    paintCaption(painter, busiest);
    paintBars(painter, shown, fullScale(busiest, cpus()));
    paintWindow(painter);
    if (m_utilisation.isIncomplete())
        QMetaObject::invokeMethod(this, qOverload<>(&QWidget::update), Qt::QueuedConnection);
}

// The scale of the bars follows the run, so it is said in words.
void OverviewStrip::paintCaption(QPainter& painter, double busiestCpus) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const auto cpuCount = static_cast<int>(cpus());
    QFont small = font();
    small.setPixelSize(11);
    painter.setFont(small);
    const QRect room(13, 4, kLabelColumnPx - 22, height() - 9);
    const QString span = tr("Overview 0 – %1").arg(durationText(viewport().run().spanNs()));
    painter.setPen(colours.textSecondary);
    if (cpuCount == 0) {
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, span);
        return;
    }
    painter.drawText(room, Qt::AlignLeft | Qt::AlignTop, span);
    painter.setPen(colours.textFaint);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignBottom,
                     tr("up to %1 of %n CPU(s)", nullptr, cpuCount).arg(percentText(busiestCpus / cpuCount)));
}

void OverviewStrip::paintBars(QPainter& painter, const std::vector<Bar>& shown, double fullCpus) const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const QColor running =
        theme::mixed(colours.raised, theme::stateColour(store::State::Running, palette()), colours.isDark ? 0.55 : 0.5);
    const QColor contended = theme::mixed(colours.raised, theme::stateColour(store::State::LockWait, palette()),
                                          colours.isDark ? 0.6 : 0.55);
    const std::int64_t begin = snapshot().beginNs;
    const std::int64_t step = stepNs();
    const int bottom = height() - 6;
    for (const Bar& bar : shown) {
        const int x0 = static_cast<int>(xOf(begin + bar.index * step));
        const int x1 = static_cast<int>(xOf(begin + (bar.index + 1) * step));
        const int width = std::max(1, x1 - x0 - (x1 - x0 >= 3 ? 1 : 0));
        const int height = static_cast<int>(std::lround(kBarsPx * std::min(1.0, bar.busyCpus / fullCpus)));
        painter.fillRect(QRect(x0, bottom - height, width, height), running);
        if (bar.lockWait > 0.01)
            painter.fillRect(QRect(x0, bottom + 1, width, 1 + static_cast<int>(std::lround(bar.lockWait * 2))),
                             contended);
    }
}

QString OverviewStrip::toolTipAt(qreal x) const
{
    const std::int64_t at = timeAt(x);
    if (x < plotRect().left() || at >= snapshot().endNs || at < snapshot().beginNs)
        return {};
    const std::int64_t step = stepNs();
    const std::int64_t from = snapshot().beginNs + floorTo(at - snapshot().beginNs, step);
    const StateTimes times = m_utilisation.over(from, from + step);
    const double total = std::max(1.0, static_cast<double>(times.totalNs()));
    const double busy = static_cast<double>(times.of(store::State::Running)) / static_cast<double>(step);
    const auto cpuCount = static_cast<int>(cpus());
    return tr("At %1: %2 busy, %3 of the threads’ time waiting for locks")
        .arg(momentText(from - snapshot().beginNs, wholeAxis().nsPerPx()),
             cpuCount > 0 ? tr("%1 of %n CPU(s)", nullptr, cpuCount).arg(percentText(busy / cpuCount))
                          : tr("%1 of one CPU").arg(percentText(busy)),
             percentText(static_cast<double>(times.of(store::State::LockWait)) / total));
}

bool OverviewStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return AxisWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), toolTipAt(help->pos().x()), this);
    return true;
}

void OverviewStrip::paintWindow(QPainter& painter)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    for (const KnobMove& move : knobMoves(snapshot(), range()))
        painter.fillRect(QRectF(xOf((*snapshot().marks)[move.last].timeNs), 2, 1, 4), colours.accent);
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
    case Grip::Middle:
        viewport().show({here - m_gripOffsetNs, here - m_gripOffsetNs + visible.spanNs()});
        break;
    case Grip::Left:
        viewport().show({std::min(here, visible.toNs - Viewport::kShortestSpanNs), visible.toNs});
        break;
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
