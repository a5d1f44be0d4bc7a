// SPDX-License-Identifier: GPL-3.0-or-later
// The charts beside each other, and how one of them is chosen.
#include "tests/core/session/sample_run.h"
#include "ui/charts/chart_view.h"
#include "ui/charts/charts_panel.h"

#include <QComboBox>
#include <QListWidget>
#include <QTest>

namespace lanescope::charts {
namespace {

using namespace store;

class TestChartsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void panelShowsWhatFits()
    {
        ChartsPanel panel;
        panel.resize(1280, 640);
        panel.setSnapshot(sample::run());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QTRY_COMPARE(panel.visibleViews().size(), 4);
        for (const ChartView* view : panel.visibleViews())
            QTRY_VERIFY(!view->chart().isEmpty());
        panel.resize(560, 200);
        QTRY_COMPARE(panel.visibleViews().size(), 1);
        panel.resize(1300, 200);
        QTRY_COMPARE(panel.visibleViews().size(), 3);
    }

    void panelIsSteeredByKeys()
    {
        ChartsPanel panel;
        panel.resize(1000, 500);
        panel.setSnapshot(sample::run());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto* chooser = panel.findChild<QListWidget*>();
        chooser->setFocus();
        QTest::keyClick(chooser, Qt::Key_Down);
        QCOMPARE(panel.selected(), std::optional(ChartKind::Utilisation));
        QCOMPARE(panel.visibleViews().size(), 1);
        panel.select(ChartKind::Throughput);
        auto* choice = panel.findChild<QComboBox*>();
        QTRY_COMPARE(choice->count(), 3);
        QVERIFY(choice->isVisible());
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Down);
        QTRY_VERIFY(panel.visibleViews().front()->chart().legend().front().text.startsWith(QStringLiteral("puts")));
        panel.showLock(ObjectIndex{1});
        QCOMPARE(panel.selected(), std::optional(ChartKind::LockTimes));
        QVERIFY(panel.visibleViews().front()->chart().title().contains(QStringLiteral("dns-cache")));
        panel.select(std::nullopt);
        QVERIFY(panel.visibleViews().size() > 1);
    }

    void hiddenPanelDoesNotWork()
    {
        ChartsPanel panel;
        panel.setSnapshot(sample::run());
        panel.setRange(0, 0);
        QVERIFY(panel.visibleViews().front()->chart().isEmpty());
        panel.show();
        QTRY_VERIFY(!panel.visibleViews().front()->chart().isEmpty());
    }
};

} // namespace
} // namespace lanescope::charts

QTEST_MAIN(lanescope::charts::TestChartsPanel)
#include "tst_charts_panel.moc"
