// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_view.h"
#include "ui/charts/wait_reasons_chart.h"
#include "ui/panels/crawl/crawl_figures.h"
#include "ui/panels/crawl/crawl_panel.h"
#include "ui/panels/crawl/slots_model.h"
#include "ui/panels/figure_model.h"
#include "ui/panels/table_panel.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using namespace Qt::StringLiterals;
using Light = CheckLight::State;

class TestCrawlPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void slotsAreListedWithWhatHoldsThem();
    void slotThatIsNotToldOfIsQuiet();
    void slotsStayBounded();
    void lawNeedsBothSides_data();
    void lawNeedsBothSides();
    void capsAndUrlsAreChecked();
    void severalCrawlsAreSeenAsOne();
    void panelShowsTheNewestStatus();
    void figuresThatDoNotFitLeaveWhole();
    void statusOfAnotherKindDoesNoHarm();
    void waitingIsStackedByReason();
    void tableEndsWhereAColumnDoes_data();
    void tableEndsWhereAColumnDoes();

private:
    static QJsonObject slotOf(const QString& name, int waiting, int onTheWire, double perS = 100,
                              double latencyS = 0.08, double meanOnTheWire = 8)
    {
        return {{u"slot"_s, name},
                {u"waiting"_s, waiting},
                {u"gate"_s, u"delay"_s},
                {u"gate_s"_s, 0.25},
                {u"on_the_wire"_s, onTheWire},
                {u"cap"_s, 8},
                {u"delay_s"_s, 0.5},
                {u"latency_s"_s, latencyS},
                {u"observed_per_s"_s, perS},
                {u"observed_stays"_s, perS * latencyS},
                {u"predicted_per_s"_s, 100},
                {u"observed_on_the_wire"_s, meanOnTheWire},
                {u"littles_law_error"_s, 0.02}};
    }
    static QJsonObject statusOf(const QJsonArray& hosts)
    {
        return {{u"pages_per_s"_s, 733.4}, {u"on_the_wire"_s, 16}, {u"waiting"_s, 1035},
                {u"errors"_s, 2},          {u"balanced"_s, true},  {u"slots"_s, hosts}};
    }
    static QString cell(const FigureModel& model, int row, const QString& title)
    {
        for (int column = 0; column < model.columnCount(); ++column) {
            if (model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString() == title)
                return model.index(row, column).data().toString();
        }
        return u"no such column"_s;
    }
    static int severityAt(const FigureModel& model, int row, int column)
    {
        return model.index(row, column).data(FigureModel::SeverityRole).toInt();
    }
};

void TestCrawlPanel::init()
{
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin)"_s));
    QLocale::setDefault(QLocale::c());
}

void TestCrawlPanel::slotsAreListedWithWhatHoldsThem()
{
    SlotsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setStatus(statusOf({slotOf(u"a.test"_s, 120, 8), slotOf(u"b.test"_s, 0, 1)}));
    model.setSnapshot(store::Snapshot::empty());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(cell(model, 0, u"Slot"_s), u"a.test"_s);
    QCOMPARE(cell(model, 0, u"Held by"_s), u"delay"_s);
    QCOMPARE(cell(model, 0, u"Next in"_s), u"250\u00a0ms"_s);
    QCOMPARE(cell(model, 0, u"Little's law"_s), u"✓ 2\u00a0%"_s);
    QCOMPARE(cell(model, 1, u"Held by"_s), QString()); // nothing waits there
    model.setStatus(statusOf({slotOf(u"b.test"_s, 7, 1), slotOf(u"c.test"_s, 1, 1), slotOf(u"a.test"_s, 1, 1)}));
    model.setSnapshot(store::Snapshot::empty());
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(cell(model, 0, u"Slot"_s), u"a.test"_s); // a slot keeps its row
    QCOMPARE(cell(model, 1, u"Waiting"_s), u"7"_s);
}

void TestCrawlPanel::slotThatIsNotToldOfIsQuiet()
{
    SlotsModel model;
    QJsonObject odd = slotOf(u"a.test"_s, 1, 1);
    odd[u"littles_law_error"_s] = 0.4;
    model.setStatus(statusOf({odd, slotOf(u"b.test"_s, 1, 1)}));
    model.setSnapshot(store::Snapshot::empty());
    const int law = model.columnCount() - 1;
    QCOMPARE(severityAt(model, 0, law), static_cast<int>(Severity::Warning));
    QCOMPARE(severityAt(model, 0, 0), static_cast<int>(Severity::Normal));
    QVERIFY(cell(model, 0, u"Little's law"_s).startsWith(u"≠"_s));
    model.setStatus(statusOf({slotOf(u"b.test"_s, 1, 1)}));
    model.setSnapshot(store::Snapshot::empty());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(cell(model, 0, u"Slot"_s), u"a.test"_s);
    QCOMPARE(severityAt(model, 0, 0), static_cast<int>(Severity::Quiet));
    model.clear();
    model.setSnapshot(store::Snapshot::empty());
    QCOMPARE(model.rowCount(), 0);
}

void TestCrawlPanel::slotsStayBounded()
{
    SlotsModel model;
    for (int round = 0; round < 12; ++round) {
        QJsonArray hosts;
        for (int i = 0; i < 64; ++i)
            hosts.append(slotOf(u"host-%1-%2"_s.arg(round).arg(i), 1, 1));
        model.setStatus(statusOf(hosts));
    }
    model.setSnapshot(store::Snapshot::empty());
    QCOMPARE(model.rowCount(), static_cast<int>(SlotsModel::kMost));
}

void TestCrawlPanel::lawNeedsBothSides_data()
{
    QTest::addColumn<double>("perS");
    QTest::addColumn<double>("onTheWire");
    QTest::addColumn<int>("light");
    QTest::newRow("equal") << 100.0 << 8.0 << static_cast<int>(Light::Good);
    QTest::newRow("nearly") << 100.0 << 7.2 << static_cast<int>(Light::Good);
    QTest::newRow("far apart") << 100.0 << 4.0 << static_cast<int>(Light::Bad);
    QTest::newRow("too few ended") << 1.0 << 8.0 << static_cast<int>(Light::Unknown);
    QTest::newRow("nothing ran") << 0.0 << 0.0 << static_cast<int>(Light::Unknown);
}

void TestCrawlPanel::lawNeedsBothSides()
{
    QFETCH(double, perS);
    QFETCH(double, onTheWire);
    QFETCH(int, light);
    const QJsonObject status = statusOf({slotOf(u"a"_s, 1, 1, perS, 0.08, onTheWire)});
    QCOMPARE(static_cast<int>(lawCheck(status).state), light);
}

void TestCrawlPanel::capsAndUrlsAreChecked()
{
    QVERIFY(capCheck(statusOf({slotOf(u"a"_s, 1, 8)})).state == Light::Good);
    const Check above = capCheck(statusOf({slotOf(u"a"_s, 1, 8), slotOf(u"b"_s, 1, 11)}));
    QVERIFY(above.state == Light::Bad);
    QVERIFY2(above.text.startsWith(u"3 "_s), qPrintable(above.text));
    // A controller lowers its own cap all the time; what is on the wire then ends first.
    QJsonObject aimd = slotOf(u"c"_s, 1, 11);
    aimd[u"control"_s] = QJsonObject{{u"controller"_s, u"aimd"_s}};
    const Check lowered = capCheck(statusOf({aimd}));
    QVERIFY(lowered.state == Light::Good && lowered.text.contains(u"lowered"_s));
    QVERIFY(capCheck(statusOf({aimd, slotOf(u"b"_s, 1, 11)})).state == Light::Bad);
    QVERIFY(capCheck({}).state == Light::Unknown);
    QVERIFY(balanceCheck(statusOf({})).state == Light::Good);
    QVERIFY(balanceCheck({{u"balanced"_s, false}}).state == Light::Bad);
    QVERIFY(balanceCheck({}).state == Light::Unknown);
}

void TestCrawlPanel::severalCrawlsAreSeenAsOne()
{
    const QJsonObject one = statusOf({slotOf(u"a"_s, 1, 1)});
    QCOMPARE(asOneCrawl(one), one);
    QJsonObject lost = statusOf({slotOf(u"b"_s, 1, 1)});
    lost[u"balanced"_s] = false;
    const QJsonObject whole = asOneCrawl({{u"waiting"_s, 2}, {u"controllers"_s, QJsonArray{one, lost}}});
    QCOMPARE(whole[u"slots"_s].toArray().size(), 2);
    QCOMPARE(whole[u"waiting"_s].toInt(), 2);
    QVERIFY(balanceCheck(whole).state == Light::Bad);
}

void TestCrawlPanel::figuresThatDoNotFitLeaveWhole()
{
    const QStringList parts{u"1 page/s"_s, u"2 on the wire"_s, u"3 waiting"_s};
    const auto upTo = [&parts](int letters) {
        return fittingFigures(parts, [letters](const QString& text) { return text.size() <= letters; });
    };
    QCOMPARE(upTo(100), u"1 page/s · 2 on the wire · 3 waiting"_s);
    QCOMPARE(upTo(30), u"1 page/s · 2 on the wire"_s);
    QCOMPARE(upTo(3), u"1 page/s"_s);
    QCOMPARE(fittingFigures({}, [](const QString&) { return true; }), QString());
}

void TestCrawlPanel::panelShowsTheNewestStatus()
{
    CrawlPanel panel;
    panel.resize(900, 240);
    panel.show();
    panel.setStatus(statusOf({slotOf(u"a.test"_s, 120, 8)}));
    panel.setSnapshot(store::Snapshot::empty());
    QCOMPARE(panel.table()->table()->model()->rowCount(), 1);
    QVERIFY(panel.law()->state() == Light::Good);
    const QString figures = panel.findChild<QLabel*>()->text();
    QVERIFY2(figures.startsWith(u"733 pages/s · 16 on the wire · 1035 waiting"_s), qPrintable(figures));
    QSignalSpy chosen(&panel, &CrawlPanel::slotChosen);
    QTableView* table = panel.table()->table();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(table->model()->index(0, 0)).center());
    QVERIFY(!chosen.isEmpty());
    QCOMPARE(chosen.last().first().toString(), u"a.test"_s);
    panel.resize(1300, 240);
    QVERIFY(!panel.latency()->isHidden());
    panel.resize(900, 240);
    QVERIFY(panel.latency()->isHidden()); // no room; the tab with the charts has it
    // What goes wrong stands in the place of figures that are all zero.
    QJsonObject failed = statusOf({});
    failed[u"trouble"_s] = u"Nothing was reached: a.test could not be resolved."_s;
    panel.setStatus(failed);
    QCOMPARE(panel.findChild<QLabel*>()->toolTip(), failed[u"trouble"_s].toString());
    QVERIFY(panel.law()->isHidden());
    QVERIFY(panel.findChild<QLabel*>()->width() > panel.width() - 50);
    panel.clear();
    panel.setSnapshot(store::Snapshot::empty());
    QCOMPARE(panel.table()->table()->model()->rowCount(), 0);
    QVERIFY(panel.law()->state() == Light::Unknown);
}

void TestCrawlPanel::statusOfAnotherKindDoesNoHarm()
{
    CrawlPanel panel;
    panel.setStatus({{u"slots"_s, u"none"_s}, {u"pages_per_s"_s, u"many"_s}, {u"balanced"_s, 3}});
    panel.setStatus({{u"slots"_s, QJsonArray{1, u"two"_s, QJsonObject{}}}});
    panel.setSnapshot(store::Snapshot::empty());
    QVERIFY(panel.law()->state() == Light::Unknown);
    QVERIFY(panel.table()->table()->model()->rowCount() <= 1);
}

void TestCrawlPanel::waitingIsStackedByReason()
{
    constexpr std::int64_t kMs = 1'000'000;
    auto snapshot = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
    std::vector<store::SampleSeries> series(3);
    auto objects = std::make_shared<std::vector<store::Object>>();
    const char* names[] = {"waiting: slot cap", "b waiting: slot cap", "waiting: not a gate"};
    for (std::size_t i = 0; i < 3; ++i) {
        series[i].append({0, 20.0});
        store::Object object;
        object.name = names[i];
        object.row = store::RowIndex{static_cast<std::uint32_t>(i)};
        objects->push_back(object);
        store::Row row;
        row.kind = store::RowKind::Counter;
        row.samples = series[i].view();
        row.knownUntilNs = 1000 * kMs;
        snapshot->rows.push_back(row);
    }
    snapshot->objects = objects;
    snapshot->endNs = 1000 * kMs;
    charts::WaitReasonsChart chart;
    QVERIFY(chart.show(snapshot, {0, 1000 * kMs}));
    QCOMPARE(chart.curves().size(), std::size_t{1});
    QCOMPARE(chart.curves()[0].name, u"slot cap"_s);
    QCOMPARE(chart.curves()[0].values.back(), 40.0); // of both crawls
    chart.resize({300, 400});
    const QList<charts::Tick> all = chart.ticksY();
    QVERIFY(all.size() >= 5);
    chart.resize({220, 130}); // where the labels would be dots
    const QList<charts::Tick> fitting = chart.ticksY();
    QVERIFY2(fitting.size() >= 2 && fitting.size() < all.size(), qPrintable(QString::number(fitting.size())));
    QCOMPARE(fitting.first().value, 0.0);
    chart.resize({300, 400});
    QCOMPARE(chart.ticksY(), all);
    QVERIFY(chart.show(store::Snapshot::empty(), {}));
    QVERIFY(chart.isEmpty());
}

void TestCrawlPanel::tableEndsWhereAColumnDoes_data()
{
    QTest::addColumn<int>("width");
    for (const int width : {560, 700, 918, 1100, 1300, 1600, 2200})
        QTest::addRow("%d", width) << width;
}

void TestCrawlPanel::tableEndsWhereAColumnDoes()
{
    QFETCH(int, width);
    CrawlPanel panel;
    panel.setStatus(statusOf({slotOf(u"a.test"_s, 120, 8)}));
    panel.resize(width, 250);
    panel.show();
    const QTableView* table = panel.table()->table();
    const QHeaderView* columns = table->horizontalHeader();
    const int edge = table->viewport()->width();
    QVERIFY(edge >= 190);
    const int cut = columns->logicalIndexAt(edge - 1);
    // Of a column that is not whole, no more is seen than the room of a scroll bar.
    if (cut >= 0 && columns->sectionViewportPosition(cut) + columns->sectionSize(cut) > edge)
        QVERIFY2(edge - columns->sectionViewportPosition(cut) <= table->verticalScrollBar()->sizeHint().width() + 4,
                 qPrintable(table->model()->headerData(cut, Qt::Horizontal).toString()));
    QVERIFY(panel.waiting()->width() >= 200);
}

QTEST_MAIN(TestCrawlPanel)
#include "tst_crawl_panel.moc"
