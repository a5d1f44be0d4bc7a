// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/process_facts.h"

#include <algorithm>

namespace lanescope::testing {

QJsonValue value(const Ran& ran, const char* key)
{
    return ran.result()[QLatin1StringView(key)];
}

qint64 number(const Ran& ran, const char* key)
{
    return value(ran, key).toInteger(-1);
}

qint64 field(const QJsonObject& row, const char* key)
{
    return row[QLatin1StringView(key)].toInteger(-1);
}

QList<QJsonObject> processes(const Ran& ran, const QString& name)
{
    QList<QJsonObject> found;
    for (const QJsonObject& row : ran.rows("processes")) {
        if (row[QStringLiteral("name")].toString() == name)
            found.append(row);
    }
    return found;
}

QSet<QString> endersOf(const store::Snapshot& snapshot, const std::string& process, store::State state)
{
    QSet<QString> enders;
    for (const store::Thread& thread : *snapshot.threads) {
        if (snapshot.process(thread.process).name != process)
            continue;
        const store::Row& row = snapshot.row(thread.stateRow);
        for (std::size_t i = 0; i < row.intervals.size(); ++i) {
            const store::Interval& interval = row.intervals[i];
            if (interval.state() != state || interval.peer == store::kNone)
                continue;
            const store::Thread& ender = snapshot.thread(store::ThreadIndex{interval.peer});
            enders.insert(QString::fromStdString(snapshot.process(ender.process).name));
        }
    }
    return enders;
}

qsizetype messages(const store::Snapshot& snapshot, const std::string& from, const std::string& to)
{
    return std::count_if(snapshot.flows->begin(), snapshot.flows->end(), [&](const store::Flow& flow) {
        return snapshot.process(snapshot.thread(flow.from).process).name == from &&
               snapshot.process(snapshot.thread(flow.to).process).name == to;
    });
}

} // namespace lanescope::testing
