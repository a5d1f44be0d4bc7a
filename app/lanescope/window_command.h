// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lanescope::app {

/// The window. `words`: a scenario and --set for its first run; --theme dark|light, --size WxH, and
/// --screenshot FILE with --after S, which takes a picture of the window itself and ends.
int windowCommand(const QStringList& words);

} // namespace lanescope::app
