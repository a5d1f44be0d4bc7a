// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/result_view.h"

#include <QJsonArray>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTest>

using namespace lanescope::panels;
using namespace Qt::StringLiterals;

class TestResultView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void readsAs_data();
    void readsAs();
    void groupsInAGroupHaveRowsOfTheirOwn();
    void processIdsAreNotGrouped();
    void keepsToSoManyFacts();
    void isHiddenWithoutAResult();
    void titleTellsWhetherItIsFinal();
    void longWordsDoNotWidenIt();
    void figureThatGoesIsNoLongerShown();
    void whatMattersStandsFirst();
    void whatHasTabsIsFoldedAway();
    void whatIsUnfoldedDoesNotWidenIt();
    void troubleIsASentenceBeforeTheFigures();
};

namespace {

// With a ~ where a line may not be broken.
QString readable(QString text)
{
    return text.replace(QChar::Nbsp, u'~');
}

QStringList shownTexts(const ResultView& view)
{
    QStringList texts;
    for (const QLabel* label : view.findChildren<QLabel*>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts;
}

} // namespace

void TestResultView::readsAs_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("whole") << QJsonValue(1234567) << u"1,234,567"_s;
    QTest::newRow("negative") << QJsonValue(-15) << u"-15"_s;
    QTest::newRow("fraction") << QJsonValue(0.123456) << u"0.1235"_s;
    QTest::newRow("large fraction") << QJsonValue(15331.4) << u"15,331"_s;
    QTest::newRow("more than whole numbers go") << QJsonValue(1e18) << u"1E+18"_s;
    QTest::newRow("nothing measured") << QJsonValue() << u"–"_s;
    QTest::newRow("yes") << QJsonValue(true) << u"yes"_s;
    QTest::newRow("no") << QJsonValue(false) << u"no"_s;
    QTest::newRow("words") << QJsonValue(u"never joined"_s) << u"never joined"_s;
    QTest::newRow("a long word") << QJsonValue(QString(90, u'a') + u"xyzzy"_s) << u"aaaaaaaaaa…xyzzy (95 characters)"_s;
    QTest::newRow("list") << QJsonValue(QJsonArray{3, 1, QJsonValue()}) << u"3, 1, –"_s;
    QTest::newRow("list of large numbers") << QJsonValue(QJsonArray{0, 27771}) << u"0, 27771"_s;
    QTest::newRow("empty list") << QJsonValue(QJsonArray{}) << u"none"_s;
    QJsonArray many;
    for (int i = 0; i < 40; ++i)
        many.append(i);
    QTest::newRow("long list") << QJsonValue(many) << u"0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 … (40 in all)"_s;
    const QJsonObject figures{{u"p50"_s, 1.5}, {u"max"_s, 9}};
    QTest::newRow("group") << QJsonValue(figures) << u"max~9~· p50~1.5"_s;
    QTest::newRow("empty group") << QJsonValue(QJsonObject{}) << u"none"_s;
    QTest::newRow("list of groups") << QJsonValue(QJsonArray{figures, figures})
                                    << u"max~9~· p50~1.5\nmax~9~· p50~1.5"_s;
}

void TestResultView::readsAs()
{
    QFETCH(QJsonValue, value);
    QFETCH(QString, text);
    const std::vector<Fact> facts = ResultFacts::of({{u"field"_s, value}}).shown;
    QCOMPARE(facts.size(), 1U);
    QCOMPARE(facts.front().label, u"field"_s);
    QCOMPARE(readable(facts.front().value), text);
}

void TestResultView::groupsInAGroupHaveRowsOfTheirOwn()
{
    const QJsonObject figures{{u"p50"_s, 1.5}, {u"max"_s, 9}};
    const std::vector<Fact> facts =
        ResultFacts::of({{u"wait_ms"_s, QJsonObject{{u"high"_s, figures}, {u"low"_s, QJsonObject{}}}}}).shown;
    QCOMPARE(facts.size(), 3U);
    QCOMPARE(facts[0].label, u"wait_ms"_s);
    QVERIFY(facts[0].value.isEmpty());
    QCOMPARE(facts[1].label.trimmed(), u"high"_s);
    QCOMPARE(readable(facts[1].value), u"max~9~· p50~1.5"_s);
    QCOMPARE(facts[2].label.trimmed(), u"low"_s);
    QCOMPARE(facts[2].value, u"none"_s);
}

void TestResultView::processIdsAreNotGrouped()
{
    const std::vector<Fact> facts =
        ResultFacts::of({{u"pid"_s, 28953}, {u"tree"_s, QJsonArray{QJsonObject{{u"ppid"_s, 28953}}}}}).shown;
    QCOMPARE(facts[0].value, u"28953"_s);
    QCOMPARE(readable(facts[1].value), u"ppid~28953"_s);
}

void TestResultView::keepsToSoManyFacts()
{
    QJsonObject result;
    for (int i = 0; i < 100; ++i)
        result.insert(u"field_%1"_s.arg(i), i);
    QVERIFY(ResultFacts::of(result).shown.size() < 30);
    QVERIFY(ResultFacts::of({}).shown.empty());
}

void TestResultView::isHiddenWithoutAResult()
{
    QWidget window;
    ResultView view(&window);
    window.show();
    QVERIFY(!view.isVisible());
    view.show({{u"lost"_s, 7}}, ResultView::Stage::SoFar);
    QVERIFY(view.isVisible());
    QVERIFY(shownTexts(view).contains(u"lost"_s));
    QVERIFY(shownTexts(view).contains(u"7"_s));
    view.clear();
    QVERIFY(!view.isVisible());
}

void TestResultView::titleTellsWhetherItIsFinal()
{
    ResultView view;
    view.show({{u"lost"_s, 7}}, ResultView::Stage::SoFar);
    const QString soFar = shownTexts(view).first();
    view.show({{u"lost"_s, 7}}, ResultView::Stage::Final);
    QVERIFY(shownTexts(view).first() != soFar);
    QCOMPARE(view.result(), QJsonObject({{u"lost"_s, 7}}));
}

void TestResultView::longWordsDoNotWidenIt()
{
    constexpr int kRoomPx = 316; // in the window's right column
    ResultView view;
    view.show(
        {{u"received"_s, QString(2000, u'A')},
         {u"server_max_in_flight_after_change"_s, 12},
         {u"server"_s, QJsonObject{{u"max_in_flight_per_host"_s, QJsonObject{{u"http://127.0.0.2:36429/"_s, 8}}}}},
         {u"caller_blocked_ms"_s,
          QJsonObject{{u"blocking"_s, 20.08}, {u"polling"_s, 0}, {u"callback"_s, 0.01}, {u"continuation"_s, 0.2}}}},
        ResultView::Stage::Final);
    QVERIFY2(view.minimumSizeHint().width() <= kRoomPx, qPrintable(QString::number(view.minimumSizeHint().width())));
}

void TestResultView::figureThatGoesIsNoLongerShown()
{
    ResultView view;
    view.show({{u"lost"_s, 7}, {u"torn"_s, 8}}, ResultView::Stage::SoFar);
    view.show({{u"torn"_s, 9}}, ResultView::Stage::SoFar);
    const QStringList shown = shownTexts(view);
    QVERIFY(!shown.contains(u"lost"_s));
    QCOMPARE(shown.mid(1), QStringList({u"torn"_s, u"9"_s}));
}

void TestResultView::whatMattersStandsFirst()
{
    const ResultFacts facts = ResultFacts::of({{u"balanced"_s, true},
                                               {u"errors"_s, 2},
                                               {u"groups"_s, QJsonObject{{u"a"_s, 1}}},
                                               {u"pages"_s, 40},
                                               {u"pages_per_s"_s, 4},
                                               {u"rounds"_s, 1},
                                               {u"slots"_s, QJsonArray{QJsonObject{{u"slot"_s, u"a.test"_s}}}}});
    QStringList names;
    for (const Fact& fact : facts.shown)
        names << fact.label;
    QCOMPARE(names, QStringList({u"pages"_s, u"pages_per_s"_s, u"errors"_s, u"balanced"_s, u"rounds"_s, u"groups"_s}));
    QCOMPARE(facts.foldedNames, QStringList{u"slots"_s});
    QJsonArray hosts;
    for (int host = 0; host < 12; ++host)
        hosts.append(QJsonObject{{u"fault"_s, u"a body that comes slowly and does not end"_s}, {u"requests"_s, host}});
    QCOMPARE(ResultFacts::of({{u"hosts"_s, hosts}, {u"pages"_s, 1}}).foldedNames, QStringList{u"hosts"_s});
}

void TestResultView::whatHasTabsIsFoldedAway()
{
    QJsonObject statistics;
    for (int i = 0; i < 60; ++i)
        statistics.insert(u"count/%1"_s.arg(i), i);
    const QJsonObject result{{u"pages"_s, 40}, {u"statistics"_s, statistics}};
    ResultView view;
    view.show(result, ResultView::Stage::Final);
    auto* more = view.findChild<QPushButton*>();
    QVERIFY(more->isVisible());
    QCOMPARE(more->text(), u"Show statistics"_s);
    const qsizetype folded = shownTexts(view).size();
    QVERIFY(!shownTexts(view).contains(u"statistics"_s));
    QTest::keyClick(more, Qt::Key_Space);
    QVERIFY(shownTexts(view).size() > folded + 60); // each has a line of its own
    view.show(result, ResultView::Stage::Final);
    QVERIFY2(shownTexts(view).size() > folded, "what was opened stays open");
    QTest::mouseClick(more, Qt::LeftButton);
    QCOMPARE(shownTexts(view).size(), folded);
    view.show({{u"pages"_s, 40}}, ResultView::Stage::SoFar);
    QVERIFY(!more->isVisible());
}

void TestResultView::whatIsUnfoldedDoesNotWidenIt()
{
    constexpr int kRoomPx = 316; // in the window's right column
    const QJsonObject limit{{u"binding"_s, false}, {u"knob"_s, u"concurrent_requests_per_domain"_s}, {u"set"_s, 16}};
    const QJsonObject slot{
        {u"slot"_s, u"127.0.0.1"_s}, {u"predicted_on_the_wire"_s, 1.25}, {u"delay_by"_s, u"manners"_s}};
    QJsonObject statistics{{u"start_time"_s, u"2026-11-29T16:48:10.123Z"_s}};
    for (const char* name : {"downloader/exception_type_count/too_many_redirects", "elapsed_time_seconds",
                             "httperror/response_ignored_status_count/404", "response_received_count",
                             "responses_per_minute", "robotstxt/forbidden", "retry/max_reached", "scheduler/enqueued",
                             "scheduler/dequeued", "request_depth_max", "item_scraped_count", "invalid/filtered"})
        statistics.insert(QString::fromLatin1(name), 1234567);
    ResultView view;
    view.show({{u"limits"_s, QJsonObject{{u"gate"_s, u"parse backlog"_s}, {u"knobs"_s, QJsonArray{limit, limit}}}},
               {u"slots"_s, QJsonArray{slot}},
               {u"statistics"_s, statistics}},
              ResultView::Stage::Final);
    QTest::mouseClick(view.findChild<QPushButton*>(), Qt::LeftButton);
    QVERIFY2(view.minimumSizeHint().width() <= kRoomPx, qPrintable(QString::number(view.minimumSizeHint().width())));
    QVERIFY(shownTexts(view).contains(u"2026-11-29 16:48:10.123Z"_s));
}

void TestResultView::troubleIsASentenceBeforeTheFigures()
{
    ResultView view;
    view.show({{u"pages"_s, 0}, {u"trouble"_s, u"Nothing was reached."_s}}, ResultView::Stage::Final);
    QCOMPARE(shownTexts(view).mid(1), QStringList({u"Nothing was reached."_s, u"pages"_s, u"0"_s}));
    view.show({{u"pages"_s, 7}, {u"trouble"_s, QJsonValue()}}, ResultView::Stage::Final);
    QCOMPARE(shownTexts(view).mid(1), QStringList({u"pages"_s, u"7"_s}));
}

QTEST_MAIN(TestResultView)
#include "tst_result_view.moc"
