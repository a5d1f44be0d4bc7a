// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/wait_for_graph.h"
#include "tests/ui/timeline/run_builder.h"
#include "ui/panels/short_text.h"
#include "ui/panels/waits/wait_graph_panel.h"
#include "ui/panels/waits/wait_graph_reading.h"
#include "ui/panels/waits/wait_graph_view.h"
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
    void aDeadlockThatWasFreedCanBeLookedAt();
    void linesTellWhichWait();
    void ordersThatCouldDeadlockAreShownWithBothSites();
    void theSameOrderEverywhereIsNotShown();
    void manyWhoWaitAreOneCrowd();
    void aCrowdStaysOneUntilFewAreLeft();
    void aStarvedPoolIsARing();
    void aStarvedPoolOfManyIsOneBoxAndTwoLines();
    void aLongSentenceLeavesRoomForThePicture();

private:
    static constexpr std::int64_t kSecond = 1'000'000'000;

    static QPushButton* endButton(const QWidget& panel)
    {
        for (QPushButton* button : panel.findChildren<QPushButton*>()) {
            if (!button->isCheckable())
                return button;
        }
        return nullptr;
    }
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

    // Each of its threads waits for work of the same pool.
    void addPool(int threads);

    // Waits for `wanted` and holds nothing.
    std::uint32_t waiting(const std::string& name, std::uint32_t wanted, std::int64_t sinceNs)
    {
        const auto thread = m_run.addThread(name);
        m_run.open(m_run.stateRow(thread), sinceNs, State::LockWait, wanted);
        return thread;
    }
    // `thread` took `inner` while it held `outer`.
    void ordered(std::uint32_t thread, std::uint32_t outer, std::uint32_t inner, std::int64_t atNs)
    {
        store::OrderSite site;
        site.thread = store::ThreadIndex{thread};
        site.heldSinceNs = RunBuilder::kBeginNs;
        site.firstNs = site.lastNs = RunBuilder::kBeginNs + atNs;
        site.count = 7;
        m_order.push_back({store::ObjectIndex{outer}, store::ObjectIndex{inner}, {site}});
    }
    store::SnapshotPtr withOrder(std::int64_t endNs)
    {
        auto snapshot = std::make_shared<store::Snapshot>(*m_run.build(endNs, true));
        snapshot->lockOrder = std::make_shared<std::vector<store::OrderEdge>>(m_order);
        return snapshot;
    }

    RunBuilder m_run;
    std::vector<store::OrderEdge> m_order;
    store::SnapshotPtr m_snapshot;
};

void TestWaitGraphPanel::init()
{
    m_run = RunBuilder();
    m_order.clear();
    lock("unused"); // so that the numbers of threads and locks differ
}

void TestWaitGraphPanel::aRingIsNamedWithItsThreadsAndLocks()
{
    const auto a = lock("left");
    const auto b = lock("right");
    const auto one = stuck("one", a, b, 1 * kSecond);
    const auto two = stuck("two", b, a, 1'200'000'000);
    m_snapshot = m_run.build(3 * kSecond, true);
    const WaitGraph graph = readWaitGraph(*m_snapshot);
    QVERIFY(graph.isDeadlock);
    QCOMPARE(graph.ring, (std::vector<std::uint32_t>{one, two}));
    QCOMPARE(graph.sentence, QString::fromStdString(analysis::sentence(
                                 *m_snapshot, analysis::waitForGraph(*m_snapshot).deadlocks.front())));
    for (const char* word : {"1.200 s", "one", "two", "“left”", "“right”"})
        QVERIFY2(graph.sentence.contains(QString::fromUtf8(word)), qPrintable(graph.sentence));
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
    const auto red =
        std::count_if(graph.edges.begin(), graph.edges.end(), [](const GraphEdge& edge) { return edge.inCycle; });
    QCOMPARE(red, 4);
    for (const GraphEdge& edge : graph.edges) {
        if (edge.from == GraphKey{GraphKey::Kind::Thread, behind} ||
            edge.to == GraphKey{GraphKey::Kind::Thread, behind})
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
    QPushButton* end = endButton(panel);
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
    QVERIFY(endButton(panel)->isHidden());
    panel.setSnapshot(store::Snapshot::empty()); // another run
    QVERIFY(!panel.graph().isDeadlock);
}

void TestWaitGraphPanel::aDeadlockThatWasFreedCanBeLookedAt()
{
    WaitGraphPanel panel;
    const auto mutex = lock("mutex");
    const auto thread = stuck("alone", mutex, mutex, kSecond);
    QPushButton* last = nullptr;
    for (QPushButton* button : panel.findChildren<QPushButton*>())
        last = button->isCheckable() ? button : last;
    panel.setSnapshot(m_run.build(3 * kSecond, true));
    QVERIFY(panel.graph().isDeadlock && last->isHidden());
    m_run.open(m_run.stateRow(thread), 4 * kSecond, State::Running); // a knob has freed it
    m_run.object(mutex).owner.reset();
    panel.setSnapshot(m_run.build(5 * kSecond, true));
    QVERIFY(!panel.graph().isDeadlock && !last->isHidden());
    last->click();
    QVERIFY(panel.graph().isDeadlock);
    QVERIFY2(panel.words().startsWith(QStringLiteral("As it was at 3.0 s. ")), qPrintable(panel.words()));
    panel.setSnapshot(m_run.build(6 * kSecond, true));
    QVERIFY(panel.graph().isDeadlock);
    last->click();
    QVERIFY(!panel.graph().isDeadlock);
    panel.setSnapshot(store::Snapshot::empty()); // another run
    QVERIFY(last->isHidden());
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
    QSignalSpy places(&panel, &WaitGraphPanel::placeWanted);
    for (const GraphEdge& edge : panel.graph().edges)
        Q_EMIT panel.view().edgeActivated(edge);
    QCOMPARE(places.size(), 4);
    QCOMPARE(places[0][0].value<store::RowIndex>(), m_run.stateRow(one));
    QCOMPARE(places[2][0].value<store::RowIndex>(), m_run.objectRow(a));
}

void TestWaitGraphPanel::ordersThatCouldDeadlockAreShownWithBothSites()
{
    const auto a = lock("a");
    const auto b = lock("b");
    const auto one = m_run.addThread("one");
    const auto two = m_run.addThread("two");
    ordered(one, a, b, kSecond);
    ordered(two, b, a, 2 * kSecond);
    WaitGraphPanel panel;
    panel.setSnapshot(withOrder(3 * kSecond));
    const WaitGraph& graph = panel.graph();
    QVERIFY(!graph.isDeadlock);
    QVERIFY2(panel.words().startsWith(QStringLiteral("Potential deadlock")), qPrintable(panel.words()));
    QCOMPARE(graph.edges.size(), std::size_t{2});
    QVERIFY(endButton(panel)->isHidden()); // nothing hangs
    QSignalSpy places(&panel, &WaitGraphPanel::placeWanted);
    for (const GraphEdge& edge : graph.edges) {
        QCOMPARE(edge.kind, GraphEdge::Kind::Order);
        Q_EMIT panel.view().edgeActivated(edge);
    }
    QVERIFY2(graph.edges[0].tip.contains(QStringLiteral("one took “b” while it held “a”, first at 1.000 s, 7 times")),
             qPrintable(graph.edges[0].tip));
    QVERIFY(graph.edges[1].tip.contains(QStringLiteral("two took “a” while it held “b”, first at 2.000 s")));
    QCOMPARE(places[0][0].value<store::RowIndex>(), m_run.objectRow(b));
    QCOMPARE(places[0][1].toLongLong(), RunBuilder::kBeginNs + kSecond);
}

void TestWaitGraphPanel::theSameOrderEverywhereIsNotShown()
{
    const auto a = lock("a");
    const auto b = lock("b");
    ordered(m_run.addThread("one"), a, b, kSecond);
    ordered(m_run.addThread("two"), a, b, kSecond);
    WaitGraphPanel panel;
    panel.setSnapshot(withOrder(3 * kSecond));
    QVERIFY(panel.graph().edges.empty() && panel.graph().sentence.isEmpty());
}

void TestWaitGraphPanel::manyWhoWaitAreOneCrowd()
{
    const auto busy = lock("busy");
    const auto runs = m_run.addThread("runs");
    own(busy, runs);
    m_run.open(m_run.stateRow(runs), 0, State::Running);
    for (int i = 0; i < 60; ++i)
        waiting("worker " + std::to_string(i), busy, kSecond + i);
    const auto first = waiting("the first", busy, kSecond / 2);
    const WaitGraph graph = readWaitGraph(*m_run.build(3 * kSecond, true));
    QCOMPARE(graph.edges.size(), std::size_t{2});
    QCOMPARE(graph.nodes.size(), std::size_t{3});
    QVERIFY2(graph.edges[0].tip.startsWith(
                 QStringLiteral("61 threads wait for “busy”; the longest, the first, has for 2.5")),
             qPrintable(graph.edges[0].tip));
    QCOMPARE(*graph.edges[0].row, m_run.stateRow(first));
    WaitGraphView view;
    view.resize(800, 200);
    view.show(graph);
    QVERIFY(view.boxOf(graph.edges[0].from).isValid());
    QVERIFY(!view.boxOf(graph.edges[0].from).intersects(view.boxOf(graph.edges[1].to)));
}

void TestWaitGraphPanel::aCrowdStaysOneUntilFewAreLeft()
{
    const auto shown = [this](int count, const WaitGraph& before) {
        init();
        const auto busy = lock("busy");
        own(busy, m_run.addThread("runs"));
        for (int i = 0; i < count; ++i)
            waiting("worker " + std::to_string(i), busy, kSecond);
        return readWaitGraph(*m_run.build(3 * kSecond, true), {}, before);
    };
    const WaitGraph seven = shown(7, {});
    QCOMPARE(seven.edges.size(), std::size_t{8});
    const WaitGraph nine = shown(9, seven);
    QCOMPARE(nine.edges.size(), std::size_t{2});
    const WaitGraph sevenAgain = shown(7, nine);
    QCOMPARE(sevenAgain.edges.size(), std::size_t{2});
    QCOMPARE(shown(3, sevenAgain).edges.size(), std::size_t{4});
}

void TestWaitGraphPanel::addPool(int threads)
{
    const auto pool = m_run.addObject("pool", trace::ObjectKind::Pool, store::RowKind::QueueDepth, threads);
    auto figures = std::make_shared<store::QueueFigures>();
    for (int i = 1; i <= threads; ++i) {
        const auto thread = m_run.addThread("pool-" + std::to_string(i));
        m_run.open(m_run.stateRow(thread), kSecond, State::JoinWait, pool);
        figures->getters.push_back(store::ThreadIndex{thread});
    }
    m_run.object(pool).queue = figures;
}

void TestWaitGraphPanel::aStarvedPoolIsARing()
{
    addPool(2);
    const WaitGraph graph = readWaitGraph(*m_run.build(3 * kSecond, true));
    QVERIFY(graph.isDeadlock);
    QCOMPARE(graph.edges.size(), std::size_t{4});
    QVERIFY(std::all_of(graph.edges.begin(), graph.edges.end(), [](const GraphEdge& edge) { return edge.inCycle; }));
    QVERIFY2(graph.sentence.contains(QStringLiteral("all 2 threads of the pool “pool”")), qPrintable(graph.sentence));
}

void TestWaitGraphPanel::aStarvedPoolOfManyIsOneBoxAndTwoLines()
{
    addPool(32);
    const WaitGraph graph = readWaitGraph(*m_run.build(3 * kSecond, true));
    QVERIFY(graph.isDeadlock);
    QCOMPARE(graph.ring.size(), std::size_t{32});
    QCOMPARE(graph.nodes.size(), std::size_t{2});
    QCOMPARE(graph.edges.size(), std::size_t{2});
    const auto crowd =
        std::ranges::find(graph.nodes, GraphKey::Kind::Crowd, [](const GraphNode& node) { return node.key.kind; });
    QCOMPARE(crowd->name, QStringLiteral("32 threads"));
    QVERIFY(crowd->inCycle && graph.edges[0].inCycle && graph.edges[1].inCycle);
    WaitGraphPanel panel;
    QSignalSpy objects(&panel, &WaitGraphPanel::objectWanted);
    Q_EMIT panel.view().nodeActivated(crowd->key);
    QCOMPARE(static_cast<std::uint32_t>(objects[0][0].value<store::ObjectIndex>()), crowd->key.index);
}

void TestWaitGraphPanel::aLongSentenceLeavesRoomForThePicture()
{
    std::vector<std::uint32_t> forks;
    for (int i = 0; i < 32; ++i)
        forks.push_back(lock("fork " + std::to_string(i)));
    for (std::size_t i = 0; i < 32; ++i)
        stuck("philosopher " + std::to_string(i), forks[i], forks[(i + 1) % 32], kSecond);
    WaitGraphPanel panel;
    panel.resize(560, 170);
    panel.setSnapshot(m_run.build(3 * kSecond, true));
    panel.show();
    auto* words = panel.findChild<ShortText*>();
    QVERIFY(words->heightForWidth(words->width()) < panel.height() / 3);
    QVERIFY(words->text().endsWith(u'…'));
    QCOMPARE(words->toolTip(), panel.graph().sentence);
    panel.resize(1800, 900);
    QTRY_COMPARE(words->text(), panel.graph().sentence);
    QVERIFY(words->toolTip().isEmpty());
}

QTEST_MAIN(TestWaitGraphPanel)
#include "tst_wait_graph_panel.moc"
