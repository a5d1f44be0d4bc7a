// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One run of a scenario in a real lab process, as `lanescope run ID --set … --at … --json` does it.

#include "core/store/snapshot.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace lanescope::control {
class RunController;
}

namespace lanescope::testing {

struct ScenarioRun {
    QString id;
    QStringList settings = {}; ///< "threads=8", as typed behind --set
    QStringList changes = {};  ///< "0.5:threads=2", as typed behind --at
    double durationS = 1;
    quint64 seed = 1;
    bool mayDrop =
        false; ///< at its extremes a scenario may write faster than anybody can read; that is told, not hidden
    /// After each look at what is found, while it goes on; may turn knobs and stop the run.
    std::function<void(control::RunController&)> watching = {};
    /// At its standard settings: it goes on, however long that takes, until there is what its page tells to look for, and
    /// has a problem if there never is, or if it told nothing of its result while it went on.
    bool untilItsPageIsShown = false;
};

/// How it went. `problem` is empty when everything that must hold for every run does hold: it ended by itself or when
/// asked to, as completed or (if the scenario may) in a deadlock, its result has all its fields and breaks no invariant,
/// nothing was dropped, no process and no shared memory of it is left.
struct Ran {
    QString problem;
    QJsonObject report; ///< as `--json` prints it
    store::SnapshotPtr snapshot;

    QJsonObject result() const { return report[QStringLiteral("result")].toObject(); }
    QString outcome() const { return report[QStringLiteral("outcome")].toString(); }
    /// The entry of that name in "locks", "queues", "threads" or "processes"; empty when there is none.
    QJsonObject named(const char* table, const QString& name) const;
    /// All rows of that table.
    QList<QJsonObject> rows(const char* table) const;
    /// How long the threads whose names begin so waited together: "lock", "condition", "semaphore" …; in seconds.
    double waited(const QString& threadPrefix, const char* kind) const;
    /// The words of all findings, "deadlock", "lock convoy" …
    QStringList findingKinds() const;
};

/// Runs it and waits for its end, 30 s beyond its duration at most.
Ran runScenario(const ScenarioRun& run);

} // namespace lanescope::testing

Q_DECLARE_METATYPE(lanescope::testing::ScenarioRun)
