// SPDX-License-Identifier: GPL-3.0-or-later
// Where knobs were turned, on the time axis and through the rows.
#include "tests/ui/timeline/pane_fixture.h"
#include "ui/theme/theme.h"
#include "ui/timeline/axis_widget.h"
#include "ui/timeline/time_ruler.h"
#include "ui/timeline/timeline_view.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;

class TestKnobFlags : public QObject, private tests::PaneFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init() { open(); }
    void cleanup() { m_pane.reset(); }
    void knobChangeIsFlagged();
    void oldValueComesFromTheChangeBefore();
    void firstOldValueIsThatOfTheStart();
    void emptyTextsAreSeen();
    void crowdedFlagsShrinkToNotches();
    void aDragIsOneFlag();
    void flagClickNamesTheMark();
    void knobLineRunsThroughTheRows();
};

void TestKnobFlags::knobChangeIsFlagged()
{
    m_run.mark(4 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_run.mark(6 * kSecond, store::MarkKind::Note, "t", "hello");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    const auto flags = m_pane->ruler().flags();
    QCOMPARE(flags.size(), std::size_t(1));
    QCOMPARE(flags[0].text, QStringLiteral("Threads → 8"));
    QVERIFY(std::abs(flags[0].rect.left() - 200) <= 1);
}

void TestKnobFlags::oldValueComesFromTheChangeBefore()
{
    m_run.mark(2 * kSecond, store::MarkKind::Knob, "Threads", "4");
    m_run.mark(3 * kSecond, store::MarkKind::Knob, "Delay", "1 ms");
    m_run.mark(15 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    QCOMPARE(m_pane->ruler().flags()[0].text, QStringLiteral("Threads 4 → 8"));
}

void TestKnobFlags::firstOldValueIsThatOfTheStart()
{
    m_run.mark(2 * kSecond, store::MarkKind::Knob, "Threads", "4");
    m_run.mark(15 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->ruler().setStartValues({{QStringLiteral("Threads"), QStringLiteral("2")}});
    QCOMPARE(m_pane->ruler().flags()[1].text, QStringLiteral("Threads 2 → 4"));
    QCOMPARE(m_pane->ruler().flags()[0].text, QStringLiteral("Threads 4 → 8"));
}

void TestKnobFlags::emptyTextsAreSeen()
{
    m_run.mark(10 * kSecond, store::MarkKind::Knob, "allow", "/a");
    m_run.mark(15 * kSecond, store::MarkKind::Knob, "allow", "");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->ruler().setStartValues({{QStringLiteral("allow"), QString()}});
    QCOMPARE(m_pane->ruler().flags()[1].text, QStringLiteral("allow “” → /a"));
    QCOMPARE(m_pane->ruler().flags()[0].text, QStringLiteral("allow /a → “”"));
}

void TestKnobFlags::crowdedFlagsShrinkToNotches()
{
    for (int i = 0; i < 50; ++i)
        m_run.mark(4 * kSecond + i * kSecond / 50, store::MarkKind::Knob, "knob " + std::to_string(i), "1");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    const auto flags = m_pane->ruler().flags();
    QCOMPARE(flags[0].text, QStringLiteral("knob 49 → 1"));
    QVERIFY(flags.size() > 10);
    for (std::size_t i = 1; i < flags.size(); ++i)
        QVERIFY(flags[i].text.isEmpty());
}

void TestKnobFlags::aDragIsOneFlag()
{
    for (int value = 17; value <= 86; ++value)
        m_run.mark(4 * kSecond + value * 10'000'000, store::MarkKind::Knob, "Requests",
                   std::to_string(value) + " requests");
    m_run.mark(5 * kSecond, store::MarkKind::Note, "t", "hello");
    m_run.mark(14 * kSecond, store::MarkKind::Knob, "Requests", "20 requests"); // a second one
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    m_pane->ruler().setStartValues({{QStringLiteral("Requests"), QStringLiteral("16 requests")}});
    const auto flags = m_pane->ruler().flags();
    QCOMPARE(flags.size(), std::size_t(2));
    QCOMPARE(flags[1].text, QStringLiteral("Requests 16 → 86 requests"));
    QCOMPARE(flags[0].text, QStringLiteral("Requests 86 → 20 requests"));
    QCOMPARE(flags[1].mark, std::size_t(69));
}

void TestKnobFlags::flagClickNamesTheMark()
{
    m_run.mark(2 * kSecond, store::MarkKind::Note, "t", "hello");
    m_run.mark(4 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    QSignalSpy clicked(&m_pane->ruler(), &TimeRuler::markClicked);
    const QPointF centre = m_pane->ruler().flags()[0].rect.center();
    QTest::mouseClick(&m_pane->ruler(), Qt::LeftButton, {}, centre.toPoint() + QPoint(kLabelColumnPx, 0));
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].value<std::size_t>(), std::size_t(1));
}

void TestKnobFlags::knobLineRunsThroughTheRows()
{
    m_run.mark(4 * kSecond, store::MarkKind::Knob, "Threads", "8");
    m_pane->setSnapshot(m_run.build(20 * kSecond));
    const QImage image = m_pane->grab().toImage();
    const QColor accent = theme::darkColours().accent;
    int touched = 0;
    const int top = m_pane->view().y();
    for (int y = top; y < top + 200; ++y)
        touched += image.pixelColor(kLabelColumnPx + 200, y) == accent ? 1 : 0;
    QVERIFY2(touched > 60 && touched < 180, qPrintable(QString::number(touched))); // dashed
}

QTEST_MAIN(TestKnobFlags)
#include "tst_knob_flags.moc"
