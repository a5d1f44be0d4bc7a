// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/export_run.h"

#include "core/control/run_report.h"
#include "ui/export/export_dialog.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/timeline/timeline_picture.h"

namespace lanescope::window {

session::SessionInfo sessionInfo(const control::RunController& controller, const RunChoice& choice,
                                 const QDateTime& startedAt)
{
    session::SessionInfo info;
    const scenario::ScenarioInfo* ran = controller.scenario() ? controller.scenario() : choice.scenario();
    if (!ran)
        return info;
    info.scenario = ran->id;
    info.title = ran->title;
    info.seed = controller.request().seed;
    info.parameters = control::parametersOf(controller.request());
    info.startedAt = startedAt;
    const auto snapshot = controller.snapshot();
    info.durationS = snapshot->seconds(snapshot->endNs);
    if (controller.state() == control::RunState::Finished) {
        info.outcome = control::outcomeWord(controller.result().outcome);
        info.message = controller.result().message;
        info.result = controller.result().result;
        info.durationS = controller.result().durationS;
    }
    return info;
}

void openExportDialog(timeline::TimelinePane& pane, const session::SessionInfo& info, QWidget* parent)
{
    auto* dialog = new exporting::ExportDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const store::SnapshotPtr shown = pane.shownSnapshot();
    dialog->setRun(shown, info);
    dialog->setVisibleRange(pane.viewport().visible());
    dialog->setTimelinePaint([shown](const timeline::TimeRange& range) -> exporting::Paint {
        return [shown, range](QPainter& painter, const QSize& size) {
            timeline::paintTimeline(painter, size, shown, range);
        };
    });
    dialog->open();
}

} // namespace lanescope::window
