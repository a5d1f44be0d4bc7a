// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace lanescope::app {

/// The report of a run (core/control/run_report.h) as text for people: outcome, result, locks, queues,
/// processes, threads. Pure.
QString summaryTable(const QJsonObject& report);

} // namespace lanescope::app
