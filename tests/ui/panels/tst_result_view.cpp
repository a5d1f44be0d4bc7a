// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/result_view.h"

#include <QJsonArray>
#include <QLabel>
#include <QLocale>
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
    const std::vector<Fact> facts = resultFacts({{u"field"_s, value}});
    QCOMPARE(facts.size(), 1U);
    QCOMPARE(facts.front().label, u"field"_s);
    QCOMPARE(readable(facts.front().value), text);
}

void TestResultView::groupsInAGroupHaveRowsOfTheirOwn()
{
    const QJsonObject figures{{u"p50"_s, 1.5}, {u"max"_s, 9}};
    const std::vector<Fact> facts =
        resultFacts({{u"wait_ms"_s, QJsonObject{{u"high"_s, figures}, {u"low"_s, QJsonObject{}}}}});
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
        resultFacts({{u"pid"_s, 28953}, {u"tree"_s, QJsonArray{QJsonObject{{u"ppid"_s, 28953}}}}});
    QCOMPARE(facts[0].value, u"28953"_s);
    QCOMPARE(readable(facts[1].value), u"ppid~28953"_s);
}

void TestResultView::keepsToSoManyFacts()
{
    QJsonObject result;
    for (int i = 0; i < 100; ++i)
        result.insert(u"field_%1"_s.arg(i), i);
    QVERIFY(resultFacts(result).size() < 30);
    QVERIFY(resultFacts({}).empty());
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

QTEST_MAIN(TestResultView)
#include "tst_result_view.moc"
