// SPDX-License-Identifier: GPL-3.0-or-later
// What a watch finds becomes cards: a deadlock with its sentence, its time and the knob that cures it.
#include "core/control/run_findings.h"
#include "core/store/store.h"
#include "ui/panels/findings/finding_reading.h"

#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kBeginNs = 5 * kSecondNs;

/// Two threads that wait for each other's lock from the start on.
class CrossedRun {
public:
    CrossedRun()
    {
        const auto process = m_store.addProcess({});
        for (const char* name : {"teller-1", "teller-2"}) {
            store::Thread thread;
            thread.process = process;
            thread.name = name;
            thread.stateRow = m_store.addRow(store::RowKind::ThreadState);
            m_store.addThread(thread);
        }
        for (const char* name : {"account: A", "account: B"}) {
            store::Object object;
            object.process = process;
            object.kind = trace::ObjectKind::Mutex;
            object.name = name;
            m_store.addObject(object);
        }
        auto present = std::make_shared<store::Present>();
        for (std::uint32_t i = 0; i < 2; ++i) {
            present->holds.push_back({store::ThreadIndex{i}, store::ObjectIndex{i}, kBeginNs, false});
            present->waits.push_back({store::ThreadIndex{i}, trace::WaitKind::Lock, 1 - i, kBeginNs + kSecondNs});
        }
        m_store.present = std::move(present);
    }
    void setFreed() { m_store.present = std::make_shared<store::Present>(); }
    store::SnapshotPtr at(double seconds)
    {
        return m_store.publish(kBeginNs, kBeginNs + static_cast<std::int64_t>(seconds * 1e9), true);
    }

private:
    store::Store m_store;
};

/// A loop that is 60 ms late to everything, for four seconds.
class LateRun {
public:
    LateRun()
    {
        const auto process = m_store.addProcess({});
        const store::RowIndex row = m_store.addRow(store::RowKind::Counter);
        for (std::int64_t ms = 0; ms < 4000; ms += 50)
            m_store.row(row).samples.append({kBeginNs + ms * 1'000'000, 60});
        m_store.row(row).samples.append({kBeginNs + 4 * kSecondNs, 0});
        store::Object object;
        object.process = process;
        object.name = "loop lag ms";
        object.row = row;
        m_store.addObject(object);
        m_store.recording.kernelLayer = store::KernelLayer::Switches;
    }
    void turn(const char* knob, double value, double seconds)
    {
        store::Mark mark;
        mark.timeNs = kBeginNs + static_cast<std::int64_t>(seconds * 1e9);
        mark.kind = store::MarkKind::Knob;
        mark.subject = knob;
        mark.value = value;
        m_store.addMark(mark);
    }
    store::SnapshotPtr at(double seconds)
    {
        return m_store.publish(kBeginNs, kBeginNs + static_cast<std::int64_t>(seconds * 1e9), true);
    }

private:
    store::Store m_store;
};

scenario::ScenarioInfo deadlockScenario()
{
    scenario::ScenarioInfo info;
    info.id = QStringLiteral("locks.deadlock");
    info.knobs = {scenario::Knob::choice(QStringLiteral("order"), QStringLiteral("Order"),
                                         {QStringLiteral("opposite"), QStringLiteral("same")}, 0, {})};
    return info;
}

} // namespace

class TestFindingReading : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deadlockIsACardUntilItIsFreed();
    void aKnobThatStandsWellIsNotOffered();
    void whatWasNotJudgedSinceAKnobWasTurnedSaysSo();
};

void TestFindingReading::deadlockIsACardUntilItIsFreed()
{
    CrossedRun run;
    store::SnapshotPtr newest = run.at(1.5);
    control::RunWatch watch([&] { return newest; });
    const scenario::ScenarioInfo info = deadlockScenario();
    control::RunKnobs knobs{&info, {{0, {}}}, {{0, {}}}};
    watch.look();
    QVERIFY(readFindings(watch, *newest, knobs).current.empty()); // once may be a mistake
    newest = run.at(2.5);
    watch.look();
    FindingTexts texts = readFindings(watch, *newest, knobs);
    QCOMPARE(texts.current.size(), 1);
    const FindingText card = texts.current[0];
    QCOMPARE(card.title, QStringLiteral("Deadlock since 1.000 s"));
    QVERIFY2(card.numbers.startsWith(QStringLiteral("teller-1 holds “account: A”")), qPrintable(card.numbers));
    QCOMPARE(card.tone, FindingText::Tone::Alarm);
    QCOMPARE(card.fromNs, kBeginNs + kSecondNs);
    QCOMPARE(card.tryKnob, QStringLiteral("order"));
    QCOMPARE(card.tryText, QStringLiteral("Order → same"));
    QVERIFY(readFindings(watch, *newest, {}).current[0].tryKnob.isEmpty());

    run.setFreed();
    newest = run.at(3.5);
    watch.look();
    texts = readFindings(watch, *newest, knobs);
    QVERIFY(texts.current.empty());
    QCOMPARE(texts.earlier.size(), 1);
    QCOMPARE(texts.earlier[0].key, card.key);
}

// It does not free who hangs, so words say what does; what was offered before the knob was turned is not offered again.
void TestFindingReading::aKnobThatStandsWellIsNotOffered()
{
    CrossedRun run;
    store::SnapshotPtr newest = run.at(1.5);
    control::RunWatch watch([&] { return newest; });
    const scenario::ScenarioInfo info = deadlockScenario();
    control::RunKnobs knobs{&info, {{0, {}}}, {{0, {}}}};
    watch.look();
    newest = run.at(2.5);
    watch.look();
    QCOMPARE(readFindings(watch, *newest, knobs).current.at(0).tryTip,
             QStringLiteral("Turn this knob, which stands at opposite."));
    knobs.now = {{1, {}}};
    newest = run.at(3);
    watch.look();
    const FindingText card = readFindings(watch, *newest, knobs).current.at(0);
    QCOMPARE(card.tryKnob, QString());
    QCOMPARE(card.tryText, QStringLiteral("start again"));
    QVERIFY2(card.advice.contains(QStringLiteral("start the run again")), qPrintable(card.advice));
    knobs.atStart = knobs.now; // it hangs although the knobs stood well: to start again would not help
    QVERIFY(readFindings(watch, *newest, knobs).current.at(0).tryText.isEmpty());
}

// Until there is enough of the new value to tell, nothing else is advised, as if this had not helped.
void TestFindingReading::whatWasNotJudgedSinceAKnobWasTurnedSaysSo()
{
    LateRun run;
    scenario::ScenarioInfo info;
    info.id = QStringLiteral("async.reactor");
    info.knobs = {
        scenario::Knob::integer(QStringLiteral("callback_ms"), QStringLiteral("Callback"), 0, 500, 60, {}, {})};
    control::RunKnobs knobs{&info, {{60, {}}}, {{60, {}}}};
    store::SnapshotPtr newest = run.at(4);
    control::RunWatch watch([&] { return newest; });
    watch.look();
    const FindingText before = readFindings(watch, *newest, knobs).current.at(0);
    QCOMPARE(before.tryKnob, QStringLiteral("callback_ms"));
    QVERIFY(control::findingsOf(*newest, watch, knobs).at(0).cure.has_value());

    run.turn("callback_ms", 0, 4.1);
    knobs.now = {{0, {}}};
    newest = run.at(4.6);
    watch.look();
    const FindingText card = readFindings(watch, *newest, knobs).current.at(0);
    QCOMPARE(card.title, before.title);
    QVERIFY(card.tryKnob.isEmpty() && card.tryText.isEmpty());
    QVERIFY2(card.advice.startsWith(QStringLiteral("A knob was turned since.")), qPrintable(card.advice));
    const control::Finding told = control::findingsOf(*newest, watch, knobs).at(0);
    QVERIFY(!told.cure && told.words.isEmpty());

    newest = run.at(7);
    watch.look();
    QVERIFY(readFindings(watch, *newest, knobs).current.empty());
}

QTEST_GUILESS_MAIN(TestFindingReading)
#include "tst_finding_reading.moc"
