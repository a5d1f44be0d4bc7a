// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lanescope::control {

/// The locks and the queues of a run as the report has them, one object each: figures over the whole run. "dropped" is how
/// many records of its process are missing: above 0 its figures are too small. "so_far": waits and a hold that had not ended;
/// they count up to the end. Pure.
QJsonArray lockReport(const store::Snapshot& snapshot);
QJsonArray queueReport(const store::Snapshot& snapshot);

/// "total_s", "mean_us", "p50_us", "p99_us", "max_us".
QJsonObject durationReport(const store::Histogram& histogram);

} // namespace lanescope::control
