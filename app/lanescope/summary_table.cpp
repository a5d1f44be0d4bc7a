// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lanescope/summary_table.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <algorithm>

namespace lanescope::app {
namespace {

using Cells = QList<QStringList>;

constexpr int kMostRows = 24;
constexpr qsizetype kLongestGroup = 48; // of a list or a table in one line

QString number(const QJsonValue& value, int decimals)
{
    return value.isDouble() ? QString::number(value.toDouble(), 'f', decimals) : QStringLiteral("-");
}

QString shown(const QJsonValue& value)
{
    if (value.isNull() || value.isUndefined())
        return QStringLiteral("-"); // nothing was measured
    if (value.isString())
        return value.toString();
    if (value.isObject() || value.isArray()) {
        const QJsonDocument document =
            value.isObject() ? QJsonDocument(value.toObject()) : QJsonDocument(value.toArray());
        return QString::fromUtf8(document.toJson(QJsonDocument::Compact));
    }
    if (value.isBool())
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    return QString::number(value.toDouble(), 'g', 10);
}

// The first column to the left, numbers to the right, as wide as the widest.
QString layout(const Cells& rows)
{
    QList<qsizetype> widths;
    for (const QStringList& row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (i >= widths.size())
                widths.append(0);
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    QString text;
    for (const QStringList& row : rows) {
        QString line = QStringLiteral(" ");
        for (qsizetype i = 0; i < row.size(); ++i)
            line +=
                QLatin1Char(' ') + (i == 0 ? row[i].leftJustified(widths[i]) : row[i].rightJustified(widths[i] + 1));
        while (line.endsWith(QLatin1Char(' ')))
            line.chop(1);
        text += line + QLatin1Char('\n');
    }
    return text;
}

bool isApproximate(const QJsonObject& row)
{
    return row[QStringLiteral("dropped")].toDouble() > 0;
}

// Figures of which records are missing have a sign.
QString nameOf(const QJsonObject& row)
{
    const QString name = row[QStringLiteral("name")].toString();
    return isApproximate(row) ? name + QStringLiteral(" ≈") : name;
}

QString titled(const QString& title, const QJsonArray& items)
{
    const bool isMarked =
        std::ranges::any_of(items, [](const QJsonValue& item) { return isApproximate(item.toObject()); });
    return isMarked ? title + QStringLiteral(" (≈: records were dropped, these figures are too small)") : title;
}

template <class RowOf>
QString table(const QString& title, const QStringList& head, const QJsonArray& items, RowOf rowOf)
{
    if (items.isEmpty())
        return {};
    Cells rows{head};
    for (const QJsonValue& item : items) {
        if (rows.size() > kMostRows)
            break;
        rows.append(rowOf(item.toObject()));
    }
    QString text = QStringLiteral("\n%1\n").arg(titled(title, items)) + layout(rows);
    if (items.size() > kMostRows)
        text += QStringLiteral("  … and %1 more (--json prints all)\n").arg(items.size() - kMostRows);
    return text;
}

QString resultLines(const QJsonObject& result)
{
    Cells rows;
    for (auto it = result.begin(); it != result.end(); ++it) {
        // Tables within the result are for --json.
        const bool isPlain = !it.value().isObject() && !it.value().isArray();
        if (const QString text = shown(it.value()); isPlain || text.size() <= kLongestGroup)
            rows.append({it.key(), text});
    }
    return rows.isEmpty() ? QString() : QStringLiteral("\nResult\n") + layout(rows);
}

// Of what had not ended when the run did.
QString soFar(const QString& number, bool isSoFar)
{
    return isSoFar ? number + QStringLiteral(" so far") : number;
}

QStringList lockRow(const QJsonObject& lock)
{
    const QJsonObject unfinished = lock[QStringLiteral("so_far")].toObject();
    const QJsonObject wait = lock[QStringLiteral("wait")].toObject();
    const QJsonObject hold = lock[QStringLiteral("hold")].toObject();
    return {nameOf(lock),
            lock[QStringLiteral("kind")].toString(),
            shown(lock[QStringLiteral("acquisitions")]),
            shown(lock[QStringLiteral("contended")]),
            soFar(number(wait[QStringLiteral("total_s")], 3), unfinished[QStringLiteral("waits")].toInt() > 0),
            number(wait[QStringLiteral("p99_us")], 1),
            soFar(number(hold[QStringLiteral("total_s")], 3), unfinished[QStringLiteral("held")].toBool()),
            number(hold[QStringLiteral("p99_us")], 1)};
}

QStringList queueRow(const QJsonObject& queue)
{
    return {nameOf(queue),
            shown(queue[QStringLiteral("puts")]),
            shown(queue[QStringLiteral("gets")]),
            number(queue[QStringLiteral("depth_mean")], 2),
            shown(queue[QStringLiteral("depth_max")]),
            number(queue[QStringLiteral("put_wait")].toObject()[QStringLiteral("total_s")], 3),
            number(queue[QStringLiteral("get_wait")].toObject()[QStringLiteral("total_s")], 3)};
}

QStringList threadRow(const QJsonObject& thread)
{
    const QJsonObject waits = thread[QStringLiteral("wait_s")].toObject();
    double other = 0;
    for (const char* kind : {"condition", "semaphore", "join", "sleep", "other"})
        other += waits[QLatin1String(kind)].toDouble();
    return {nameOf(thread),
            shown(thread[QStringLiteral("tid")]),
            number(thread[QStringLiteral("running_s")], 3),
            number(thread[QStringLiteral("ready_s")], 3),
            number(waits[QStringLiteral("lock")], 3),
            number(waits[QStringLiteral("queue")], 3),
            number(waits[QStringLiteral("io")], 3),
            QString::number(other, 'f', 3)};
}

QStringList processRow(const QJsonObject& process)
{
    const QJsonValue signal = process[QStringLiteral("signal")];
    const QJsonValue code = process[QStringLiteral("exit_code")];
    const QString end = signal.isDouble() ? QStringLiteral("signal ") + shown(signal)
                        : code.isDouble() ? QStringLiteral("code ") + shown(code)
                                          : QStringLiteral("-");
    return {process[QStringLiteral("name")].toString(), shown(process[QStringLiteral("pid")]),
            shown(process[QStringLiteral("ppid")]), number(process[QStringLiteral("cpu_s")], 3), end};
}

QString cureOf(const QJsonObject& finding)
{
    const QJsonObject cure = finding[QStringLiteral("try")].toObject();
    if (!cure.isEmpty())
        return QStringLiteral(" Try --set %1=%2")
            .arg(cure[QStringLiteral("knob")].toString(), cure[QStringLiteral("value")].toString());
    const QString words = finding[QStringLiteral("advice")].toString();
    return words.isEmpty() ? QString() : u' ' + words;
}

// Sentences; the kind first, as the JSON has it.
QString findingLines(const QJsonArray& findings)
{
    QString lines;
    for (const QJsonValue& value : findings) {
        const QJsonObject finding = value.toObject();
        const QString over = finding[QStringLiteral("over")].toBool() ? QStringLiteral(", gone") : QString();
        lines += QStringLiteral("  %1, %2 to %3 s%4: %5%6\n")
                     .arg(finding[QStringLiteral("kind")].toString(), number(finding[QStringLiteral("start_s")], 1),
                          number(finding[QStringLiteral("end_s")], 1), over, finding[QStringLiteral("text")].toString(),
                          cureOf(finding));
    }
    return lines.isEmpty() ? QString() : QStringLiteral("\nFindings\n") + lines;
}

// "CPUs: 1.43 of 2 busy on average, 1.80 wanted, 12 migrations a second".
QString utilisationLine(const QJsonObject& use)
{
    const qsizetype cpus = use[QStringLiteral("cpus")].toArray().size();
    const auto share = [&use](const QString& figure) { return number(use[figure], 2); };
    if (cpus == 0)
        return QStringLiteral("\nCPUs: ≈ %1 busy on average, %2 wanted; sampled from /proc\n")
            .arg(share(QStringLiteral("parallelism")), share(QStringLiteral("wanted")));
    const QString figures =
        QStringLiteral("%1 of %2 busy on average, %3 wanted, %4 migrations a second")
            .arg(number(use[QStringLiteral("parallelism")], 2))
            .arg(cpus)
            .arg(number(use[QStringLiteral("wanted")], 2), number(use[QStringLiteral("migrations_per_s")], 0));
    if (!use[QStringLiteral("approximate")].toBool())
        return QStringLiteral("\nCPUs: %1\n").arg(figures);
    return QStringLiteral("\nCPUs: ≈ %1; %2 context switches were lost\n")
        .arg(figures, shown(use[QStringLiteral("switches_lost")]));
}

} // namespace

QString summaryTable(const QJsonObject& report)
{
    const QJsonObject recording = report[QStringLiteral("recording")].toObject();
    QString text = QStringLiteral("%1: %2 after %3 s, %4 records, %5 dropped\n")
                       .arg(report[QStringLiteral("scenario")].toString(), report[QStringLiteral("outcome")].toString(),
                            number(report[QStringLiteral("duration_s")], 2),
                            shown(recording[QStringLiteral("records")]), shown(recording[QStringLiteral("dropped")]));
    if (const QString message = report[QStringLiteral("message")].toString(); !message.isEmpty())
        text += message + QLatin1Char('\n');
    text += resultLines(report[QStringLiteral("result")].toObject());
    text += findingLines(report[QStringLiteral("findings")].toArray());
    text +=
        table(QStringLiteral("Locks"),
              {QStringLiteral("name"), QStringLiteral("kind"), QStringLiteral("taken"), QStringLiteral("contended"),
               QStringLiteral("wait s"), QStringLiteral("p99 µs"), QStringLiteral("hold s"), QStringLiteral("p99 µs")},
              report[QStringLiteral("locks")].toArray(), lockRow);
    text += table(QStringLiteral("Queues"),
                  {QStringLiteral("name"), QStringLiteral("puts"), QStringLiteral("gets"), QStringLiteral("mean depth"),
                   QStringLiteral("max"), QStringLiteral("put wait s"), QStringLiteral("get wait s")},
                  report[QStringLiteral("queues")].toArray(), queueRow);
    text += utilisationLine(report[QStringLiteral("utilisation")].toObject());
    text += table(QStringLiteral("Processes"),
                  {QStringLiteral("name"), QStringLiteral("pid"), QStringLiteral("parent"), QStringLiteral("cpu s"),
                   QStringLiteral("end")},
                  report[QStringLiteral("processes")].toArray(), processRow);
    text +=
        table(QStringLiteral("Threads"),
              {QStringLiteral("name"), QStringLiteral("tid"), QStringLiteral("running s"), QStringLiteral("ready s"),
               QStringLiteral("lock s"), QStringLiteral("queue s"), QStringLiteral("I/O s"), QStringLiteral("other s")},
              report[QStringLiteral("threads")].toArray(), threadRow);
    return text;
}

} // namespace lanescope::app
