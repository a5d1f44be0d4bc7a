// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lanescope::app {

/// `lanescope list`: all scenarios with their knobs, as text or as JSON.
QString listScenarios(bool json);

} // namespace lanescope::app
