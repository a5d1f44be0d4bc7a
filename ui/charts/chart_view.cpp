// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"

#include <QChart>
#include <QEvent>
#include <QMouseEvent>

namespace lanescope::charts {

ChartView::ChartView(std::unique_ptr<Chart> chart, QWidget* parent)
    : QGraphicsView(parent)
    , m_chart(std::move(chart))
{
    setScene(&m_scene);
    m_scene.addItem(m_chart->graphics());
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setAccessibleName(m_chart->title());
    applyStyle();
}

ChartView::~ChartView()
{
    m_scene.removeItem(m_chart->graphics()); // the chart owns it
}

void ChartView::applyStyle()
{
    const ChartStyle style = ChartStyle::of(palette(), font(), devicePixelRatioF());
    setBackgroundBrush(style.background());
    m_chart->setStyle(style);
}

void ChartView::resizeEvent(QResizeEvent* event)
{
    QGraphicsView::resizeEvent(event);
    const QSizeF size = viewport()->size();
    m_scene.setSceneRect(QRectF(QPointF(), size));
    m_chart->resize(size);
}

void ChartView::changeEvent(QEvent* event)
{
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyStyle();
}

void ChartView::showEvent(QShowEvent* event)
{
    QGraphicsView::showEvent(event);
    applyStyle(); // only now is the screen's pixel ratio known
}

void ChartView::mouseMoveEvent(QMouseEvent* event)
{
    m_chart->setCursor(event->position().x());
}

void ChartView::mousePressEvent(QMouseEvent* event)
{
    const std::optional<std::int64_t> time = m_chart->timeAt(event->position().x());
    if (event->button() == Qt::LeftButton && time)
        Q_EMIT timeActivated(*time);
}

void ChartView::leaveEvent(QEvent* event)
{
    QGraphicsView::leaveEvent(event);
    m_chart->setCursor(std::nullopt);
}

} // namespace lanescope::charts
