// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing here starts a run or touches the network.
#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/crawl_presets.h"
#include "ui/window/crawl_manners.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

using namespace lanescope;
using namespace lanescope::window;
using namespace Qt::StringLiterals;
using Answer = CrawlManners::Answer;
using Moment = CrawlManners::Moment;

class TestCrawlManners : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void publicHostsAboveTheLimitAreAskedFor_data();
    void publicHostsAboveTheLimitAreAskedFor();
    void otherScenariosAreNot();
    void aYesIsAKnob();
    void politeIsTheDefaultBeforeAStart();
    void noIsTheDefaultWhileRunning();
    void aSecondQuestionAnswersTheFirstWithNo();
    void politeKnobsNeedNoQuestion();

private:
    scenario::ScenarioInfo m_info;
    std::vector<scenario::KnobValue> valuesOf(const QString& urls, double delayS) const
    {
        std::vector<scenario::KnobValue> values;
        for (const scenario::Knob& knob : m_info.knobs)
            values.push_back(knob.standard);
        values[0].text = urls;
        values[static_cast<std::size_t>(scenario::indexOf(m_info.knobs, u"download_delay"_s))].number = delayS;
        return values;
    }
    static QMessageBox* box() { return qobject_cast<QMessageBox*>(QApplication::activeModalWidget()); }
    static QAbstractButton* button(const QString& text)
    {
        for (QAbstractButton* each : box()->buttons()) {
            if (each->text() == text)
                return each;
        }
        return nullptr;
    }
};

void TestCrawlManners::init()
{
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin)"_s));
    m_info.id = u"crawl.url"_s;
    m_info.knobs = {scenario::Knob::textual(u"urls"_s, u"URLs"_s, {}, {})};
    for (const scenario::Knob& knob : crawl::crawlKnobs(crawl::politeSettings()))
        m_info.knobs.push_back(knob);
}

void TestCrawlManners::publicHostsAboveTheLimitAreAskedFor_data()
{
    QTest::addColumn<QString>("urls");
    QTest::addColumn<double>("delayS");
    QTest::addColumn<QStringList>("hosts");
    QTest::newRow("polite") << u"https://example.org/"_s << 1.0 << QStringList();
    QTest::newRow("just polite") << u"https://example.org/"_s << 0.2 << QStringList();
    QTest::newRow("rude") << u"https://example.org/a https://example.org/b"_s << 0.1 << QStringList{u"example.org"_s};
    QTest::newRow("no delay") << u"http://example.org, http://127.0.0.1/ http://8.8.8.8"_s << 0.0
                              << QStringList{u"example.org"_s, u"8.8.8.8"_s};
    QTest::newRow("own hosts") << u"http://localhost:8080 http://192.168.1.1/"_s << 0.0 << QStringList();
    QTest::newRow("nonsense") << u"://"_s << 0.0 << QStringList();
    QTest::newRow("nothing") << QString() << 0.0 << QStringList();
}

void TestCrawlManners::publicHostsAboveTheLimitAreAskedFor()
{
    QFETCH(QString, urls);
    QFETCH(double, delayS);
    QFETCH(QStringList, hosts);
    QWidget window;
    QCOMPARE(CrawlManners(window).hostsToAskFor(m_info, valuesOf(urls, delayS)), hosts);
}

void TestCrawlManners::otherScenariosAreNot()
{
    QWidget window;
    scenario::ScenarioInfo other;
    other.knobs = {scenario::Knob::textual(u"urls"_s, u"URLs"_s, u"https://example.org/"_s, {})};
    QVERIFY(CrawlManners(window).hostsToAskFor(other, {other.knobs[0].standard}).isEmpty());
    QVERIFY(CrawlManners(window).hostsToAskFor({}, {}).isEmpty());
}

void TestCrawlManners::aYesIsAKnob()
{
    QWidget window;
    CrawlManners manners(window);
    auto values = valuesOf(u"https://example.org/ https://example.net/"_s, 0);
    const QStringList hosts = CrawlManners::hostsToAskFor(m_info, values);
    QCOMPARE(hosts.size(), 2);
    std::optional<Answer> given;
    manners.ask({hosts[0]}, Moment::BeforeStart, [&](Answer answer) { given = answer; });
    QVERIFY(manners.isAsking() && !given);
    QVERIFY(box()->text().contains(u"example.org"_s));
    button(u"Crawl like this"_s)->click();
    QVERIFY(given == Answer::GoOn);
    QVERIFY(!manners.isAsking());
    const auto welcome = CrawlManners::welcomeKnobs({}, {hosts[0]});
    QCOMPARE(welcome.size(), std::size_t{1});
    values[static_cast<std::size_t>(scenario::indexOf(m_info.knobs, welcome[0].first))] = welcome[0].second;
    QCOMPARE(CrawlManners::hostsToAskFor(m_info, values), QStringList{hosts[1]});
    QCOMPARE(CrawlManners::welcomeKnobs(welcome[0].second.text, {hosts[1]})[0].second.text,
             u"example.org example.net"_s);
}

void TestCrawlManners::politeIsTheDefaultBeforeAStart()
{
    QWidget window;
    CrawlManners manners(window);
    std::optional<Answer> given;
    manners.ask({u"example.org"_s, u"example.net"_s}, Moment::BeforeStart, [&](Answer answer) { given = answer; });
    QVERIFY2(box()->text().contains(u"1 other host"_s), qPrintable(box()->text()));
    QTest::keyClick(box(), Qt::Key_Return);
    QVERIFY(given == Answer::Politely);
    QCOMPARE(manners.hostsToAskFor(m_info, valuesOf(u"https://example.org/"_s, 0)).size(), 1);
    given.reset();
    manners.ask({u"example.org"_s}, Moment::BeforeStart, [&](Answer answer) { given = answer; });
    QTest::keyClick(box(), Qt::Key_Escape);
    QVERIFY(given == Answer::No);
}

void TestCrawlManners::noIsTheDefaultWhileRunning()
{
    QWidget window;
    CrawlManners manners(window);
    std::optional<Answer> given;
    manners.ask({u"example.org"_s}, Moment::WhileRunning, [&](Answer answer) { given = answer; });
    QVERIFY(button(u"One request a second"_s) == nullptr);
    QTest::keyClick(box(), Qt::Key_Return);
    QVERIFY(given == Answer::No);
}

void TestCrawlManners::aSecondQuestionAnswersTheFirstWithNo()
{
    QWidget window;
    CrawlManners manners(window);
    QList<Answer> given;
    manners.ask({u"example.org"_s}, Moment::BeforeStart, [&](Answer answer) { given << answer; });
    manners.ask({u"example.net"_s}, Moment::BeforeStart, [&](Answer answer) { given << answer; });
    QCOMPARE(given, QList<Answer>{Answer::No});
    QVERIFY(manners.isAsking());
    QTRY_VERIFY(box() && box()->text().contains(u"example.net"_s));
    button(u"Cancel"_s)->click();
    QCOMPARE(given, (QList<Answer>{Answer::No, Answer::No}));
}

void TestCrawlManners::politeKnobsNeedNoQuestion()
{
    QWidget window;
    auto values = valuesOf(u"https://example.org/"_s, 0);
    for (const auto& [name, value] : CrawlManners::politeKnobs()) {
        const int index = scenario::indexOf(m_info.knobs, name);
        QVERIFY2(index >= 0, qPrintable(name));
        values[static_cast<std::size_t>(index)] = value;
    }
    QVERIFY(CrawlManners(window).hostsToAskFor(m_info, values).isEmpty());
}

QTEST_MAIN(TestCrawlManners)
#include "tst_crawl_manners.moc"
