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
    pane.setPalette(theme::paletteFor(theme::lightColours()));
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
    pane.render(&painter);
}

} // namespace lanescope::timeline
