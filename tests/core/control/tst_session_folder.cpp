// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/session_folder.h"

#include "core/trace/segment_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QTest>

#include <atomic>
#include <optional>
#include <thread>

using namespace lanescope;
using control::SessionFolder;

namespace {

QStringList ownFolders(const QString& place)
{
    return QDir(place).entryList({QStringLiteral("lanescope-%1-*").arg(QCoreApplication::applicationPid())},
                                 QDir::Dirs);
}

/// Makes segments in a folder for as long as it can, as processes of a run do that are just being ended.
class Latecomer {
public:
    explicit Latecomer(const QString& folder)
        : m_thread([this, path = folder.toStdString()] {
            while (trace::SegmentFile::create(path, "latecomer").ok())
                m_made.fetch_add(1);
        })
    {
    }
    ~Latecomer() { m_thread.join(); }
    int made() const { return m_made.load(); }

private:
    std::atomic<int> m_made{0};
    std::thread m_thread;
};

} // namespace

class TestSessionFolder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isPrivateAndGoesWithItsObject();
    void goesWhileSegmentsAreStillMade();
    void abandonedOnesAreRemoved();
};

void TestSessionFolder::isPrivateAndGoesWithItsObject()
{
    QString path;
    {
        const auto folder = SessionFolder::make();
        QVERIFY(folder.ok());
        path = folder.value().path();
        QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                                  QFile::ReadOther | QFile::WriteOther | QFile::ExeOther),
                 QFile::Permissions());
        QVERIFY(QDir(path).mkdir(QStringLiteral("below")));
    }
    QVERIFY(!QFileInfo::exists(path));
}

void TestSessionFolder::goesWhileSegmentsAreStillMade()
{
    constexpr int kRounds = 100;
    for (int round = 0; round < kRounds; ++round) {
        auto made = SessionFolder::make();
        QVERIFY(made.ok());
        std::optional<SessionFolder> folder(std::move(made).value());
        const QString place = QFileInfo(folder->path()).path();
        const Latecomer first(folder->path());
        const Latecomer second(folder->path());
        while (first.made() < 2 || second.made() < 2)
            std::this_thread::yield();
        folder.reset();
        QCOMPARE(ownFolders(place), QStringList());
    }
}

void TestSessionFolder::abandonedOnesAreRemoved()
{
    const auto folder = SessionFolder::make();
    QVERIFY(folder.ok());
    const QString place = QFileInfo(folder.value().path()).path();
    // Of a process that cannot be: larger than any number that the kernel gives.
    const QString abandoned = place + QStringLiteral("/lanescope-2147483646-abcdef_over");
    QVERIFY(QDir().mkpath(abandoned));
    const auto next = SessionFolder::make();
    QVERIFY(next.ok());
    QVERIFY(!QFileInfo::exists(abandoned));
    QVERIFY(QFileInfo::exists(folder.value().path()));
}

QTEST_GUILESS_MAIN(TestSessionFolder)
#include "tst_session_folder.moc"
