// SPDX-License-Identifier: GPL-3.0-or-later
// Who waits while a run is ended has waited until then: what was an open wait is a wait afterwards, with a true end.
#include "core/control/run_controller.h"
#include "core/scenario/catalogue.h"

#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace lanescope;
using namespace Qt::StringLiterals;
using control::RunController;

namespace {

constexpr int kPatienceMs = 20'000;
// Longer than a wait of a scenario in balance, shorter than the time between two of its looks at the knobs.
constexpr std::int64_t kLongNs = 40'000'000;

struct OpenWait {
    store::RowIndex row;
    store::OpenInterval wait;
    std::int64_t seenNs; // when it still went on
};

bool isWait(store::State state)
{
    return state != store::State::Running && state != store::State::Ready && state != store::State::OtherWait;
}

std::vector<OpenWait> openWaits(const store::Snapshot& snapshot)
{
    std::vector<OpenWait> found;
    for (const store::Thread& thread : *snapshot.threads) {
        const auto& open = snapshot.row(thread.stateRow).open;
        if (open && isWait(open->state) && snapshot.endNs - open->startNs > kLongNs)
            found.push_back({thread.stateRow, *open, snapshot.endNs});
    }
    return found;
}

} // namespace

class TestOpenWaits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("LANESCOPE_LAB", LANESCOPE_REAL_LAB); }
    void endAsWhatTheyWere_data();
    void endAsWhatTheyWere();
};

void TestOpenWaits::endAsWhatTheyWere_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("killed");
    for (const char* id : {"locks.deadlock", "locks.philosophers", "pools.deadlock", "processes.pool",
                           "queues.producer-consumer", "threads.join", "locks.mutex"}) {
        QTest::addRow("%s, stopped", id) << QString::fromLatin1(id) << false;
        QTest::addRow("%s, killed", id) << QString::fromLatin1(id) << true;
    }
}

void TestOpenWaits::endAsWhatTheyWere()
{
    QFETCH(QString, id);
    QFETCH(bool, killed);
    RunController controller;
    QSignalSpy finished(&controller, &RunController::finished);
    control::RunRequest request;
    request.scenario = id;
    for (const scenario::Knob& knob : scenario::Catalogue::instance().find(id)->knobs)
        request.values.push_back(knob.standard);
    controller.start(request);
    std::vector<OpenWait> waits;
    QTRY_VERIFY_WITH_TIMEOUT(!(waits = openWaits(*controller.snapshot())).empty(), kPatienceMs);
    if (killed)
        ::kill(static_cast<pid_t>(controller.labPid()), SIGKILL);
    else
        controller.stop();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
    const store::SnapshotPtr last = controller.snapshot();
    for (const OpenWait& open : waits) {
        const store::Row& row = last->row(open.row);
        QCOMPARE(row.at(open.wait.startNs).value_or(store::Interval()).startNs, open.wait.startNs);
        std::int64_t waitedNs = 0;
        // Who loses the CPU at its beginning, or looks at a limit in between, is ready for a while on a busy machine.
        for (std::int64_t at = open.wait.startNs; at < open.seenNs;) {
            const auto part = row.at(at);
            QVERIFY(part);
            const bool isWait = part->state() == open.wait.state;
            QVERIFY(isWait || part->state() == store::State::Ready);
            if (isWait)
                QCOMPARE(part->subject, open.wait.subject);
            waitedNs += isWait ? part->endNs() - at : 0;
            at = part->endNs();
        }
        QVERIFY(waitedNs * 2 > open.seenNs - open.wait.startNs);
    }
}

QTEST_GUILESS_MAIN(TestOpenWaits)
#include "tst_open_waits.moc"
