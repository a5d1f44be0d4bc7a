// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_request.h"
#include "core/scenario/scenario.h"

namespace lanescope::app {

/// Whether somebody means it, if a crawl would ask a public host more often than it is polite: at its start, or after one of the
/// changes to come. `isWelcome`: yes, for all hosts, those that links lead to as well; the request is told. Empty where nothing
/// is to be confirmed, else a sentence.
QString confirmOrRefuse(const scenario::ScenarioInfo& info, bool isWelcome, control::RunRequest& request);

} // namespace lanescope::app
