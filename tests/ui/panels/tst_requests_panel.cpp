// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/figure_model.h"
#include "ui/panels/requests/request_criteria.h"
#include "ui/panels/requests/request_details.h"
#include "ui/panels/requests/request_filter_bar.h"
#include "ui/panels/requests/request_steps.h"
#include "ui/panels/requests/request_text.h"
#include "ui/panels/requests/request_waterfall.h"
#include "ui/panels/requests/requests_panel.h"
#include "ui/panels/table_panel.h"
#include "ui/theme/gate_style.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace lanescope;
using namespace lanescope::panels;
using namespace Qt::StringLiterals;
using store::Request;
using trace::RequestGate;
using trace::RequestOutcome;
using trace::RequestPhase;

class TestRequestsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void hostOfAnyUrl_data();
    void hostOfAnyUrl();
    void curlIsQuotedForTheShell();
    void gatesHaveTheEnginesWords();
    void criteriaLetThrough();
    void storyHasTheStepsInOrder();
    void storyOfOneThatWasNeverSent();
    void storyOfAnImpossibleRecording();
    void waterfallShowsTheShortestStep();
    void tableEndsWhereAColumnDoes();
    void queueAndStepsShareOneAxis();
    void filtersNarrowTheTable();
    void chosenRequestStaysWhenItLeaves();
    void parsingIsAddedLater();
    void curlOfSelectedRows();
    void blockedUrlShowsItsLine();

private:
    static Request request(std::uint32_t id, const std::string& url, RequestOutcome outcome = RequestOutcome::Ok,
                           std::uint16_t status = 200)
    {
        Request made;
        made.id = id;
        made.startNs = kBeginNs + id * kMs;
        made.endNs = made.startNs + 20 * kMs;
        made.outcome = outcome;
        made.httpStatus = status;
        made.url = url;
        made.phaseNs[static_cast<std::size_t>(RequestPhase::FirstByte)] = 15 * kMs;
        made.phaseNs[static_cast<std::size_t>(RequestPhase::Body)] = 5 * kMs;
        return made;
    }
    static Request held(Request request, RequestGate gate, std::int64_t ns)
    {
        request.heldNs[static_cast<std::size_t>(gate)] = ns;
        request.phaseNs[static_cast<std::size_t>(RequestPhase::Queued)] += ns;
        return request;
    }
    store::SnapshotPtr snapshotOf(const std::vector<Request>& requests)
    {
        auto figures = std::make_shared<store::RequestFigures>();
        figures->recent = requests;
        auto snapshot = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
        snapshot->generation = ++m_generation;
        snapshot->beginNs = kBeginNs;
        snapshot->endNs = kBeginNs + 1000 * kMs;
        snapshot->requests = figures;
        return snapshot;
    }
    std::vector<Request> three() const
    {
        return {
            held(request(1, "http://a.test/one"), RequestGate::SlotCap, 300 * kMs),
            held(request(2, "http://b.test:8080/two", RequestOutcome::HttpError, 503), RequestGate::Delay, 40 * kMs),
            request(3, "http://a.test/three", RequestOutcome::Refused, 0)};
    }
    static std::vector<std::uint32_t> shownKeys(const RequestsPanel& panel)
    {
        std::vector<std::uint32_t> keys;
        const auto* model = panel.table()->table()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            keys.push_back(model->index(row, 0).data(FigureModel::KeyRole).toUInt());
        return keys;
    }
    template <class Widget>
    static Widget* named(const QWidget& parent, const QString& name)
    {
        return parent.findChild<Widget*>(name);
    }

    static constexpr std::int64_t kBeginNs = 5'000'000'000;
    static constexpr std::int64_t kMs = 1'000'000;
    std::uint64_t m_generation = 0;
};

void TestRequestsPanel::init()
{
    QTest::failOnWarning(QRegularExpression(u"^(?!This plugin)"_s));
    QLocale::setDefault(QLocale::c());
}

void TestRequestsPanel::hostOfAnyUrl_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("host");
    QTest::newRow("plain") << QByteArray("http://a.test/x") << QByteArray("a.test");
    QTest::newRow("port") << QByteArray("https://a.test:8443") << QByteArray("a.test");
    QTest::newRow("user") << QByteArray("http://me:pw@a.test/x@y") << QByteArray("a.test");
    QTest::newRow("query at once") << QByteArray("http://a.test?q=http://b") << QByteArray("a.test");
    QTest::newRow("address") << QByteArray("http://[::1]:80/") << QByteArray("::1");
    QTest::newRow("open bracket") << QByteArray("http://[::1") << QByteArray("::1");
    QTest::newRow("no scheme") << QByteArray("a.test/x") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void TestRequestsPanel::hostOfAnyUrl()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, host);
    QCOMPARE(QByteArray::fromStdString(std::string(requestHost(url.toStdString().c_str()))), host);
}

void TestRequestsPanel::curlIsQuotedForTheShell()
{
    QCOMPARE(curlCommand("http://a.test/it's?x=[1]", {}), u"curl -gv --compressed 'http://a.test/it'\\''s?x=[1]'"_s);
    QCOMPARE(curlCommand("http://a.test/", u"Me/1 $(x)"_s), u"curl -gv --compressed -A 'Me/1 $(x)' 'http://a.test/'"_s);
}

void TestRequestsPanel::gatesHaveTheEnginesWords()
{
    QVERIFY(theme::gateOfWord("slot cap") == RequestGate::SlotCap);
    QVERIFY(theme::gateOfWord("retry-after") == RequestGate::RetryAfter);
    QVERIFY(theme::gateOfWord("robots.txt") == trace::kLastRequestGate);
    QVERIFY(!theme::gateOfWord("Slot cap") && !theme::gateOfWord(""));
    for (std::size_t gate = 0; gate < theme::kGateCount; ++gate)
        QVERIFY(theme::gateMeaning(static_cast<RequestGate>(gate)).endsWith(u'.'));
}

void TestRequestsPanel::criteriaLetThrough()
{
    const auto requests = three();
    using Ending = RequestCriteria::Ending;
    const auto matching = [&](const RequestCriteria& criteria) {
        QList<int> ids;
        for (const Request& each : requests) {
            if (criteria.matches(each))
                ids << static_cast<int>(each.id);
        }
        return ids;
    };
    QCOMPARE(matching({}), (QList<int>{1, 2, 3}));
    QCOMPARE(matching({Ending::Failed, {}, {}, {}}), (QList<int>{2, 3}));
    QCOMPARE(matching({Ending::Any, "a.test", {}, {}}), (QList<int>{1, 3}));
    QCOMPARE(matching({Ending::Any, {}, 5, {}}), (QList<int>{2}));
    QCOMPARE(matching({Ending::Any, {}, 0, {}}), (QList<int>{3}));
    QCOMPARE(matching({Ending::Any, {}, {}, RequestGate::SlotCap}), (QList<int>{1}));
    QCOMPARE(matching({Ending::Ok, "b.test", {}, {}}), QList<int>());
}

void TestRequestsPanel::storyHasTheStepsInOrder()
{
    Request one =
        held(held(request(1, "http://a.test/"), RequestGate::Delay, 10 * kMs), RequestGate::SlotCap, 90 * kMs);
    one.phaseNs[static_cast<std::size_t>(RequestPhase::Parse)] = 2 * kMs;
    const RequestStory story = requestStory(one);
    QCOMPARE(story.queuedNs, 100 * kMs);
    QCOMPARE(story.holds.size(), std::size_t{2});
    QVERIFY(story.holds[0].gate == RequestGate::SlotCap);
    QStringList names;
    std::int64_t atNs = 0;
    for (const RequestStep& step : story.steps) {
        names << step.name;
        QCOMPARE(step.startNs, atNs);
        atNs += step.durationNs;
    }
    QCOMPARE(names, (QStringList{u"DNS"_s, u"connect + TLS"_s, u"first byte"_s, u"body"_s, u"parse"_s}));
    QCOMPARE(story.steps[1].instead, u"connection reused"_s);
    QCOMPARE(story.lengthNs, 22 * kMs);
    const QString text = storyText(story);
    QVERIFY2(text.contains(u"held by slot cap 90"_s) && text.contains(u"connection reused"_s), qPrintable(text));
}

void TestRequestsPanel::storyOfOneThatWasNeverSent()
{
    Request blocked = held(request(1, "http://a.test/"), RequestGate::Robots, 7 * kMs);
    blocked.outcome = RequestOutcome::Filtered;
    blocked.endNs = blocked.startNs + 900; // from one stamp to the next
    blocked.phaseNs[static_cast<std::size_t>(RequestPhase::FirstByte)] = 0;
    blocked.phaseNs[static_cast<std::size_t>(RequestPhase::Body)] = 0;
    const RequestStory story = requestStory(blocked);
    QVERIFY(story.steps.empty());
    QCOMPARE(story.holds.size(), std::size_t{1});
    Request refused = request(2, "http://a.test/", RequestOutcome::Refused, 0);
    refused.phaseNs = {};
    QCOMPARE(requestStory(refused).steps[1].instead, u"never reached"_s);
}

void TestRequestsPanel::storyOfAnImpossibleRecording()
{
    Request lie = request(1, "http://a.test/");
    lie.phaseNs.fill(std::numeric_limits<std::int64_t>::max());
    lie.heldNs.fill(std::numeric_limits<std::int64_t>::max());
    const RequestStory story = requestStory(lie);
    QVERIFY(story.lengthNs > 0);
    RequestWaterfall picture;
    picture.show(story);
    picture.resize(400, 300);
    QVERIFY(!picture.grab().isNull());
}

void TestRequestsPanel::waterfallShowsTheShortestStep()
{
    Request one = request(1, "http://a.test/");
    one.phaseNs[static_cast<std::size_t>(RequestPhase::Parse)] = 1000;
    RequestWaterfall picture;
    picture.resize(500, 200);
    picture.show(requestStory(one));
    const QRect first = picture.barOf(2);
    const QRect body = picture.barOf(3);
    const QRect parse = picture.barOf(4);
    QVERIFY(first.width() > body.width());
    QVERIFY(std::abs(body.left() - first.right() - 1) <= 1);
    QVERIFY(body.top() > first.top());
    QVERIFY(parse.width() >= 2);
    QVERIFY(picture.barOf(0).isEmpty());
}

void TestRequestsPanel::tableEndsWhereAColumnDoes()
{
    RequestsPanel panel;
    panel.setSnapshot(snapshotOf(three()));
    for (const int width : {918, 1100, 1500}) { // where the filters have room
        panel.resize(width, 300);
        panel.show();
        const QTableView* table = panel.findChild<QTableView*>();
        const QHeaderView* columns = table->horizontalHeader();
        const int edge = table->viewport()->width();
        const int cut = columns->logicalIndexAt(edge - 1);
        const int seen = cut < 0 ? 0 : edge - columns->sectionViewportPosition(cut);
        QVERIFY2(cut < 0 || seen == columns->sectionSize(cut) ||
                     seen <= table->verticalScrollBar()->sizeHint().width() + 4,
                 qPrintable(QString::number(width)));
    }
}

void TestRequestsPanel::queueAndStepsShareOneAxis()
{
    Request one = request(1, "http://a.test/");
    const auto queued = static_cast<std::size_t>(RequestPhase::Queued);
    one.phaseNs[queued] = 1;
    const std::int64_t lengthNs = requestStory(one).lengthNs;
    RequestWaterfall picture;
    picture.resize(500, 200);
    one.phaseNs[queued] = lengthNs / 3; // a quarter of all
    picture.show(requestStory(one));
    QVERIFY(!picture.isCut());
    const QRect wait = picture.queuedBar();
    const QRect first = picture.barOf(2);
    const QRect last = picture.barOf(3);
    QVERIFY(wait.right() < first.left());
    QVERIFY(std::abs(wait.width() * 3 - (last.right() - wait.right())) <= 6); // as long as the time that it stands for
    // A thousand times as long as the wire: cut to half of the axis, and the steps keep the other half.
    one.phaseNs[queued] = lengthNs * 1000;
    picture.show(requestStory(one));
    QVERIFY(picture.isCut());
    QVERIFY(std::abs(picture.queuedBar().width() - (picture.barOf(3).right() - picture.queuedBar().right())) <= 3);
}

void TestRequestsPanel::filtersNarrowTheTable()
{
    RequestsPanel panel;
    panel.setSnapshot(snapshotOf(three()));
    QCOMPARE(shownKeys(panel), (std::vector<std::uint32_t>{1, 2, 3}));
    auto* hosts = named<QComboBox>(panel, u"requests_host"_s);
    QCOMPARE(hosts->count(), 3);
    hosts->setCurrentIndex(hosts->findText(u"a.test"_s));
    QCOMPARE(shownKeys(panel), (std::vector<std::uint32_t>{1, 3}));
    named<QLineEdit>(panel, u"requests_words"_s)->setText(u"three"_s);
    QCOMPARE(shownKeys(panel), (std::vector<std::uint32_t>{3}));
    auto* clear = panel.filters()->findChild<QPushButton*>();
    QVERIFY(!clear->isHidden());
    clear->click();
    QCOMPARE(shownKeys(panel), (std::vector<std::uint32_t>{1, 2, 3}));
    QVERIFY(clear->isHidden());
    auto* reasons = named<QComboBox>(panel, u"requests_reason"_s);
    reasons->setCurrentIndex(reasons->findText(u"delay"_s));
    QCOMPARE(shownKeys(panel), (std::vector<std::uint32_t>{2}));
}

void TestRequestsPanel::chosenRequestStaysWhenItLeaves()
{
    RequestsPanel panel;
    panel.setSnapshot(snapshotOf(three()));
    panel.choose(2);
    QCOMPARE(panel.details()->request()->id, 2U);
    panel.choose(77);
    QCOMPARE(panel.details()->request()->id, 2U);
    panel.setSnapshot(snapshotOf({request(9, "http://a.test/nine")}));
    QCOMPARE(panel.details()->request()->id, 2U);
    QVERIFY(panel.curlLines().contains(u"b.test:8080/two"_s));
}

void TestRequestsPanel::parsingIsAddedLater()
{
    RequestsPanel panel;
    auto requests = three();
    panel.setSnapshot(snapshotOf(requests));
    panel.choose(1);
    const auto parsed = static_cast<std::size_t>(RequestPhase::Parse);
    QCOMPARE(panel.details()->request()->phaseNs[parsed], std::int64_t{0});
    requests[0].phaseNs[parsed] = 3 * kMs;
    panel.setSnapshot(snapshotOf(requests));
    QCOMPARE(panel.details()->request()->phaseNs[parsed], 3 * kMs);
}

void TestRequestsPanel::curlOfSelectedRows()
{
    RequestsPanel panel;
    panel.setUserAgent(u"Test/1"_s);
    panel.setSnapshot(snapshotOf(three()));
    QCOMPARE(panel.curlLines(), QString());
    panel.table()->table()->selectAll();
    const QStringList lines = panel.curlLines().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines.first(), u"curl -gv --compressed -A 'Test/1' 'http://a.test/one'"_s);
    panel.choose(3);
    Q_EMIT panel.details()->curlWanted();
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"http://a.test/three"_s));
}

void TestRequestsPanel::blockedUrlShowsItsLine()
{
    Request blocked = request(4, "http://a.test/private/x", RequestOutcome::Filtered, 0);
    blocked.note = "robots.txt, line 3: Disallow: /private/";
    blocked.endNs = blocked.startNs;
    RequestsPanel panel;
    panel.setSnapshot(snapshotOf({blocked}));
    const auto* model = panel.table()->table()->model();
    QCOMPARE(model->index(0, model->columnCount() - 1).data().toString(), u"robots.txt, line 3: Disallow: /private/"_s);
    panel.choose(4);
    QStringList texts;
    for (const QLabel* label : panel.details()->findChildren<QLabel*>())
        texts << label->text();
    QVERIFY(texts.contains(u"robots.txt, line 3: Disallow: /private/"_s));
    QSignalSpy moment(panel.details(), &RequestDetails::momentWanted);
    for (auto* button : panel.details()->findChildren<QPushButton*>())
        button->click();
    QCOMPARE(moment.size(), 0); // it was never on the wire
}

QTEST_MAIN(TestRequestsPanel)
#include "tst_requests_panel.moc"
