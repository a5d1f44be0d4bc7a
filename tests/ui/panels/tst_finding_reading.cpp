// SPDX-License-Identifier: GPL-3.0-or-later
// What a watch finds becomes cards: a deadlock with its sentence, its time and the knob that cures it.
#include "core/control/run_watch.h"
#include "core/store/store.h"
#include "ui/panels/finding_reading.h"

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

QTEST_GUILESS_MAIN(TestFindingReading)
#include "tst_finding_reading.moc"
