// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/chart_picture.h"

#include <QChart>
#include <QGraphicsScene>
#include <QGuiApplication>
#include <QPainter>

namespace lanescope::exporting {

Paint chartPaint(charts::ChartKind kind, const store::SnapshotPtr& snapshot, const charts::TimeRange& range, int choice,
                 double scale)
{
    return [=](QPainter& painter, const QSize& size) {
        const std::unique_ptr<charts::Chart> chart = charts::makeChart(kind);
        QGraphicsScene scene;
        scene.addItem(chart->graphics());
        chart->setStyle(charts::ChartStyle::forPrint(QGuiApplication::font(), scale));
        chart->setChoice(choice);
        chart->resize(size);
        chart->show(snapshot, range);
        chart->finishLayout();
        const QRectF room(QPointF(), size);
        scene.setSceneRect(room);
        painter.setRenderHint(QPainter::Antialiasing);
        scene.render(&painter, room, room);
        scene.removeItem(chart->graphics()); // the chart owns it
    };
}

} // namespace lanescope::exporting
