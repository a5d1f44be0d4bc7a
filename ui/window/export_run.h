// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session_info.h"
#include "ui/window/run_choice.h"

class QWidget;

namespace lanescope::timeline {
class TimelinePane;
}

namespace lanescope::window {

/// What a picture or a session file says about the run the window shows. Threads: GUI.
session::SessionInfo sessionInfo(const control::RunController& controller, const RunChoice& choice,
                                 const QDateTime& startedAt);

/// Opens the export dialog for what `pane` shows now; the dialog deletes itself. Threads: GUI.
void openExportDialog(timeline::TimelinePane& pane, const session::SessionInfo& info, QWidget* parent);

} // namespace lanescope::window
