// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/utilisation_band.h"

#include "core/analysis/allowed_cpus.h"
#include "ui/theme/theme.h"
#include "ui/timeline/lane_tile.h"
#include "ui/timeline/overlay_painter.h"
#include "ui/timeline/time_text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <cmath>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

constexpr int kStackPx = 60;
constexpr double kBucketPx = 3;

std::int64_t stepOf(const CanvasFrame& frame)
{
    return bucketNs(frame.axis.nsPerPx() * frame.scale, kBucketPx);
}

// By state: what is filled with one colour.
using StackRects = std::array<std::vector<QRectF>, store::kThreadStateCount>;

void addStack(StackRects& rects, const StateTimes& times, const QRectF& column)
{
    const auto total = static_cast<double>(times.totalNs());
    std::int64_t filled = 0;
    qreal bottom = column.bottom();
    for (std::size_t state = 0; state < times.ns.size(); ++state) {
        filled += times.ns[state];
        const qreal top = column.bottom() - std::round(column.height() * (static_cast<double>(filled) / total));
        if (top < bottom)
            rects[state].emplace_back(column.left(), top, column.width(), bottom - top);
        bottom = top;
    }
}

} // namespace

UtilisationBand::UtilisationBand(Viewport* viewport, Utilisation* utilisation, QWidget* parent)
    : AxisWidget(viewport, parent)
    , m_utilisation(*utilisation)
{
    setFixedHeight(72);
    setAccessibleName(tr("Utilisation"));
    setAccessibleDescription(tr("How the threads of the run shared their time between running and waiting"));
}

void UtilisationBand::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.canvas);
    paintLabel(painter, tr("Utilisation"), detail());

    const QRect plot = plotRect();
    const CanvasFrame shown = frame();
    painter.setClipRect(plot);
    painter.translate(plot.topLeft());
    paintGrid(painter, shown, 0, plot.height());
    paintStacks(painter, shown, QRect(0, 2, plot.width(), kStackPx));
    paintSelection(painter, shown, plot.height());
    paintMarkLines(painter, shown, plot.height());
    paintHoverLine(painter, shown, plot.height());
    paintCursors(painter, shown, plot.height());
    if (m_utilisation.isIncomplete())
        QMetaObject::invokeMethod(this, qOverload<>(&QWidget::update), Qt::QueuedConnection);
}

// "2 CPUs · 5 threads": those on which they may run, and those that live, as in the status bar; when the run is over, how many
// it had at once.
QString UtilisationBand::detail() const
{
    const auto count = static_cast<int>(m_utilisation.threads());
    const QString threads =
        snapshot().live ? tr("%n thread(s)", nullptr, count) : tr("up to %n thread(s)", nullptr, count);
    if (snapshot().cpus->empty())
        return threads;
    const std::int64_t endNs = snapshot().endNs;
    const analysis::AllowedCpus allowed(snapshot(), {snapshot().live ? endNs - 1 : snapshot().beginNs, endNs});
    return tr("%n CPU(s)", nullptr, static_cast<int>(allowed.count())) + u" · "_s + threads;
}

void UtilisationBand::paintStacks(QPainter& painter, const CanvasFrame& shown, const QRect& area)
{
    const std::int64_t step = stepOf(shown);
    const std::int64_t begin = snapshot().beginNs;
    const TimeRange visible = shown.axis.covered();
    const std::int64_t last = std::min(visible.toNs, snapshot().endNs);
    StackRects rects;
    for (std::int64_t index = floorTo(std::max(visible.fromNs, begin) - begin, step) / step;
         begin + index * step < last; ++index) {
        const StateTimes* times = m_utilisation.bucket(step, index);
        if (times == nullptr)
            times = m_utilisation.coarser(step, index);
        if (times == nullptr || times->totalNs() <= 0)
            continue;
        const qreal x0 = shown.xOf(begin + index * step);
        const qreal x1 = std::min(shown.xOf(begin + (index + 1) * step), shown.xOf(last));
        addStack(rects, *times, QRectF(x0, area.top(), x1 - x0, area.height()));
    }
    const theme::Colours& colours = theme::coloursOf(palette());
    for (std::size_t state = 0; state < rects.size(); ++state) {
        QColor colour = theme::stateColour(static_cast<store::State>(state), palette());
        if (viewport().dimmedStates().test(state))
            colour = theme::mixed(colours.canvas, colour, kDimmedShare);
        for (const QRectF& rect : rects[state])
            painter.fillRect(rect, colour);
    }
}

void UtilisationBand::mouseMoveEvent(QMouseEvent* event)
{
    const QRect plot = plotRect();
    if (plot.contains(event->position().toPoint()))
        viewport().setHover(frame().timeAt(event->position().x() - plot.left()));
    else
        viewport().setHover(std::nullopt);
}

bool UtilisationBand::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        QToolTip::showText(help->globalPos(), toolTipAt(help->pos().x() - plotRect().left()), this);
        return true;
    }
    return AxisWidget::event(event);
}

QString UtilisationBand::toolTipAt(int x) const
{
    if (x < 0)
        return {};
    const CanvasFrame shown = frame();
    const std::int64_t step = stepOf(shown);
    const std::int64_t from = snapshot().beginNs + floorTo(shown.timeAt(x) - snapshot().beginNs, step);
    const StateTimes times = m_utilisation.over(from, from + step);
    const std::int64_t total = times.totalNs();
    if (total <= 0)
        return {};
    QString html = u"<b>%1</b> · %2<table cellspacing='0'>"_s.arg(
        tr("Utilisation"), momentText(from - snapshot().beginNs, shown.axis.nsPerPx()));
    for (std::size_t state = 0; state < times.ns.size(); ++state) {
        if (times.ns[state] <= 0)
            continue;
        html += u"<tr><td style='color:%1'>■</td><td style='padding-left:6px'>%2</td>"
                u"<td align='right' style='padding-left:12px'>%3</td></tr>"_s.arg(
                    theme::stateColour(static_cast<store::State>(state), palette()).name(),
                    theme::stateName(static_cast<store::State>(state)).toHtmlEscaped(),
                    percentText(static_cast<double>(times.ns[state]) / static_cast<double>(total)));
    }
    return html + u"</table>"_s;
}

} // namespace lanescope::timeline
