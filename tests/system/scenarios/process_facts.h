// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What tests ask of a run with several processes.

#include "tests/system/scenarios/scenario_run.h"

#include <QSet>

namespace lanescope::testing {

/// A field of the result; numbers are -1 where there is none.
QJsonValue value(const Ran& ran, const char* key);
qint64 number(const Ran& ran, const char* key);
qint64 field(const QJsonObject& row, const char* key);

/// The processes of the report that have this name, in the order of their start.
QList<QJsonObject> processes(const Ran& ran, const QString& name);

/// The processes that ended a wait of this state of a process's main thread, by name.
QSet<QString> endersOf(const store::Snapshot& snapshot, const std::string& process, store::State state);

/// How many messages went from one process to the other.
qsizetype messages(const store::Snapshot& snapshot, const std::string& from, const std::string& to);

} // namespace lanescope::testing
