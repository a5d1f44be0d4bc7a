// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/safe_file.h"

#include "tests/core/session/file_size_limit.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>

namespace lanescope::session {
namespace {

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

class TestSafeFile : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    qsizetype files() const
    {
        return QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).size();
    }

private Q_SLOTS:
    void writesAndReplaces()
    {
        QVERIFY(writeFile(path("a.txt"), "one").ok());
        QVERIFY(writeFile(path("a.txt"), "two").ok());
        QCOMPARE(contentOf(path("a.txt")), QByteArray("two"));
        QCOMPARE(files(), 1);
    }
    void withoutCommitNothingChanges()
    {
        QVERIFY(writeFile(path("a.txt"), "old").ok());
        {
            SafeFile file(path("a.txt"));
            QVERIFY(file.open().ok());
            file.write("new");
        }
        QCOMPARE(contentOf(path("a.txt")), QByteArray("old"));
        QCOMPARE(files(), 1);
    }
    void errorsNamePathAndReason_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("reason");
        QTest::newRow("below a file") << path("a.txt/b.csv") << QStringLiteral("is a file, not a folder");
        QTest::newRow("missing folder") << path("none/b.csv") << QStringLiteral("does not exist");
        QTest::newRow("a folder") << m_folder.path() << QStringLiteral("there is a folder of that name");
        QTest::newRow("full") << QStringLiteral("/dev/full") << QStringLiteral("No space left");
    }
    void errorsNamePathAndReason()
    {
        QVERIFY(writeFile(path("a.txt"), "x").ok());
        QFETCH(QString, target);
        QFETCH(QString, reason);
        const Status status = writeFile(target, QByteArray(100'000, 'x'));
        QVERIFY(!status.ok());
        const QString message = QString::fromStdString(status.error());
        QVERIFY2(message.contains(target) && message.contains(reason), status.error().c_str());
        QCOMPARE(files(), 1);
    }
    // What fits is written, the rest is not: Qt has no reason for that.
    void aDiskThatFillsUpIsNamed()
    {
        QVERIFY(writeFile(path("a.txt"), "x").ok());
        const FileSizeLimit limit(100'000);
        const Status status = writeFile(path("b.txt"), QByteArray(300'000, 'x'));
        QVERIFY(!status.ok());
        QVERIFY2(QString::fromStdString(status.error()).contains(qt_error_string(EFBIG)), status.error().c_str());
        QCOMPARE(files(), 1);
    }
    // As root, renaming a new file over a device would replace the device.
    void devicesAreWrittenNotReplaced()
    {
        QVERIFY(writeFile(QStringLiteral("/dev/null"), "x").ok());
        QVERIFY(!QFileInfo(QStringLiteral("/dev/null")).isFile());
    }
};

} // namespace
} // namespace lanescope::session

QTEST_GUILESS_MAIN(lanescope::session::TestSafeFile)
#include "tst_safe_file.moc"
