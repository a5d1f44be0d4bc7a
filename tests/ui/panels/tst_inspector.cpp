// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/figure_run.h"
#include "ui/panels/page_style.h"
#include "ui/panels/scenario_page.h"
#include "ui/panels/selection/inspector.h"
#include "ui/panels/selection/selection_facts.h"
#include "ui/panels/small_histogram.h"
#include "ui/theme/colours.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>
#include <QTextFrame>
#include <QUrl>

using namespace lanescope;
using namespace lanescope::panels;
using test::FigureRun;
using timeline::Hit;

class TestInspector : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_run.grow(3'000'000'000); }
    void aWaitTellsObjectThreadTimeAndWhoEndedIt();
    void whatIsWaitedForIsCalledWhatItIs();
    void aHoldTellsItsOwner();
    void aQueueTellsItsDepth();
    void aKnobChangeTellsItsValue();
    void nothingSelectedShowsWhatToClick();
    void aNewRunForgetsTheSelection();
    void theHistogramStandsBesideAWait();
    void unknownIndicesAreSurvived();
    void linksTurnKnobs();
    void aScenarioWithoutAPageShowsItsSummary();
    void codeOfAPageStandsInAFrameAndIsNotCut();

private:
    static QString fact(const SelectionFacts& facts, const char* label)
    {
        for (const Fact& each : facts.facts) {
            if (each.label == QLatin1String(label))
                return each.value;
        }
        return {};
    }
    Hit hitOn(store::RowIndex row, store::State state)
    {
        const auto snapshot = m_run.snapshot();
        const auto& intervals = snapshot->row(row).intervals;
        Hit hit;
        hit.kind = Hit::Kind::Interval;
        hit.row = row;
        hit.rowKind = snapshot->row(row).kind;
        for (std::size_t i = intervals.size() / 2; i < intervals.size(); ++i) {
            if (intervals[i].state() == state) {
                hit.interval = intervals[i];
                hit.timeNs = intervals[i].startNs;
                break;
            }
        }
        return hit;
    }
    Hit someWait()
    {
        Hit hit = hitOn(m_run.snapshot()->thread(store::ThreadIndex{2}).stateRow, store::State::LockWait);
        hit.thread = store::ThreadIndex{2};
        hit.object = FigureRun::kFrontier;
        return hit;
    }

    FigureRun m_run;
};

void TestInspector::aWaitTellsObjectThreadTimeAndWhoEndedIt()
{
    const Hit hit = someWait();
    QVERIFY(hit.interval);
    const SelectionFacts facts = factsOf(*m_run.snapshot(), hit);
    QCOMPARE(fact(facts, "wait for"), QStringLiteral("frontier (mutex)"));
    QCOMPARE(fact(facts, "thread"), QStringLiteral("parser-2 · tid 41875"));
    QVERIFY(fact(facts, "when").contains(QStringLiteral("s for ")));
    QVERIFY(fact(facts, "ended by").startsWith(QStringLiteral("parser-3")));
    QVERIFY(fact(facts, "this lock").contains(QStringLiteral("p99")));
    QVERIFY(facts.among);
    QCOMPARE(facts.among->markedNs, static_cast<std::int64_t>(hit.interval->durationNs));
}

void TestInspector::whatIsWaitedForIsCalledWhatItIs()
{
    auto run = std::make_shared<store::Snapshot>(*m_run.snapshot());
    auto objects = std::make_shared<std::vector<store::Object>>(*run->objects);
    (*objects)[static_cast<std::size_t>(FigureRun::kFrontier)].kind = trace::ObjectKind::Event;
    run->objects = objects;
    const SelectionFacts facts = factsOf(*run, someWait());
    QVERIFY(fact(facts, "this lock").isEmpty());
    QVERIFY(fact(facts, "this event").contains(QStringLiteral("p99")));
}

void TestInspector::aHoldTellsItsOwner()
{
    Hit hit = hitOn(*m_run.snapshot()->object(FigureRun::kFrontier).row, store::State::HeldContended);
    QVERIFY(hit.interval);
    hit.object = FigureRun::kFrontier;
    const SelectionFacts facts = factsOf(*m_run.snapshot(), hit);
    QCOMPARE(fact(facts, "lock"), QStringLiteral("frontier (mutex)"));
    QVERIFY(!fact(facts, "held by").isEmpty());
    QVERIFY(facts.among);
}

void TestInspector::aQueueTellsItsDepth()
{
    Hit hit;
    hit.kind = Hit::Kind::Counter;
    hit.object = FigureRun::kParseQueue;
    hit.rowKind = store::RowKind::QueueDepth;
    store::SampleSummary depth;
    depth.add(store::Sample{m_run.nowNs(), 41});
    hit.counter = depth;
    const SelectionFacts facts = factsOf(*m_run.snapshot(), hit);
    QVERIFY(fact(facts, "depth").startsWith(QStringLiteral("41 at")));
    QCOMPARE(fact(facts, "capacity"), QStringLiteral("64"));
}

void TestInspector::aKnobChangeTellsItsValue()
{
    FigureRun run;
    run.addMark(store::MarkKind::Knob, "per_domain", "8");
    run.grow(1'000'000);
    Hit hit;
    hit.kind = Hit::Kind::Mark;
    hit.mark = 0;
    const SelectionFacts facts = factsOf(*run.snapshot(), hit);
    QCOMPARE(fact(facts, "knob"), QStringLiteral("per_domain"));
    QCOMPARE(fact(facts, "set to"), QStringLiteral("8"));
}

void TestInspector::nothingSelectedShowsWhatToClick()
{
    Inspector inspector;
    inspector.show();
    const auto hints = [&] {
        int visible = 0;
        for (const auto* label : inspector.findChildren<QLabel*>())
            visible += label->isVisible() && label->text().startsWith(QStringLiteral("Click")) ? 1 : 0;
        return visible;
    };
    QCOMPARE(hints(), 1);
    inspector.setSnapshot(m_run.snapshot());
    inspector.inspect(someWait());
    QCOMPARE(hints(), 0);
    inspector.clear();
    QCOMPARE(hints(), 1);
}

void TestInspector::aNewRunForgetsTheSelection()
{
    Inspector inspector;
    inspector.show();
    inspector.setSnapshot(m_run.snapshot());
    inspector.inspect(someWait());
    QVERIFY(inspector.findChild<SmallHistogram*>()->isVisible());
    FigureRun other(77'000'000'000);
    other.grow(1'000'000);
    inspector.setSnapshot(other.snapshot());
    QVERIFY(!inspector.findChild<SmallHistogram*>()->isVisible());
}

void TestInspector::theHistogramStandsBesideAWait()
{
    Inspector inspector;
    inspector.resize(260, 300);
    inspector.setSnapshot(m_run.snapshot());
    inspector.show();
    QVERIFY(!inspector.findChild<SmallHistogram*>()->isVisible());
    inspector.inspect(someWait());
    QVERIFY(inspector.findChild<SmallHistogram*>()->isVisible());
    Hit header;
    header.kind = Hit::Kind::Header;
    header.process = store::ProcessIndex{0};
    inspector.inspect(header);
    QVERIFY(!inspector.findChild<SmallHistogram*>()->isVisible());
}

void TestInspector::unknownIndicesAreSurvived()
{
    Hit hit = someWait();
    hit.interval->subject = 4242;
    hit.interval->peer = 4242;
    QVERIFY(!factsOf(*m_run.snapshot(), hit).facts.empty());
    Hit mark;
    mark.kind = Hit::Kind::Mark;
    mark.mark = 99;
    QVERIFY(factsOf(*m_run.snapshot(), mark).facts.empty());
}

void TestInspector::linksTurnKnobs()
{
    ScenarioPage page;
    QSignalSpy wanted(&page, &ScenarioPage::knobWanted);
    Q_EMIT page.anchorClicked(QUrl(QStringLiteral("knob:per_domain=12")));
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.first().at(0).toString(), QStringLiteral("per_domain"));
    QCOMPARE(wanted.first().at(1).toString(), QStringLiteral("12"));
    Q_EMIT page.anchorClicked(QUrl(QStringLiteral("knob:nonsense")));
    QCOMPARE(wanted.size(), 1);
}

void TestInspector::aScenarioWithoutAPageShowsItsSummary()
{
    ScenarioPage page;
    page.resize(260, 100);
    page.show(scenario::ScenarioInfo{
        QStringLiteral("no.page"), {}, QStringLiteral("A title"), QStringLiteral("What it teaches."), {}});
    QVERIFY(page.toPlainText().contains(QStringLiteral("A title")));
    QVERIFY(page.toPlainText().contains(QStringLiteral("What it teaches.")));
}

void TestInspector::codeOfAPageStandsInAFrameAndIsNotCut()
{
    constexpr double kPanelPx = 200;
    QTextDocument page;
    page.setDocumentMargin(0);
    page.setMarkdown(QStringLiteral("# A title\n\n```cpp\nconst QMutexLocker guard(&lock); // much longer than a panel "
                                    "is wide\n    work();\n```\n\nWhat it says.\n"));
    page.setTextWidth(kPanelPx);
    const double cutAtPx = page.size().width();
    QVERIFY2(cutAtPx > kPanelPx, "Markdown's own code goes beyond the panel");
    stylePage(page, QFont(), theme::lightColours());
    page.setTextWidth(kPanelPx);
    QVERIFY2(page.size().width() <= kPanelPx, qPrintable(QString::number(page.size().width())));
    QCOMPARE(page.rootFrame()->childFrames().size(), 1);
    QCOMPARE(page.rootFrame()->childFrames().first()->frameFormat().background().color(), theme::lightColours().raised);
    QVERIFY(page.toPlainText().contains(QStringLiteral("    work();")));
}

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
