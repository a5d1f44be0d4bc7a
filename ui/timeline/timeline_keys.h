// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/timeline_navigator.h"

#include <QList>

namespace lanescope::timeline {

/// The keys of the timeline: which command each stands for, and what people read of them. Threads: GUI.

using NavigatorCommand = void (TimelineNavigator::*)();
/// nullptr if the key stands for nothing.
NavigatorCommand commandFor(const QKeyEvent& event);

/// Some keys and what they do, for the table behind "?".
struct KeyHelp {
    QString keys;
    QString text;
};
QList<KeyHelp> timelineKeys();

} // namespace lanescope::timeline
