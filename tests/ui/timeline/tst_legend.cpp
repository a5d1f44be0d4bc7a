// SPDX-License-Identifier: GPL-3.0-or-later
// The profile of the visible time, which hides and isolates states.
#include "tests/ui/timeline/pane_fixture.h"
#include "tests/ui/timeline/sample_run.h"
#include "ui/theme/theme.h"
#include "ui/timeline/legend.h"
#include "ui/timeline/legend_chip.h"

#include <QApplication>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using store::State;

class TestLegend : public QObject, private tests::PaneFixture {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { theme::applyTheme(*qApp, theme::ThemeMode::Dark); }
    void init() { open(); }
    void cleanup() { m_pane.reset(); }
    void legendShowsSharesOfTheVisibleRange();
    void legendClickDimsShiftClickIsolates();
    void legendChipsFitTheirWidth();
    void legendIsUsableByKeyboard();

private:
    LegendChip* chip(State state)
    {
        for (LegendChip* one : m_pane->legend().shownChips()) {
            if (one->state() == state)
                return one;
        }
        return nullptr;
    }
};

void TestLegend::legendShowsSharesOfTheVisibleRange()
{
    QVERIFY(chip(State::Running) != nullptr);
    QTRY_VERIFY(std::abs(chip(State::Running)->share() - 0.5) < 0.01);
    m_pane->viewport().show({kBegin + 5 * kSecond, kBegin + 15 * kSecond});
    m_pane->viewport().show({kBegin + 12 * kSecond, kBegin + 18 * kSecond});
    QTRY_VERIFY(chip(State::LockWait)->share() > 0.99);
    QVERIFY(chip(State::Running)->share() < 0.01); // keeps its place
    QVERIFY(chip(State::Sleep) == nullptr);
}

void TestLegend::legendClickDimsShiftClickIsolates()
{
    QTRY_VERIFY(chip(State::LockWait) != nullptr);
    QTest::mouseClick(chip(State::LockWait), Qt::LeftButton);
    QVERIFY(m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::LockWait)));
    QVERIFY(!chip(State::LockWait)->isChecked());
    QTest::mouseClick(chip(State::LockWait), Qt::LeftButton);
    QVERIFY(m_pane->viewport().dimmedStates().none());
    QTest::mouseClick(chip(State::Running), Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(!m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::Running)));
    QVERIFY(m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::LockWait)));
    QTest::mouseClick(chip(State::Running), Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(m_pane->viewport().dimmedStates().none());
    QVERIFY(chip(State::Running)->isChecked());
}

void TestLegend::legendChipsFitTheirWidth()
{
    tests::SampleRun run;
    run.advanceTo(9 * kSecond);
    m_pane->setSnapshot(run.snapshot(false));
    const auto fits = [this] {
        const auto chips = m_pane->legend().shownChips();
        return !chips.empty() && chips.back()->geometry().right() < m_pane->legend().width();
    };
    QTRY_VERIFY(m_pane->legend().shownChips().size() >= 6);
    QVERIFY(fits());
    m_pane->resize(460, 500);
    QTRY_VERIFY(m_pane->legend().shownChips().size() < 5);
    QVERIFY(fits());
}

void TestLegend::legendIsUsableByKeyboard()
{
    QTRY_VERIFY(chip(State::Running) != nullptr);
    QCOMPARE(chip(State::Running)->focusPolicy(), Qt::TabFocus);
    QVERIFY(chip(State::Running)->accessibleName().contains(theme::stateName(State::Running)));
    QTest::keyClick(chip(State::Running), Qt::Key_Space);
    QVERIFY(m_pane->viewport().dimmedStates().test(static_cast<std::size_t>(State::Running)));
}

QTEST_MAIN(TestLegend)
#include "tst_legend.moc"
