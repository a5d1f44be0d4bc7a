// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/run_builder.h"
#include "ui/panels/paced_snapshot.h"

#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using tests::RunBuilder;

class TestPacedSnapshot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFirstOfEachHalfSecondIsShown();
    void whoLooksLaterSeesTheSame();
    void anEndIsShownAtOnce();
    void theLastOneIsShownTooWhenNothingFollows();

private:
    static constexpr std::int64_t kMs = 1'000'000;

    std::vector<std::int64_t> shownOf(PacedSnapshot& pace, std::int64_t fromMs)
    {
        std::vector<std::int64_t> shown;
        connect(&pace, &PacedSnapshot::due, &pace, [&shown](const store::SnapshotPtr& snapshot) {
            shown.push_back((snapshot->endNs - snapshot->beginNs) / kMs);
        });
        for (std::int64_t at = fromMs; at < 1600; at += 30)
            pace.set(m_run.build(at * kMs, true));
        return shown;
    }
    RunBuilder m_run;
};

void TestPacedSnapshot::theFirstOfEachHalfSecondIsShown()
{
    PacedSnapshot pace;
    QCOMPARE(shownOf(pace, 10), (std::vector<std::int64_t>{10, 520, 1000, 1510}));
}

// The details of a tab that is opened, beside a selection that is there already.
void TestPacedSnapshot::whoLooksLaterSeesTheSame()
{
    PacedSnapshot pace;
    QCOMPARE(shownOf(pace, 310), (std::vector<std::int64_t>{310, 520, 1000, 1510}));
}

void TestPacedSnapshot::anEndIsShownAtOnce()
{
    PacedSnapshot pace;
    QSignalSpy due(&pace, &PacedSnapshot::due);
    pace.set(m_run.build(100 * kMs, true));
    pace.set(m_run.build(110 * kMs, true));
    QCOMPARE(due.size(), 1);
    pace.set(m_run.build(120 * kMs, false));
    QCOMPARE(due.size(), 2);
}

void TestPacedSnapshot::theLastOneIsShownTooWhenNothingFollows()
{
    PacedSnapshot pace;
    QSignalSpy due(&pace, &PacedSnapshot::due);
    pace.set(m_run.build(100 * kMs, true));
    const auto last = m_run.build(110 * kMs, true);
    pace.set(last);
    QTRY_COMPARE(due.size(), 2);
    QCOMPARE(due[1][0].value<store::SnapshotPtr>(), last);
}

QTEST_GUILESS_MAIN(TestPacedSnapshot)
#include "tst_paced_snapshot.moc"
