// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/colours.h"

#include <QString>

namespace lanescope::theme {

/// What Fusion and a palette alone do not give: flat rounded buttons, quiet tabs and lists, thin scroll bars.
/// A button with the dynamic property `role` = "stop" takes the alarm colour; a checked one the accent;
/// "link" is drawn as a link; "flat" has no frame until the pointer is over it.
QString styleSheet(const Colours& colours);

} // namespace lanescope::theme
