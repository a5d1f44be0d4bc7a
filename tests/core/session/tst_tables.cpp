// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/tables.h"
#include "core/trace/gate_words.h"
#include "core/trace/outcome_words.h"

#include "tests/core/session/sample_run.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

namespace lanescope::session {
namespace {

using namespace store;

/// Reads RFC 4180 by its own grammar, so that the writer is checked against the standard and not against itself.
QList<QStringList> parseCsv(const QByteArray& bytes)
{
    QList<QStringList> lines;
    QStringList line;
    QByteArray field;
    bool quoted = false;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (quoted) {
            if (c != '"')
                field += c;
            else if (i + 1 < bytes.size() && bytes[i + 1] == '"')
                field += bytes[++i];
            else
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',') {
            line << QString::fromUtf8(field);
            field.clear();
        } else if (c == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') {
            line << QString::fromUtf8(field);
            lines << line;
            line.clear();
            field.clear();
            ++i;
        } else {
            field += c;
        }
    }
    return lines;
}

constexpr std::array kAllKinds{
    TableKind::Timeline,   TableKind::Waits,       TableKind::Marks,    TableKind::Utilisation, TableKind::Throughput,
    TableKind::QueueDepth, TableKind::WaitReasons, TableKind::LockWait, TableKind::LockTimes,   TableKind::RequestTimes,
    TableKind::Locks,      TableKind::Queues,      TableKind::Threads,  TableKind::Processes,   TableKind::Requests};

class TestTables : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    SnapshotPtr m_snapshot = sample::run({4, 1, 2, 2, false});

    QByteArray written(TableKind kind, bool csv)
    {
        const QString path = m_folder.filePath(QStringLiteral("table"));
        const Status status = csv ? writeCsv(kind, *m_snapshot, path) : writeJson(kind, *m_snapshot, path);
        QFile file(path);
        return status.ok() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QStringList column(const QList<QStringList>& lines, const char* name)
    {
        const qsizetype index = lines.first().indexOf(QLatin1String(name));
        QStringList values;
        for (qsizetype i = 1; i < lines.size(); ++i)
            values << lines[i].value(index);
        return values;
    }

private Q_SLOTS:
    void fieldsComeBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("plain") << QStringLiteral("frontier");
        QTest::newRow("empty") << QString();
        QTest::newRow("comma") << QStringLiteral("a,b");
        QTest::newRow("quote") << QStringLiteral("say \"no\"");
        QTest::newRow("line break") << QStringLiteral("a\r\nb\nc");
        QTest::newRow("unicode") << QStringLiteral("Grüße, 世界 🙂");
        QTest::newRow("blanks") << QStringLiteral("  a  ");
    }
    void fieldsComeBack()
    {
        QFETCH(QString, text);
        const auto lines = parseCsv(csvLine({Cell(text), Cell(qint64(-7)), Cell(0.125), Cell(), Cell(true)}));
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.first(),
                 (QStringList{text, QStringLiteral("-7"), QStringLiteral("0.125"), QString(), QStringLiteral("true")}));
    }
    void reasonsOfSeveralCrawlsAreAddedUp()
    {
        // Two queues of the sample stand for the counters of two crawls, one for another reason.
        Snapshot changed = *m_snapshot;
        auto objects = std::make_shared<std::vector<Object>>(*changed.objects);
        const std::array names{"waiting: slot cap", "aimd waiting: slot cap", "waiting: delay"};
        std::size_t next = 0;
        std::vector<const Row*> rows;
        for (Object& object : *objects) {
            if (!object.queue || next == names.size())
                continue;
            object.name = names[next++];
            rows.push_back(&changed.row(*object.row));
        }
        QVERIFY(next >= 2);
        changed.objects = objects;
        double sum = 0; // over time, of slot cap
        eachTableRow(TableKind::WaitReasons, changed, [&](const std::vector<Cell>& cells) {
            const QString reason = std::get<QString>(cells[2]);
            if (reason == QLatin1String("slot cap"))
                sum += std::get<double>(cells[1]) * std::get<double>(cells[3]);
            return true;
        });
        double wanted = 0;
        for (std::size_t i = 0; i < 2; ++i) {
            if (const auto all = rows[i]->sampled(changed.beginNs, changed.endNs))
                wanted += all->area * 1e-9;
        }
        QVERIFY2(wanted > 0 && std::abs(sum - wanted) < wanted * 0.05,
                 qPrintable(QStringLiteral("%1, wanted %2").arg(sum).arg(wanted)));
    }
    void formulasAreDisarmed()
    {
        QCOMPARE(csvLine({Cell(QStringLiteral("=1+1"))}), QByteArray("'=1+1\r\n"));
        QCOMPARE(csvLine({Cell(QStringLiteral("@x"))}), QByteArray("'@x\r\n"));
    }
    void numbersDoNotFollowTheLocale()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German));
        const QByteArray line = csvLine({Cell(1234.5)});
        QLocale::setDefault(before);
        QCOMPARE(line, QByteArray("1234.5\r\n"));
    }

    void everyRowHasEveryColumn()
    {
        for (const TableKind kind : kAllKinds) {
            const QStringList columns = tableColumns(kind);
            qsizetype rows = 0;
            eachTableRow(kind, *m_snapshot, [&](const std::vector<Cell>& cells) {
                ++rows;
                return qsizetype(cells.size()) == columns.size();
            });
            const auto lines = parseCsv(written(kind, true));
            QCOMPARE(lines.size(), rows + 1);
            QCOMPARE(lines.first(), columns);
            for (const QStringList& line : lines)
                QCOMPARE(line.size(), columns.size());
            // The sample is no crawl: reasonsOfSeveralCrawlsAreAddedUp() has rows.
            QVERIFY2(rows > 0 || kind == TableKind::WaitReasons, qPrintable(columns.join(QLatin1Char(' '))));
        }
    }

    void csvAndJsonSayTheSame()
    {
        for (const TableKind kind : kAllKinds) {
            const auto lines = parseCsv(written(kind, true));
            QJsonParseError error;
            const QJsonArray array = QJsonDocument::fromJson(written(kind, false), &error).array();
            QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
            QCOMPARE(array.size(), lines.size() - 1);
            for (qsizetype i = 0; i < array.size(); i += 17) {
                for (qsizetype column = 0; column < lines.first().size(); ++column) {
                    const QJsonValue value = array[i].toObject().value(lines.first()[column]);
                    QVERIFY(!value.isUndefined());
                    if (value.isString())
                        QCOMPARE(lines[i + 1][column], value.toString());
                    else if (value.isDouble())
                        QCOMPARE(lines[i + 1][column].toDouble(), value.toDouble());
                }
            }
        }
    }

    void timelineHoldsEveryInterval()
    {
        qsizetype wanted = 0;
        for (const Row& row : m_snapshot->rows)
            wanted += qsizetype(row.intervals.size() + row.samples.size()) + (row.open ? 1 : 0);
        QCOMPARE(parseCsv(written(TableKind::Timeline, true)).size(), wanted + 1);
    }

    void locksTellTheirFigures()
    {
        const auto lines = parseCsv(written(TableKind::Locks, true));
        QCOMPARE(column(lines, "name"), (QStringList{QStringLiteral("frontier"), QStringLiteral("dns-cache")}));
        const LockFigures& figures = *(*m_snapshot->objects)[0].lock;
        QCOMPARE(column(lines, "acquisitions").first(), QString::number(figures.acquisitions));
        QCOMPARE(column(lines, "wait_p99_us").first().toDouble(),
                 static_cast<double>(figures.wait.percentileNs(0.99)) / 1000);
        QCOMPARE(column(lines, "acquire_measured").first(), QString::number(figures.acquire.count()));
        QCOMPARE(column(lines, "acquire_p99_us").first().toDouble(),
                 static_cast<double>(figures.acquire.percentileNs(0.99)) / 1000);
        QCOMPARE(column(lines, "address").first(),
                 QStringLiteral("0x%1").arg((*m_snapshot->objects)[0].address, 0, 16));
    }

    void writersOfAWordAreNamed()
    {
        const auto lines = parseCsv(written(TableKind::Timeline, true));
        const QStringList names = column(lines, "name");
        for (const char* writer : {"count, writes of ", "frontier", "parse queue"})
            QVERIFY2(
                std::ranges::any_of(names, [&](const QString& name) { return name.startsWith(QLatin1String(writer)); }),
                writer);
    }

    void threadStatesFillTheThreadsLife()
    {
        const auto lines = parseCsv(written(TableKind::Threads, true));
        for (qsizetype i = 1; i < lines.size(); ++i) {
            double sum = 0;
            for (qsizetype c = 0; c < lines.first().size(); ++c) {
                if (lines.first()[c].endsWith(QLatin1String("_s")) &&
                    !lines.first()[c].startsWith(QLatin1String("start")) &&
                    !lines.first()[c].startsWith(QLatin1String("end")))
                    sum += lines[i][c].toDouble();
            }
            const Thread& thread = (*m_snapshot->threads)[static_cast<std::size_t>(i - 1)];
            QVERIFY(std::abs(sum - static_cast<double>(m_snapshot->endNs - thread.startNs) / 1e9) < 1e-6);
        }
    }

    void histogramsCountEverything()
    {
        const auto lines = parseCsv(written(TableKind::RequestTimes, true));
        quint64 sum = 0;
        for (const QString& count : column(lines, "count"))
            sum += count.toULongLong();
        QCOMPARE(sum, quint64(m_snapshot->requests->latency.count()));
    }

    void requestsTellPhasesGatesAndNotes()
    {
        const auto lines = parseCsv(written(TableKind::Requests, true));
        const auto& requests = m_snapshot->requests->recent;
        QCOMPARE(lines.size(), qsizetype(requests.size()) + 1);
        const auto cell = [this, &lines](std::size_t request, const char* name) {
            return column(lines, name).at(qsizetype(request));
        };
        const auto process = m_snapshot->process(requests[0].process).name;
        std::size_t failed = 0;
        for (std::size_t i = 0; i < requests.size(); i += 97) {
            const Request& request = requests[i];
            QCOMPARE(cell(i, "id").toUInt(), request.id);
            QCOMPARE(cell(i, "process").toStdString(), process);
            QCOMPARE(cell(i, "outcome").toStdString(), std::string(trace::outcomeWord(request.outcome, request.note)));
            QCOMPARE(cell(i, "queued_s").toDouble(), double(request.phase(trace::RequestPhase::Queued)) / 1e9);
            QCOMPARE(cell(i, "parse_s").toDouble(), double(request.phase(trace::RequestPhase::Parse)) / 1e9);
            const auto gate = request.heldMostBy();
            QVERIFY(gate);
            QCOMPARE(cell(i, "held_most_by").toStdString(), std::string(trace::gateWord(*gate)));
        }
        QCOMPARE(column(lines, "held_slot_cap_s").count(QStringLiteral("0.002")),
                 std::count_if(requests.begin(), requests.end(),
                               [](const Request& r) { return r.heldMostBy() == trace::RequestGate::SlotCap; }));
        for (const Request& request : requests)
            failed += request.note.empty() ? 0 : 1;
        QVERIFY(failed > 0);
        QCOMPARE(column(lines, "note").count(QStringLiteral("The server answered 503.")), qsizetype(failed));
    }

    void emptyRunGivesHeadersOnly()
    {
        m_snapshot = Snapshot::empty();
        for (const TableKind kind : kAllKinds) {
            QCOMPARE(parseCsv(written(kind, true)).size(), 1);
            QCOMPARE(written(kind, false).simplified(), QByteArray("[ ]"));
        }
    }
};

} // namespace
} // namespace lanescope::session

QTEST_GUILESS_MAIN(lanescope::session::TestTables)
#include "tst_tables.moc"
