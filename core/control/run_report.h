// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"

namespace lanescope::control {

/// Everything that `--json` prints about a finished run: one object, schema 1. Times in seconds from the
/// start of the run unless the key says _us. Pure.
QJsonObject runReport(const RunRequest& request, const RunResult& result, const store::Snapshot& snapshot,
                      const QStringList& exports);

/// The knobs' values at the start by name: numbers, words for choices, true and false for toggles.
QJsonObject parametersOf(const RunRequest& request);

} // namespace lanescope::control
