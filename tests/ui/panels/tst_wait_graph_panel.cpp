// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/run_builder.h"
#include "ui/panels/wait_graph_panel.h"
#include "ui/panels/wait_graph_reading.h"
#include "ui/panels/wait_graph_view.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using store::State;
using tests::RunBuilder;

class TestWaitGraphPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Light); }
    void init();
    void aRingIsNamedWithItsThreadsAndLocks();
    void aRingOfTenIsReadInOrder();
    void aThreadThatWaitsForItselfIsNamed();
    void aRingThatWasJustSeenIsNotNamed();
    void aChainIsNoRing();
    void whoWaitsBehindARingIsNotPartOfIt();
    void holdsThatMatterToNobodyStayOut();
    void thePanelOffersToEndTheRun();
    void thePictureIsKeptWhenTheRunHasEnded();
    void linesTellWhichWait();

private:
    static constexpr std::int64_t kSecond = 1'000'000'000;

    // A thread that has `held` since the start and waits for `wanted` since `sinceNs`.
    std::uint32_t stuck(const std::string& name, std::uint32_t held, std::uint32_t wanted, std::int64_t sinceNs)
    {
        const auto thread = m_run.addThread(name);
        own(held, thread);
        m_run.open(m_run.stateRow(thread), sinceNs, State::LockWait, wanted);
        return thread;
    }
    void own(std::uint32_t lock, std::uint32_t thread)
    {
        m_run.object(lock).owner = store::ThreadIndex{thread};
        m_run.open(m_run.objectRow(lock), 0, State::HeldContended, thread);
    }
    std::uint32_t lock(const std::string& name) { return m_run.addLock(name); }

    RunBuilder m_run;
};

void TestWaitGraphPanel::init()
{
    m_run = RunBuilder();
    lock("unused"); // so that the numbers of threads and locks differ
}

void TestWaitGraphPanel::aRingIsNamedWithItsThreadsAndLocks()
{
    const auto a = lock("left");
    const auto b = lock("right");
    const auto one = stuck("one", a, b, 1 * kSecond);
    const auto two = stuck("two", b, a, 1'200'000'000);
    const WaitGraph graph = readWaitGraph(*m_run.build(3 * kSecond, true));
    QVERIFY(graph.isDeadlock);
    QCOMPARE(graph.ring, (std::vector<std::uint32_t>{one, two}));
    QCOMPARE(graph.sentence, QStringLiteral("Deadlock since 1.200 s: one holds “left” and waits for “right”; "
                                            "two holds “right” and waits for “left”."));
    QCOMPARE(graph.edges.size(), std::size_t{4});
    QVERIFY(std::all_of(graph.edges.begin(), graph.edges.end(), [](const GraphEdge& edge) { return edge.inCycle; }));
}

void TestWaitGraphPanel::aRingOfTenIsReadInOrder()
{
    std::vector<std::uint32_t> forks;
    for (int i = 0; i < 10; ++i)
        forks.push_back(lock("fork " + std::to_string(i)));
    std::vector<std::uint32_t> threads;
    for (std::size_t i = 0; i < 10; ++i)
        threads.push_back(stuck("philosopher " + std::to_string(i), forks[i], forks[(i + 1) % 10], kSecond));
    QCOMPARE(readWaitGraph(*m_run.build(2 * kSecond, true)).ring, threads);
}

void TestWaitGraphPanel::aThreadThatWaitsForItselfIsNamed()
{
    const auto mutex = lock("mutex");
    const auto thread = stuck("alone", mutex, mutex, kSecond);
    const WaitGraph graph = readWaitGraph(*m_run.build(2 * kSecond, true));
    QCOMPARE(graph.ring, std::vector<std::uint32_t>{thread});
    QVERIFY(graph.sentence.contains(QStringLiteral("alone waits for “mutex”, which it holds itself")));
}

void TestWaitGraphPanel::aRingThatWasJustSeenIsNotNamed()
{
    const auto a = lock("a");
    const auto b = lock("b");
    stuck("one", a, b, kSecond);
    stuck("two", b, a, 2 * kSecond - kPersistsNs / 2);
    QVERIFY(!readWaitGraph(*m_run.build(2 * kSecond, true)).isDeadlock);
    QVERIFY(readWaitGraph(*m_run.build(3 * kSecond, true)).isDeadlock);
}

void TestWaitGraphPanel::aChainIsNoRing()
{
    const auto a = lock("a");
    const auto b = lock("b");
    const auto runs = m_run.addThread("runs");
    own(a, runs);
    m_run.open(m_run.stateRow(runs), 0, State::Running);
    stuck("waits", b, a, kSecond);
    const WaitGraph graph = readWaitGraph(*m_run.build(3 * kSecond, true));
    QVERIFY(!graph.isDeadlock && graph.sentence.isEmpty() && graph.ring.empty());
    QCOMPARE(graph.edges.size(), std::size_t{3});
}

void TestWaitGraphPanel::whoWaitsBehindARingIsNotPartOfIt()
{
    const auto mine = lock("mine");
    const auto a = lock("a");
    const auto b = lock("b");
    const auto behind = stuck("behind", mine, a, kSecond);
    stuck("one", a, b, kSecond);
    stuck("two", b, a, kSecond);
    const WaitGraph graph = readWaitGraph(*m_run.build(3 * kSecond, true));
    QCOMPARE(graph.ring.size(), std::size_t{2});
    const auto red = std::count_if(graph.edges.begin(), graph.edges.end(), [](const GraphEdge& edge) { return edge.inCycle; });
    QCOMPARE(red, 4);
    for (const GraphEdge& edge : graph.edges) {
        if (edge.from == GraphKey{GraphKey::Kind::Thread, behind} || edge.to == GraphKey{GraphKey::Kind::Thread, behind})
            QVERIFY(!edge.inCycle);
    }
}

void TestWaitGraphPanel::holdsThatMatterToNobodyStayOut()
{
    const auto busy = lock("busy");
    const auto thread = m_run.addThread("runs");
    own(busy, thread);
    m_run.open(m_run.stateRow(thread), 0, State::Running);
    const WaitGraph graph = readWaitGraph(*m_run.build(kSecond, true));
    QVERIFY(graph.edges.empty() && graph.nodes.empty());
}

void TestWaitGraphPanel::thePanelOffersToEndTheRun()
{
    WaitGraphPanel panel;
    auto* end = panel.findChild<QPushButton*>();
    QVERIFY(end->isHidden());
    const auto mutex = lock("mutex");
    stuck("alone", mutex, mutex, kSecond);
    panel.setSnapshot(m_run.build(3 * kSecond, true));
    QVERIFY(!end->isHidden());
    QVERIFY(panel.words().contains(QStringLiteral("alone")));
    QSignalSpy wanted(&panel, &WaitGraphPanel::endWanted);
    QTest::mouseClick(end, Qt::LeftButton);
    QCOMPARE(wanted.size(), 1);
}

void TestWaitGraphPanel::thePictureIsKeptWhenTheRunHasEnded()
{
    WaitGraphPanel panel;
    const auto mutex = lock("mutex");
    const auto thread = stuck("alone", mutex, mutex, kSecond);
    panel.setSnapshot(m_run.build(3 * kSecond, true));
    m_run.thread(thread).endNs = RunBuilder::kBeginNs + 4 * kSecond;
    panel.setSnapshot(m_run.build(4 * kSecond, false));
    QVERIFY(panel.graph().isDeadlock);
    QVERIFY(panel.words().startsWith(QStringLiteral("As it was when the run ended.")));
    QVERIFY(panel.findChild<QPushButton*>()->isHidden());
    panel.setSnapshot(store::Snapshot::empty()); // another run
    QVERIFY(!panel.graph().isDeadlock);
}

void TestWaitGraphPanel::linesTellWhichWait()
{
    WaitGraphPanel panel;
    panel.resize(800, 300);
    const auto a = lock("a");
    const auto b = lock("b");
    const auto one = stuck("one", a, b, kSecond);
    stuck("two", b, a, kSecond);
    panel.setSnapshot(m_run.build(3 * kSecond, true));
    QSignalSpy threads(&panel, &WaitGraphPanel::threadWanted);
    QSignalSpy objects(&panel, &WaitGraphPanel::objectWanted);
    for (const GraphEdge& edge : panel.graph().edges)
        Q_EMIT panel.view().edgeActivated(edge);
    QCOMPARE(threads.size(), 2);
    QCOMPARE(threads[0][0].value<store::ThreadIndex>(), store::ThreadIndex{one});
    QCOMPARE(objects.size(), 2);
}

QTEST_MAIN(TestWaitGraphPanel)
#include "tst_wait_graph_panel.moc"
