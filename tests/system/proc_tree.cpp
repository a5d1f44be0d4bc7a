// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/proc_tree.h"

#include <QDir>
#include <QFile>

namespace lanescope::testing {
namespace {

QByteArray contents(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList numbersIn(const QString& path)
{
    QStringList names = QDir(path).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    names.removeIf([](const QString& name) { return !name.at(0).isDigit(); });
    return names;
}

// proc_pid_stat(5): "PID (NAME) STATE PPID …", and the name may hold parentheses.
ProcEntry readStat(const QString& pid)
{
    const QByteArray stat = contents(QStringLiteral("/proc/%1/stat").arg(pid));
    const qsizetype open = stat.indexOf('(');
    const qsizetype close = stat.lastIndexOf(')');
    if (open < 0 || close < open)
        return {};
    const QList<QByteArray> rest = stat.mid(close + 2).split(' ');
    const QString name = QString::fromUtf8(stat.mid(open + 1, close - open - 1));
    return {pid.toLongLong(), rest.value(1).toLongLong(), rest.value(0, "?").at(0), name, {}};
}

void readMore(ProcEntry& entry)
{
    const QString folder = QStringLiteral("/proc/%1/").arg(entry.pid);
    for (const QString& tid : numbersIn(folder + QStringLiteral("task")))
        entry.threads.insert(tid.toLongLong(),
                             QString::fromUtf8(contents(folder + QStringLiteral("task/%1/comm").arg(tid)).trimmed()));
}

} // namespace

ProcTree procTree(qint64 root)
{
    ProcTree all;
    for (const QString& pid : numbersIn(QStringLiteral("/proc"))) {
        if (const ProcEntry entry = readStat(pid); entry.pid != 0)
            all.insert(entry.pid, entry);
    }
    ProcTree tree;
    QList<qint64> next{root};
    while (!next.isEmpty()) {
        const qint64 pid = next.takeFirst();
        if (!all.contains(pid) || tree.contains(pid))
            continue;
        readMore(*tree.insert(pid, all.value(pid)));
        for (const ProcEntry& entry : all) {
            if (entry.parent == pid)
                next << entry.pid;
        }
    }
    return tree;
}

} // namespace lanescope::testing
