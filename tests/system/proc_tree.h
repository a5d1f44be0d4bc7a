// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// /proc as a tree of processes, read with nothing of Lanescope's.

#include <QMap>
#include <QString>

namespace lanescope::testing {

struct ProcEntry {
    qint64 pid = 0;
    qint64 parent = 0;
    char state = '?';
    QString name;                  ///< at most 15 characters, as the kernel keeps it
    QMap<qint64, QString> threads; ///< their names, by id
    bool operator==(const ProcEntry&) const = default;
};

using ProcTree = QMap<qint64, ProcEntry>;

/// The process and all that descend from it at this moment, zombies too; empty if there is no such process.
ProcTree procTree(qint64 root);

} // namespace lanescope::testing
