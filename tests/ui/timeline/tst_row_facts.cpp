// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/knob_effect.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/row_figures.h"
#include "ui/timeline/tool_tip.h"
#include "ui/timeline/wait_words.h"

#include <QPalette>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using namespace Qt::StringLiterals;
using store::State;
using tests::RunBuilder;

namespace {
constexpr std::int64_t kBegin = RunBuilder::kBeginNs;

QString plain(QString text)
{
    return text.replace(u'\u00a0', u' ');
}

QString figure(const store::SnapshotPtr& snapshot, const LineKey& key, TimeRange visible)
{
    RowList rows;
    rows.update(*snapshot);
    return plain(lineFigure(*snapshot, *rows.find(key), visible));
}

} // namespace

class TestRowFacts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void threadFigureIsItsShareOfTheVisibleTime();
    void idleAndEndedThreadsSaySo();
    void shareIsOfTheLifetimeNotOfTheView();
    void lockFigureNamesContention();
    void queueFigureIsDepthAndCapacity();
    void slotsAreCountedThatAreBusy();
    void processFigureTellsTheEnd();
    void namelessThingsHaveNames();
    void taskAtFindsTheInnermost();
    void toolTipSaysWhoEndedTheWait();
    void waitsAreNamedAfterWhatIsWaitedFor_data();
    void waitsAreNamedAfterWhatIsWaitedFor();
    void waitsOfOneKindNameTheirState();
    void toolTipEscapesNames();
    void toolTipOfNothingIsEmpty();
    void effectsOfTextsAreFound();
};

// A text of a knob may have all that stands between changes.
void TestRowFacts::effectsOfTextsAreFound()
{
    RunBuilder run;
    auto snapshot = std::make_shared<store::Snapshot>(*run.build(1000));
    const auto marks = std::make_shared<std::vector<store::Mark>>();
    marks->push_back({kBegin, store::MarkKind::Knob, "allow", "x"});
    marks->push_back({kBegin, store::MarkKind::Knob, "b", "2"});
    marks->push_back({kBegin, store::MarkKind::Knob, "deny", "y"});
    marks->push_back(
        {kBegin + 1, store::MarkKind::Note, "net", "allow “, deny : ” → “x: y, z”, b 1 → 2: 22 → 41 pages/s"});
    snapshot->marks = marks;
    QCOMPARE(effectOfChange(*snapshot, 0), u"22 → 41 pages/s"_s);
    QCOMPARE(effectOfChange(*snapshot, 1), u"22 → 41 pages/s"_s);
    QVERIFY(effectOfChange(*snapshot, 2).isEmpty());
}

void TestRowFacts::threadFigureIsItsShareOfTheVisibleTime()
{
    RunBuilder run;
    const auto thread = run.addThread("t");
    run.add(run.stateRow(thread), 0, 400, State::Running);
    run.add(run.stateRow(thread), 400, 1000, State::LockWait);
    const auto snapshot = run.build(1000);
    const LineKey key{LineKind::Thread, thread};
    QCOMPARE(figure(snapshot, key, {kBegin, kBegin + 1000}), u"40 %"_s);
    QCOMPARE(figure(snapshot, key, {kBegin, kBegin + 800}), u"50 %"_s);
    QCOMPARE(figure(snapshot, key, {kBegin, kBegin + 9000}), u"40 %"_s); // what is not known does not count
}

void TestRowFacts::idleAndEndedThreadsSaySo()
{
    RunBuilder run;
    const auto thread = run.addThread("t");
    run.add(run.stateRow(thread), 0, 1000, State::Sleep);
    run.thread(thread).endNs = kBegin + 1000;
    const auto snapshot = run.build(5000);
    QCOMPARE(figure(snapshot, {LineKind::Thread, thread}, {kBegin, kBegin + 1000}), u"idle"_s);
    QCOMPARE(figure(snapshot, {LineKind::Thread, thread}, {kBegin + 2000, kBegin + 3000}), u"ended"_s);
}

void TestRowFacts::shareIsOfTheLifetimeNotOfTheView()
{
    RunBuilder run;
    const auto thread = run.addThread("late");
    run.thread(thread).startNs = kBegin + 500;
    run.add(run.stateRow(thread), 500, 1000, State::Running);
    QCOMPARE(figure(run.build(1000), {LineKind::Thread, thread}, {kBegin, kBegin + 1000}), u"100 %"_s);
}

void TestRowFacts::lockFigureNamesContention()
{
    RunBuilder run;
    const auto hot = run.addLock("hot");
    const auto cold = run.addLock("cold");
    run.add(run.objectRow(hot), 0, 380, State::HeldContended, 0);
    run.add(run.objectRow(cold), 0, 2, State::Held, 0);
    const auto snapshot = run.build(1000);
    QCOMPARE(figure(snapshot, {LineKind::Lock, hot}, {kBegin, kBegin + 1000}), u"38 % contended"_s);
    QCOMPARE(figure(snapshot, {LineKind::Lock, cold}, {kBegin, kBegin + 1000}), u"0.2 % held"_s);
}

void TestRowFacts::queueFigureIsDepthAndCapacity()
{
    RunBuilder run;
    const auto bounded = run.addQueue("bounded", 64);
    const auto free = run.addQueue("free");
    const auto pool = run.addObject("pool", trace::ObjectKind::Pool, store::RowKind::QueueDepth, 4);
    const auto large = run.addQueue("additions a second");
    run.sample(run.objectRow(bounded), 0, 58);
    run.sample(run.objectRow(free), 0, 10);
    run.sample(run.objectRow(free), 500, 412);
    run.sample(run.objectRow(pool), 0, 6);
    run.sample(run.objectRow(large), 0, 91'802'819);
    const auto snapshot = run.build(1000);
    QCOMPARE(figure(snapshot, {LineKind::Queue, bounded}, {kBegin, kBegin + 1000}), u"58 / 64"_s);
    QCOMPARE(figure(snapshot, {LineKind::Queue, free}, {kBegin, kBegin + 1000}), u"412"_s);
    QCOMPARE(figure(snapshot, {LineKind::Queue, free}, {kBegin, kBegin + 400}), u"10"_s);
    QCOMPARE(figure(snapshot, {LineKind::Queue, pool}, {kBegin, kBegin + 1000}), u"6"_s); // not of its 4 workers
    QCOMPARE(figure(snapshot, {LineKind::Queue, large}, {kBegin, kBegin + 1000}), u"91.8 M"_s);
}

void TestRowFacts::slotsAreCountedThatAreBusy()
{
    constexpr std::int64_t kS = 1'000'000'000;
    RunBuilder run;
    const auto slot = [&run](const char* name) {
        return run.objectRow(run.addObject(name, trace::ObjectKind::RequestSlot, store::RowKind::RequestSlot));
    };
    const store::RowIndex hanging = slot("slot 1");
    const store::RowIndex quick = slot("slot 2");
    run.open(hanging, 1 * kS, State::RequestFirstByte, 7);
    run.add(quick, 0, 2 * kS, State::RequestBody, 8);
    run.add(quick, 4 * kS, 5 * kS, State::RequestBody, 9);
    const auto busy = [&](bool live, std::int64_t untilNs) {
        const auto snapshot = run.build(5 * kS, live);
        RowList rows;
        rows.update(*snapshot);
        const Line* group = rows.find({LineKind::Group, static_cast<std::uint32_t>(Group::Requests)});
        return group ? lineFigure(*snapshot, *group, {kBegin, kBegin + untilNs}) : QString();
    };
    QCOMPARE(busy(true, 5 * kS), u"2 / 2"_s); // what may not be told yet is not asked for
    QCOMPARE(busy(false, 3 * kS), u"1 / 2"_s);
    QCOMPARE(busy(false, kS / 2), u"1 / 2"_s);
}

void TestRowFacts::processFigureTellsTheEnd()
{
    RunBuilder run;
    run.addThread("t");
    const LineKey key{LineKind::Process, 0};
    QCOMPARE(figure(run.build(1000), key, {}), u"pid 100"_s);
    run.process(0).exitCode = 3;
    QCOMPARE(figure(run.build(1000), key, {}), u"exit 3 · pid 100"_s);
    run.process(0).signal = 9;
    QCOMPARE(figure(run.build(1000), key, {}), u"SIGKILL · pid 100"_s);
}

void TestRowFacts::namelessThingsHaveNames()
{
    RunBuilder run;
    const auto thread = run.addThread("");
    const auto lock = run.addLock("");
    const auto snapshot = run.build(1000);
    QCOMPARE(lineName(*snapshot, {LineKind::Thread, thread}), u"thread 1000"_s);
    QCOMPARE(lineName(*snapshot, {LineKind::Lock, lock}), u"mutex 0"_s);
    QVERIFY(!threadName(*snapshot, 77).isEmpty());
    QVERIFY(!timeline::objectName(*snapshot, 77).isEmpty());
}

void TestRowFacts::taskAtFindsTheInnermost()
{
    RunBuilder run;
    const auto thread = run.addThread("t");
    const auto outer = run.addTaskRow(thread);
    const auto inner = run.addTaskRow(thread);
    const auto parse = run.addName("parse");
    const auto links = run.addName("links");
    run.add(inner, 200, 400, State::Task, links);
    run.open(outer, 100, State::Task, parse);
    const auto snapshot = run.build(1000);
    const auto& record = (*snapshot->threads)[thread];
    QCOMPARE(taskAt(*snapshot, record, kBegin + 300).name, links);
    QVERIFY(taskAt(*snapshot, record, kBegin + 300).isFinal);
    QCOMPARE(taskAt(*snapshot, record, kBegin + 500).name, parse);
    QVERIFY(!taskAt(*snapshot, record, kBegin + 500).isFinal);
    QCOMPARE(taskAt(*snapshot, record, kBegin + 50).name, store::kNone);
}

void TestRowFacts::toolTipSaysWhoEndedTheWait()
{
    RunBuilder run;
    const auto waiter = run.addThread("worker-2");
    const auto ender = run.addThread("worker-1");
    const auto lock = run.addLock("counter");
    run.add(run.stateRow(waiter), 1'000'000, 4'420'000, State::LockWait, lock, ender);
    const auto snapshot = run.build(10'000'000);
    RowList rows;
    rows.update(*snapshot);
    const Hit hit = hitOn(*snapshot, *rows.find({LineKind::Thread, waiter}), kBegin + 2'000'000,
                          snapshot->row(run.stateRow(waiter)).at(kBegin + 2'000'000));
    const QString text = plain(toolTipFor(*snapshot, hit, 1000, QPalette()));
    for (const auto& part : {u"waits for lock “counter”"_s, u"3.42 ms"_s, u"worker-2"_s, u"worker-1"_s, u"ended by"_s})
        QVERIFY2(text.contains(part), qPrintable(text));
    QCOMPARE(plain(summaryOf(*snapshot, hit)), u"waits for lock “counter” · 3.42 ms"_s);
}

// One state and one colour for what threads wait for until somebody signals; the words tell them apart.
void TestRowFacts::waitsAreNamedAfterWhatIsWaitedFor_data()
{
    QTest::addColumn<State>("state");
    QTest::addColumn<trace::ObjectKind>("kind");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("sentence");
    using trace::ObjectKind;
    const auto row = [](State state, ObjectKind kind, const QString& name, const QString& sentence) {
        QTest::newRow(qPrintable(name + u' ' + objectKindName(kind))) << state << kind << name << sentence;
    };
    row(State::LockWait, ObjectKind::Mutex, u"lock wait"_s, u"waits for lock “it”"_s);
    row(State::SemaphoreWait, ObjectKind::Semaphore, u"semaphore wait"_s, u"waits for a permit of semaphore “it”"_s);
    row(State::SemaphoreWait, ObjectKind::Event, u"event wait"_s, u"waits for event “it” to be set"_s);
    row(State::SemaphoreWait, ObjectKind::Barrier, u"barrier wait"_s, u"waits at barrier “it” for the others"_s);
    row(State::QueueGetWait, ObjectKind::Queue, u"queue get wait"_s, u"waits for something in queue “it”"_s);
    row(State::QueueGetWait, ObjectKind::Pool, u"queue get wait"_s, u"waits for a task from pool “it”"_s);
    row(State::JoinWait, ObjectKind::Thread, u"join wait"_s, u"waits for “it” to end"_s);
    row(State::JoinWait, ObjectKind::Queue, u"join wait"_s, u"waits for all tasks of queue “it” to be done"_s);
    row(State::JoinWait, ObjectKind::Event, u"result wait"_s, u"waits for one of “it”"_s);
    row(State::JoinWait, ObjectKind::Pool, u"result wait"_s, u"waits for a task of pool “it” to end"_s);
}

void TestRowFacts::waitsAreNamedAfterWhatIsWaitedFor()
{
    QFETCH(State, state);
    QFETCH(trace::ObjectKind, kind);
    QFETCH(QString, name);
    QFETCH(QString, sentence);
    RunBuilder run;
    const auto thread = run.addThread("worker-1");
    const auto object = run.addObject("it", kind, store::RowKind::LockOwner);
    run.add(run.stateRow(thread), 0, 1000, state, object);
    const auto snapshot = run.build(1000);
    QCOMPARE(stateName(*snapshot, state, object), name);
    RowList rows;
    rows.update(*snapshot);
    const Hit hit = hitOn(*snapshot, *rows.find({LineKind::Thread, thread}), kBegin,
                          snapshot->row(run.stateRow(thread)).at(kBegin));
    QVERIFY2(plain(summaryOf(*snapshot, hit)).startsWith(sentence), qPrintable(plain(summaryOf(*snapshot, hit))));
}

// What the legend says of a run in which several threads wait.
void TestRowFacts::waitsOfOneKindNameTheirState()
{
    using trace::ObjectKind;
    RunBuilder run;
    const auto first = run.addThread("worker-1");
    const auto second = run.addThread("worker-2");
    const auto event = run.addObject("light", ObjectKind::Event, store::RowKind::LockOwner);
    const auto barrier = run.addObject("meeting", ObjectKind::Barrier, store::RowKind::LockOwner);
    run.add(run.stateRow(first), 0, 1000, State::SemaphoreWait, event);
    run.add(run.stateRow(first), 1000, 2000, State::JoinWait, event);
    run.add(run.stateRow(second), 0, 1000, State::SemaphoreWait, barrier);
    const auto snapshot = run.build(2000);
    SignalWaits waits;
    const QString common = waits.name();
    waits.look(*snapshot, snapshot->row(run.stateRow(first)));
    QCOMPARE(waits.name(), u"event wait"_s);
    waits.look(*snapshot, snapshot->row(run.stateRow(second)));
    QCOMPARE(waits.name(), common);
    for (const auto& part : {u"semaphore"_s, u"event"_s, u"barrier"_s})
        QVERIFY(common.contains(part));
}

void TestRowFacts::toolTipEscapesNames()
{
    RunBuilder run;
    const auto thread = run.addThread("<img src=x>");
    run.add(run.stateRow(thread), 0, 1000, State::Running);
    const auto snapshot = run.build(1000);
    RowList rows;
    rows.update(*snapshot);
    const Hit hit = hitOn(*snapshot, *rows.find({LineKind::Thread, thread}), kBegin,
                          snapshot->row(run.stateRow(thread)).at(kBegin));
    const QString text = toolTipFor(*snapshot, hit, 1000, QPalette());
    QVERIFY(!text.contains(u"<img"_s));
    QVERIFY(text.contains(u"&lt;img"_s));
}

void TestRowFacts::toolTipOfNothingIsEmpty()
{
    QVERIFY(toolTipFor(*store::Snapshot::empty(), Hit{}, 1, QPalette()).isEmpty());
}

QTEST_GUILESS_MAIN(TestRowFacts)
#include "tst_row_facts.moc"
