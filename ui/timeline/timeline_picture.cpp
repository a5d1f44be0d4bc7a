// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_picture.h"

#include "ui/theme/theme.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/viewport.h"

#include <QLayout>
#include <QPainter>

namespace lanescope::timeline {

void paintTimeline(QPainter& painter, const QSize& size, const store::SnapshotPtr& snapshot, const TimeRange& range)
{
    TimelinePane pane;
    pane.setAttribute(Qt::WA_DontShowOnScreen);
    pane.layout()->setSizeConstraint(QLayout::SetNoConstraint); // there is no window to be told of a smallest size
    pane.resize(size);
    pane.setSnapshot(snapshot);
    pane.viewport().setFollowLive(false);
    if (range.isEmpty())
        pane.viewport().fit();
    else
        pane.viewport().show(range);
    pane.show(); // lays out; on no screen
    pane.setSnapshot(snapshot);
    // Each by itself, when all are there: where the application has a style sheet, children do not follow their parent.
    const QPalette light = theme::paletteFor(theme::lightColours());
    pane.setPalette(light);
    for (QWidget* part : pane.findChildren<QWidget*>())
        part->setPalette(light);
    pane.render(&painter);
}

} // namespace lanescope::timeline
