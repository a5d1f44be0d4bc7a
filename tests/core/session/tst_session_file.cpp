// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session_file.h"

#include "tests/core/session/file_size_limit.h"
#include "tests/core/session/sample_run.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <random>

#include <sqlite3.h>

namespace lanescope::session {
namespace {

constexpr sample::Size kSmall{3, 0.4, 2, 2, false};
constexpr const char* kToVersion6 =
    "DROP TABLE cpu_set; DROP TABLE affinity; DROP TABLE unsampled; DROP TABLE item_count";

void executeSql(const QString& path, const char* sql)
{
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open(path.toUtf8().constData(), &handle), SQLITE_OK);
    char* error = nullptr;
    sqlite3_exec(handle, sql, nullptr, nullptr, &error);
    const QByteArray message(error);
    sqlite3_free(error);
    sqlite3_close(handle);
    QVERIFY2(message.isEmpty(), message.constData());
}

class TestSessionFile : public QObject {
    Q_OBJECT

private:
    /// Without what came with version 7.
    static std::shared_ptr<store::Snapshot> withoutNews(const store::Snapshot& snapshot)
    {
        auto without = std::make_shared<store::Snapshot>(snapshot);
        auto threads = std::make_shared<std::vector<store::Thread>>(*snapshot.threads);
        for (store::Thread& thread : *threads) {
            thread.cpuSet.reset();
            thread.cpuSetRow.reset();
            thread.isUnsampled = false;
        }
        auto objects = std::make_shared<std::vector<store::Object>>(*snapshot.objects);
        for (store::Object& object : *objects)
            object.surplusRow = object.driftRow = std::nullopt;
        without->threads = threads;
        without->objects = objects;
        without->cpuSets = store::Snapshot::empty()->cpuSets;
        return without;
    }
    static void forgetOrder(store::Object& object)
    {
        if (!object.queue)
            return;
        auto figures = std::make_shared<store::QueueFigures>(*object.queue);
        figures->stayAccount = {};
        figures->oldestPutNs.reset();
        object.queue = figures;
    }
    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QStringList files() const
    {
        return QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

private Q_SLOTS:
    void init()
    {
        for (const QString& name : files())
            QFile::remove(m_folder.filePath(name));
    }

    void loadsWhatWasSaved_data()
    {
        QTest::addColumn<store::SnapshotPtr>("snapshot");
        QTest::newRow("nothing") << store::Snapshot::empty();
        QTest::newRow("small, still running") << sample::run(kSmall);
        QTest::newRow("several chunks a row") << sample::run({7, 60, 3, 4, true});
    }
    void loadsWhatWasSaved()
    {
        QFETCH(store::SnapshotPtr, snapshot);
        const Status saved = saveSession(*snapshot, sample::info(), path("run.lanescope"));
        QVERIFY2(saved.ok(), saved.error().c_str());
        const Result<LoadedSession> loaded = loadSession(path("run.lanescope"));
        QVERIFY2(loaded.ok(), loaded.error().c_str());
        QCOMPARE(sample::difference(*snapshot, *loaded.value().snapshot), std::string());
        QVERIFY(!loaded.value().snapshot->live);
        QVERIFY(loaded.value().info == sample::info());
        QCOMPARE(files(), QStringList{QStringLiteral("run.lanescope")});
    }

    void filesOfVersion6AreRead()
    {
        const store::SnapshotPtr snapshot = sample::run(kSmall);
        QVERIFY(saveSession(*snapshot, sample::info(), path("old.lanescope")).ok());
        executeSql(path("old.lanescope"), kToVersion6);
        executeSql(path("old.lanescope"), "PRAGMA user_version=6");
        const Result<LoadedSession> loaded = loadSession(path("old.lanescope"));
        QVERIFY2(loaded.ok(), loaded.error().c_str());
        QCOMPARE(sample::difference(*withoutNews(*snapshot), *loaded.value().snapshot), std::string());
    }
    void filesOfVersion5AreRead()
    {
        const store::SnapshotPtr snapshot = sample::run(kSmall);
        QVERIFY(saveSession(*snapshot, sample::info(), path("old.lanescope")).ok());
        executeSql(path("old.lanescope"), kToVersion6);
        executeSql(path("old.lanescope"), "DROP TABLE stay_account; PRAGMA user_version=5");
        const Result<LoadedSession> loaded = loadSession(path("old.lanescope"));
        QVERIFY2(loaded.ok(), loaded.error().c_str());
        const auto without = withoutNews(*snapshot);
        auto objects = std::make_shared<std::vector<store::Object>>(*without->objects);
        for (store::Object& object : *objects)
            forgetOrder(object);
        without->objects = objects;
        QCOMPARE(sample::difference(*without, *loaded.value().snapshot), std::string());
    }

    // They have no addresses, no costs, no shared words and no migrations; all else is as it was.
    void filesOfVersion4AreRead()
    {
        const store::SnapshotPtr snapshot = sample::run(kSmall);
        QVERIFY(saveSession(*snapshot, sample::info(), path("old.lanescope")).ok());
        executeSql(path("old.lanescope"), kToVersion6);
        executeSql(path("old.lanescope"), "DROP TABLE machine; DROP TABLE place; DROP TABLE acquire; DROP TABLE writer;"
                                          "DROP TABLE migration; DROP TABLE stay_account;"
                                          "PRAGMA user_version=4");
        const Result<LoadedSession> loaded = loadSession(path("old.lanescope"));
        QVERIFY2(loaded.ok(), loaded.error().c_str());
        const auto without = withoutNews(*snapshot);
        auto objects = std::make_shared<std::vector<store::Object>>(*without->objects);
        for (store::Object& object : *objects) {
            object.address = 0;
            object.word.reset();
            forgetOrder(object);
            if (!object.lock)
                continue;
            auto figures = std::make_shared<store::LockFigures>(*object.lock);
            figures->acquire = {};
            object.lock = figures;
        }
        without->objects = objects;
        auto threads = std::make_shared<std::vector<store::Thread>>(*without->threads);
        for (store::Thread& thread : *threads)
            thread.migrations = 0;
        without->threads = threads;
        without->recording.cacheLineBytes = store::Recording().cacheLineBytes;
        QCOMPARE(sample::difference(*without, *loaded.value().snapshot), std::string());
    }

    void indexOfLoadedRowsAgrees()
    {
        const store::SnapshotPtr snapshot = sample::run({5, 60, 2, 2, true});
        QVERIFY(saveSession(*snapshot, {}, path("run.lanescope")).ok());
        const Result<LoadedSession> loaded = loadSession(path("run.lanescope"));
        QVERIFY(loaded.ok());
        std::mt19937_64 random(11);
        for (std::size_t row = 0; row < snapshot->rows.size(); ++row) {
            for (int i = 0; i < 20; ++i) {
                const std::int64_t span = snapshot->endNs - snapshot->beginNs;
                const std::int64_t from =
                    snapshot->beginNs + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span));
                const std::int64_t to = from + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span));
                const auto before = snapshot->rows[row].summarise(from, to);
                const auto after = loaded.value().snapshot->rows[row].summarise(from, to);
                QCOMPARE(after.count, before.count);
                QVERIFY(after.ns == before.ns);
            }
        }
    }

    void remembersWhatWasDropped()
    {
        auto snapshot = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
        store::IntervalSeries series;
        for (int i = 0; i < 200; ++i)
            series.append(store::Interval::make(i * 10, i * 10 + 5, store::State::Running));
        QVERIFY(series.dropOldest([](const store::Interval& interval) { return interval.endNs(); }));
        snapshot->rows.resize(1);
        snapshot->rows[0].intervals = series.view();
        QVERIFY(saveSession(*snapshot, {}, path("run.lanescope")).ok());
        const Result<LoadedSession> loaded = loadSession(path("run.lanescope"));
        QVERIFY(loaded.ok());
        QCOMPARE(sample::difference(*snapshot, *loaded.value().snapshot), std::string());
        QVERIFY(loaded.value().snapshot->rows[0].intervals.goneBeforeNs() > 0);
    }

    void replacesAnOlderFile()
    {
        QVERIFY(saveSession(*sample::run(kSmall), {}, path("run.lanescope")).ok());
        QVERIFY(saveSession(*store::Snapshot::empty(), sample::info(), path("run.lanescope")).ok());
        const Result<LoadedSession> loaded = loadSession(path("run.lanescope"));
        QVERIFY(loaded.ok());
        QCOMPARE(loaded.value().snapshot->rows.size(), std::size_t{0});
    }

    void unwritableTargetLeavesNothingBehind_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("word");
        QTest::newRow("missing folder") << path("no/such/run.lanescope") << QStringLiteral("does not exist");
        QTest::newRow("below a file") << path("plain/run.lanescope") << QStringLiteral("plain");
        QTest::newRow("device") << QStringLiteral("/dev/full") << QStringLiteral("device");
        QTest::newRow("folder") << m_folder.path() << QStringLiteral("there is a folder");
        QTest::newRow("no name") << QString() << QStringLiteral("Name the file");
    }
    void unwritableTargetLeavesNothingBehind()
    {
        QFETCH(QString, target);
        QFETCH(QString, word);
        QFile plain(path("plain"));
        QVERIFY(plain.open(QIODevice::WriteOnly));
        plain.close();
        const Status saved = saveSession(*sample::run(kSmall), {}, target);
        QVERIFY(!saved.ok());
        QVERIFY2(QString::fromStdString(saved.error()).contains(word), saved.error().c_str());
        QCOMPARE(files(), QStringList{QStringLiteral("plain")});
        QVERIFY(QFile::exists(QStringLiteral("/dev/full")));
    }

    void fullDiskLeavesTheOldFile()
    {
        const QString target = path("run.lanescope");
        QVERIFY(saveSession(*store::Snapshot::empty(), sample::info(), target).ok());
        {
            const FileSizeLimit full(100'000);
            const Status saved = saveSession(*sample::run(), {}, target);
            QVERIFY(!saved.ok());
            QVERIFY2(QString::fromStdString(saved.error()).contains(target), saved.error().c_str());
        }
        const Result<LoadedSession> loaded = loadSession(target);
        QVERIFY2(loaded.ok(), loaded.error().c_str());
        QVERIFY(loaded.value().info == sample::info());
        QCOMPARE(files(), QStringList{QStringLiteral("run.lanescope")});
    }

    void cancelledSaveLeavesNothingBehind()
    {
        int calls = 0;
        const Status saved = saveSession(*sample::run(), {}, path("run.lanescope"), [&](double share) {
            ++calls;
            return share < 0.5;
        });
        QVERIFY(!saved.ok());
        QVERIFY(calls > 1);
        QCOMPARE(files(), QStringList());
    }

    void refusesOtherFiles_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("hello, this is no database at all, but long enough to be read");
        QTest::newRow("magic only") << QByteArray("SQLite format 3\0", 16);
        QTest::newRow("magic and noise") << QByteArray("SQLite format 3\0", 16) + QByteArray(100'000, '\x5a');
    }
    void refusesOtherFiles()
    {
        QFETCH(QByteArray, content);
        QFile file(path("x.lanescope"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const Result<LoadedSession> loaded = loadSession(path("x.lanescope"));
        QVERIFY(!loaded.ok());
        QVERIFY2(QString::fromStdString(loaded.error()).contains(path("x.lanescope")), loaded.error().c_str());
    }
    void missingFileIsAnError()
    {
        QVERIFY(!loadSession(path("none.lanescope")).ok());
        QVERIFY(!loadSession(m_folder.path()).ok());
    }

    void refusesContradictions_data()
    {
        QTest::addColumn<QByteArray>("sql");
        const auto row = [](const char* name, const char* sql) { QTest::newRow(name) << QByteArray(sql); };
        row("newer version", "PRAGMA user_version=99");
        row("other program", "PRAGMA application_id=7");
        row("a view in place of a table", "DROP TABLE name; CREATE VIEW name AS SELECT 1 AS id, 'x' AS text");
        row("endless view",
            "CREATE VIEW more AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c");
        row("trigger", "CREATE TRIGGER t AFTER INSERT ON name BEGIN DELETE FROM name; END");
        row("a table is missing", "DROP TABLE flow");
        row("a thread's CPUs are no set", "UPDATE affinity SET cpu_set=9");
        row("a thread's CPUs have no row", "UPDATE affinity SET row=99999");
        row("CPUs that do not ascend", "UPDATE cpu_set SET cpus='3,3' WHERE id=0");
        row("CPUs that are no numbers", "UPDATE cpu_set SET cpus='0-3' WHERE id=0");
        row("CPUs with a comma too many", "UPDATE cpu_set SET cpus='1,' WHERE id=0");
        row("items of no queue", "UPDATE item_count SET object=99999");
        row("items without a row", "UPDATE item_count SET surplus_row=99999");
        row("text for a number", "UPDATE process SET pid='abc'");
        row("number for a text", "UPDATE process SET name=x'00ff'");
        row("null for a number", "UPDATE thread SET tid=NULL");
        row("number out of range", "UPDATE thread SET last_cpu=70000");
        row("process out of range", "UPDATE thread SET process=99");
        row("row out of range", "UPDATE thread SET state_row=100000");
        row("row of an object out of range", "UPDATE object SET row=100000");
        row("owner out of range", "UPDATE object SET owner=100000");
        row("cpu row out of range", "UPDATE cpu SET row=100000");
        row("flow out of range", "UPDATE flow SET to_thread=100000");
        row("writer out of range", "UPDATE writer SET thread=100000");
        row("row of a writer out of range", "UPDATE writer SET row=100000");
        row("writer of no object", "UPDATE writer SET object=100000");
        row("address of no object", "UPDATE place SET object=100000");
        row("address below zero", "UPDATE place SET address=-1");
        row("cost of no lock", "UPDATE acquire SET object=3");
        row("garbage costs", "UPDATE acquire SET cost=randomblob(50)");
        row("cache line of nothing", "UPDATE machine SET cache_line=0");
        row("older version with newer tables", "PRAGMA user_version=4");
        row("version before all that is read", "PRAGMA user_version=3");
        row("account of no queue", "UPDATE stay_account SET object=0");
        row("unknown account", "UPDATE stay_account SET account=9");
        row("unknown kind", "UPDATE object SET kind=200");
        row("unknown state", "UPDATE row SET open_ns=0, open_state=200, open_subject=0");
        row("time that would overflow", "UPDATE process SET start_ns=9223372036854775807");
        row("end before begin", "UPDATE run SET end_ns=begin_ns-1");
        row("claims more intervals", "UPDATE row SET intervals=intervals+1");
        row("claims huge numbers of intervals", "UPDATE row SET intervals=4611686018427387904");
        row("claims fewer intervals", "UPDATE row SET intervals=0");
        row("negative count", "UPDATE row SET samples=-1");
        row("a block is gone", "DELETE FROM chunk WHERE id=2");
        row("blocks in another order", "UPDATE chunk SET row=0");
        row("garbage block", "UPDATE chunk SET data=randomblob(300) WHERE id=1");
        row("huge block of zeros", "UPDATE chunk SET data=zeroblob(1000000) WHERE id=1");
        row("block of another row", "UPDATE chunk SET data=(SELECT data FROM chunk WHERE id=3) WHERE id=2");
        row("block count", "UPDATE chunk SET entries=5000 WHERE id=1");
        row("garbage histogram", "UPDATE lock SET wait=randomblob(50)");
        row("figures of no lock", "UPDATE lock SET object=999");
        row("parameters are no JSON", "UPDATE run SET parameters='{'");
        row("task row of no thread", "UPDATE task_row SET thread=77");
        row("no run", "DELETE FROM run");
        row("request of no process", "UPDATE request SET process=99");
        row("phases too few", "UPDATE request SET phases=x'0000'");
        row("phases too many", "UPDATE request SET phases=phases||x'00'");
        row("phase below zero", "UPDATE request SET phases=x'01000000000000'");
        row("garbage gates", "UPDATE request SET held=randomblob(40)");
        row("gap in the ids", "DELETE FROM thread WHERE id=0; UPDATE thread SET id=9 WHERE id=2");
    }
    void refusesContradictions()
    {
        QFETCH(QByteArray, sql);
        QVERIFY(saveSession(*sample::run(kSmall), sample::info(), path("run.lanescope")).ok());
        executeSql(path("run.lanescope"), sql.constData());
        const Result<LoadedSession> loaded = loadSession(path("run.lanescope"));
        QVERIFY(!loaded.ok());
        QVERIFY(loaded.error().size() > 30);
    }

    void refusesToTakeMoreMemoryThanAllowed()
    {
        QVERIFY(saveSession(*sample::run(kSmall), sample::info(), path("run.lanescope")).ok());
        const Result<LoadedSession> loaded = loadSession(path("run.lanescope"), LoadLimits{20'000});
        QVERIFY(!loaded.ok());
        QVERIFY2(QString::fromStdString(loaded.error()).contains(QStringLiteral("memory")), loaded.error().c_str());
    }

    // Whatever happens to the bytes, loading answers: with an error, or with a snapshot all of whose
    // intervals can be read.
    void survivesDamage()
    {
        QVERIFY(saveSession(*sample::run(kSmall), sample::info(), path("run.lanescope")).ok());
        QFile original(path("run.lanescope"));
        QVERIFY(original.open(QIODevice::ReadOnly));
        const QByteArray whole = original.readAll();
        const quint32 seed = qEnvironmentVariableIntValue("LANESCOPE_SEED");
        std::mt19937 random(seed);
        int refused = 0;
        for (int round = 0; round < 600; ++round) {
            QByteArray bytes = whole;
            if (round % 4 == 0)
                bytes.truncate(static_cast<qsizetype>(random() % static_cast<std::uint32_t>(whole.size())));
            for (unsigned i = 0; i < 1 + random() % 40 && !bytes.isEmpty(); ++i)
                bytes[static_cast<qsizetype>(random() % static_cast<std::uint32_t>(bytes.size()))] =
                    static_cast<char>(random());
            QFile file(path("mutant.lanescope"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            file.close();
            const Result<LoadedSession> loaded = loadSession(path("mutant.lanescope"));
            if (!loaded) {
                ++refused;
                continue;
            }
            std::int64_t longest = 0;
            for (const store::Row& row : loaded.value().snapshot->rows)
                longest = std::max(longest, row.summarise(-kFar, kFar).longestNs);
            QVERIFY2(longest >= 0, qPrintable(QStringLiteral("seed %1").arg(seed)));
        }
        QVERIFY(refused >= 150); // at least all that were cut short
    }

private:
    static constexpr std::int64_t kFar = std::int64_t{1} << 60;
};

} // namespace
} // namespace lanescope::session

QTEST_GUILESS_MAIN(lanescope::session::TestSessionFile)
#include "tst_session_file.moc"
