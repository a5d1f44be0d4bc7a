// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lanescope::app {

/// `lanescope robots FILE AGENT URL...`: what a robots.txt says to an agent, one line a URL, with the line that
/// decided. Returns the exit code.
int robotsCommand(const QStringList& words);

} // namespace lanescope::app
