// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/chrome_trace.h"

#include "tests/core/session/sample_run.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace lanescope::session {
namespace {

QString text(const QJsonObject& event, const char* key)
{
    return event.value(QLatin1String(key)).toString();
}
qint64 number(const QJsonObject& event, const char* key)
{
    return event.value(QLatin1String(key)).toInteger();
}
// Microseconds with three decimals, back to whole nanoseconds.
qint64 ns(const QJsonObject& event, const char* key)
{
    return std::llround(event.value(QLatin1String(key)).toDouble() * 1000);
}

class TestChromeTrace : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_bytes;
    store::SnapshotPtr m_snapshot;
    QList<QJsonObject> m_events;

    QList<QJsonObject> withPhase(const char* phases) const
    {
        QList<QJsonObject> found;
        for (const QJsonObject& event : m_events) {
            if (QLatin1String(phases).contains(text(event, "ph")))
                found << event;
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_snapshot = sample::run({9, 3, 3, 4, false});
        const QString path = m_folder.filePath(QStringLiteral("trace.json"));
        const Status written = writeChromeTrace(*m_snapshot, sample::info(), path);
        QVERIFY2(written.ok(), written.error().c_str());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_bytes = file.readAll();
        QJsonParseError error;
        const QJsonObject root = QJsonDocument::fromJson(m_bytes, &error).object();
        QVERIFY2(error.error == QJsonParseError::NoError, qPrintable(error.errorString()));
        QCOMPARE(text(root, "displayTimeUnit"), QStringLiteral("ns"));
        QCOMPARE(text(root.value(QLatin1String("metadata")).toObject(), "scenario"), QStringLiteral("crawl.site"));
        for (const QJsonValue& event : root.value(QLatin1String("traceEvents")).toArray())
            m_events << event.toObject();
        QVERIFY(m_events.size() > 1000);
    }

    void eventsAreSortedAndStartNearZero()
    {
        qint64 last = 0;
        for (const QJsonObject& event : std::as_const(m_events)) {
            QVERIFY(ns(event, "ts") >= last);
            last = ns(event, "ts");
        }
        QVERIFY(last <= m_snapshot->endNs - m_snapshot->beginNs + 1'000'000'000);
    }

    void everyTimeHasThreeDecimals()
    {
        static const QRegularExpression time(QStringLiteral("\"(ts|dur)\":(-?[^,}]+)"));
        static const QRegularExpression exact(QStringLiteral("^-?\\d+\\.\\d{3}$"));
        auto matches = time.globalMatch(QString::fromUtf8(m_bytes));
        int count = 0;
        for (; matches.hasNext(); ++count)
            QVERIFY(exact.match(matches.next().captured(2)).hasMatch());
        QVERIFY(count > m_events.size());
    }

    void completeEventsNestOnTheirThread()
    {
        QHash<qint64, QList<qint64>> ends;
        int nested = 0;
        for (const QJsonObject& event : withPhase("X")) {
            QList<qint64>& open = ends[number(event, "tid")];
            const qint64 start = ns(event, "ts");
            const qint64 end = start + ns(event, "dur");
            while (!open.isEmpty() && open.last() <= start)
                open.removeLast();
            if (!open.isEmpty()) {
                QVERIFY2(end <= open.last(), qPrintable(text(event, "name")));
                ++nested;
            }
            open << end;
        }
        QVERIFY(nested > 100);
    }

    // Readers add the two numbers as doubles, after taking off a base of their own, and compare exactly.
    void completeEventsNestInDoublesToo()
    {
        QHash<qint64, QList<double>> ends;
        for (const QJsonObject& event : withPhase("X")) {
            QList<double>& open = ends[number(event, "tid")];
            const double start = event.value(QLatin1String("ts")).toDouble() - 1234.567;
            const double end = start + event.value(QLatin1String("dur")).toDouble();
            while (!open.isEmpty() && open.last() <= start)
                open.removeLast();
            QVERIFY2(open.isEmpty() || end <= open.last(), qPrintable(text(event, "name")));
            open << end;
        }
        QVERIFY(!ends.isEmpty());
    }

    void threadIdsAreUniqueAcrossProcesses()
    {
        QHash<qint64, qint64> processOf;
        for (const QJsonObject& event : std::as_const(m_events)) {
            const qint64 tid = number(event, "tid");
            QVERIFY(number(event, "pid") > 0 && tid > 0);
            if (!processOf.contains(tid))
                processOf[tid] = number(event, "pid");
            QCOMPARE(processOf.value(tid), number(event, "pid"));
        }
    }

    void everyThreadHasItsName()
    {
        QStringList names;
        for (const QJsonObject& event : withPhase("M")) {
            if (text(event, "name") == QLatin1String("thread_name"))
                names << text(event.value(QLatin1String("args")).toObject(), "name");
        }
        QCOMPARE(names.size(), qsizetype(m_snapshot->threads->size() + m_snapshot->cpus->size()));
        for (const store::Thread& thread : *m_snapshot->threads)
            QVERIFY2(names.contains(QString::fromStdString(thread.name)), thread.name.c_str());
    }

    void requestsTellGatesPhasesAndNotes()
    {
        std::size_t told = 0;
        bool anyNote = false;
        for (const QJsonObject& event : m_events) {
            if (text(event, "ph") != QLatin1String("n") || text(event, "cat") != QLatin1String("request"))
                continue;
            ++told;
            const QJsonObject facts = event.value(QLatin1String("args")).toObject();
            QVERIFY(!text(facts, "url").isEmpty());
            QVERIFY(facts.value(QLatin1String("queued ms")).toDouble() > 0);
            QVERIFY(!text(facts, "held most by").isEmpty());
            anyNote = anyNote || facts.contains(QLatin1String("note"));
        }
        QCOMPARE(told, m_snapshot->requests->recent.size());
        QVERIFY(anyNote);
    }

    void asyncPairsAreBalanced()
    {
        QHash<QString, QStringList> open;
        int instants = 0;
        for (const QJsonObject& event : withPhase("bne")) {
            const QString id = text(event, "id");
            QVERIFY(!id.isEmpty() && !text(event, "cat").isEmpty());
            QStringList& names = open[id];
            if (text(event, "ph") == QLatin1String("b")) {
                names << text(event, "name");
            } else if (text(event, "ph") == QLatin1String("e")) {
                QVERIFY(!names.isEmpty());
                QCOMPARE(names.takeLast(), text(event, "name"));
            } else {
                QVERIFY(!names.isEmpty());
                ++instants;
            }
        }
        for (const QStringList& names : std::as_const(open))
            QVERIFY(names.isEmpty());
        QVERIFY(instants > 0);
        QVERIFY(open.size() > 10);
    }

    void holdsCarryTheirOwner()
    {
        const store::Row& row = m_snapshot->row(*(*m_snapshot->objects)[0].row);
        qsizetype begins = 0;
        for (const QJsonObject& event : withPhase("b")) {
            if (text(event, "id") != QLatin1String("lock-0"))
                continue;
            const store::Interval& hold = row.intervals[static_cast<std::size_t>(begins++)];
            QCOMPARE(text(event.value(QLatin1String("args")).toObject(), "owner"),
                     QString::fromStdString((*m_snapshot->threads)[hold.subject].name));
        }
        QCOMPARE(begins, qsizetype(row.intervals.size()));
    }

    void flowsHaveTwoEnds()
    {
        QHash<qint64, QJsonObject> starts;
        qsizetype finished = 0;
        for (const QJsonObject& event : withPhase("sf")) {
            if (text(event, "ph") == QLatin1String("s")) {
                starts[number(event, "id")] = event;
                continue;
            }
            QCOMPARE(text(event, "bp"), QStringLiteral("e"));
            const QJsonObject start = starts.value(number(event, "id"));
            QCOMPARE(text(start, "cat"), text(event, "cat"));
            QCOMPARE(text(start, "name"), text(event, "name"));
            QVERIFY(number(start, "tid") != number(event, "tid"));
            ++finished;
        }
        QCOMPARE(finished, qsizetype(m_snapshot->flows->size()));
    }

    void countersAreTheDepths()
    {
        qsizetype samples = 0;
        for (const store::Object& object : *m_snapshot->objects)
            samples += object.row ? qsizetype(m_snapshot->row(*object.row).samples.size()) : 0;
        const QList<QJsonObject> counters = withPhase("C");
        QCOMPARE(counters.size(), samples);
        QVERIFY(counters.first().value(QLatin1String("args")).toObject().value(QLatin1String("depth")).isDouble());
    }

    void knobChangesAreGlobalInstants()
    {
        const QList<QJsonObject> marks = withPhase("i");
        QCOMPARE(marks.size(), qsizetype(m_snapshot->marks->size()));
        QCOMPARE(text(marks.first(), "s"), QStringLiteral("g"));
        QCOMPARE(text(marks.first(), "name"), QStringLiteral("per_domain = 8"));
    }

    void onlyLettersThatAllReadersKnow()
    {
        QCOMPARE(withPhase("XibneCsfM").size(), m_events.size());
        QVERIFY(withPhase("T").isEmpty());
    }

    void sameThreadIdTwiceBecomesTwoThreads()
    {
        auto snapshot = std::make_shared<store::Snapshot>(*m_snapshot);
        auto threads = *m_snapshot->threads;
        for (store::Thread& thread : threads)
            thread.tid = 777;
        const std::size_t count = threads.size();
        snapshot->threads = std::make_shared<std::vector<store::Thread>>(std::move(threads));
        const QString path = m_folder.filePath(QStringLiteral("same.json"));
        QVERIFY(writeChromeTrace(*snapshot, {}, path).ok());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QSet<qint64> tids;
        for (const QJsonValue& event :
             QJsonDocument::fromJson(file.readAll()).object().value(QLatin1String("traceEvents")).toArray()) {
            if (event.toObject().value(QLatin1String("cat")) == QLatin1String("task"))
                tids << number(event.toObject(), "tid");
        }
        QCOMPARE(tids.size(), qsizetype(count));
    }

    void statesThatReachBeyondTheirTaskAreCut()
    {
        store::Snapshot snapshot = *store::Snapshot::empty();
        store::IntervalSeries states;
        store::IntervalSeries tasks;
        tasks.append(store::Interval::make(1'000, 2'000, store::State::Task, 0));
        states.append(store::Interval::make(1'500, 2'600, store::State::LockWait));
        snapshot.rows.resize(2);
        snapshot.rows[0].intervals = states.view();
        snapshot.rows[1].intervals = tasks.view();
        snapshot.processes = std::make_shared<std::vector<store::Process>>(1);
        snapshot.names = std::make_shared<std::vector<std::string>>(1, "job");
        auto threads = std::make_shared<std::vector<store::Thread>>(1);
        threads->front().taskRows = {store::RowIndex{1}};
        snapshot.threads = threads;
        const QString path = m_folder.filePath(QStringLiteral("cut.json"));
        QVERIFY(writeChromeTrace(snapshot, {}, path).ok());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY(bytes.contains("\"ts\":1.000,\"dur\":1.000"));
        QVERIFY(bytes.contains("\"ts\":1.500,\"dur\":0.499"));
    }

    void cancellingAndFailingLeaveNothing()
    {
        const QString path = m_folder.filePath(QStringLiteral("gone/x.json"));
        QVERIFY(!writeChromeTrace(*m_snapshot, {}, path).ok());
        const QString cancelled = m_folder.filePath(QStringLiteral("cancelled.json"));
        QVERIFY(!writeChromeTrace(*m_snapshot, {}, cancelled, [](double) { return false; }).ok());
        QVERIFY(!QFile::exists(cancelled));
        const Status full = writeChromeTrace(*m_snapshot, {}, QStringLiteral("/dev/full"));
        QVERIFY(!full.ok());
        QVERIFY2(QString::fromStdString(full.error()).contains(QStringLiteral("No space left")), full.error().c_str());
        QVERIFY(QFile::exists(QStringLiteral("/dev/full")) && !QFileInfo(QStringLiteral("/dev/full")).isFile());
    }
};

} // namespace
} // namespace lanescope::session

QTEST_GUILESS_MAIN(lanescope::session::TestChromeTrace)
#include "tst_chrome_trace.moc"
