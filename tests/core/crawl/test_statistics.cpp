// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/model/statistics.h"

#include <QTest>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using lanescope::trace::RequestOutcome;

namespace {

Response ended(RequestOutcome outcome, int status, qsizetype bytes = 0, int sends = 0)
{
    Response response;
    response.outcome = outcome;
    response.status = status;
    response.body = QByteArray(bytes, 'x');
    response.wireBytes = bytes;
    response.sends = sends;
    return response;
}

Statistics sample()
{
    Statistics statistics;
    statistics.countFound(10);
    statistics.countFiltered(FilterReason::Duplicate);
    statistics.countFiltered(FilterReason::Duplicate);
    statistics.countFiltered(FilterReason::Scope);
    for (int depth = 0; depth < 7; ++depth)
        statistics.countEnqueued(depth);
    for (int request = 0; request < 6; ++request)
        statistics.countStarted();
    statistics.countEnded(ended(RequestOutcome::Ok, 200, 100, 1));
    statistics.countEnded(ended(RequestOutcome::Ok, 200, 50));
    statistics.countEnded(ended(RequestOutcome::HttpError, 404));
    statistics.countEnded(ended(RequestOutcome::Redirected, 301));
    statistics.countEnded(ended(RequestOutcome::Reset, 0, 0, 3));
    return statistics;
}

} // namespace

class TestStatistics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyUrlIsAccountedFor();
    void namesAreThoseOfScrapy();
    void sumsTwoCrawls();
    void bytesAreThoseThatWereSent();
    void deepOnesAreOneSum();
    void tellsHowDroppedUrlsEndedBefore();
};

void TestStatistics::everyUrlIsAccountedFor()
{
    const Statistics statistics = sample();
    QCOMPARE(statistics.finished(), quint64{3});
    QCOMPARE(statistics.failed(), quint64{2});
    QCOMPARE(statistics.filtered(), quint64{3});
    QVERIFY(statistics.balanced(2)); // one waits, one is on the wire
    QVERIFY(!statistics.balanced(1));
}

void TestStatistics::namesAreThoseOfScrapy()
{
    Statistics statistics = sample();
    statistics.setFinishReason(u"finished"_s);
    const QJsonObject json = statistics.toJson();
    QCOMPARE(json[u"downloader/request_count"_s].toInt(), 6);
    QCOMPARE(json[u"downloader/response_count"_s].toInt(), 4);
    QCOMPARE(json[u"downloader/response_status_count/200"_s].toInt(), 2);
    QCOMPARE(json[u"downloader/response_status_count/404"_s].toInt(), 1);
    QCOMPARE(json[u"downloader/response_bytes"_s].toInt(), 150);
    QCOMPARE(json[u"downloader/exception_count"_s].toInt(), 1);
    QCOMPARE(json[u"downloader/exception_type_count/reset"_s].toInt(), 1);
    QCOMPARE(json[u"downloader/resent_count"_s].toInt(), 2);
    QCOMPARE(json[u"dupefilter/filtered"_s].toInt(), 2);
    QCOMPARE(json[u"offsite/filtered"_s].toInt(), 1);
    QCOMPARE(json[u"scheduler/enqueued"_s].toInt(), 7);
    QCOMPARE(json[u"scheduler/dequeued"_s].toInt(), 6);
    QCOMPARE(json[u"request_depth_max"_s].toInt(), 6);
    QCOMPARE(json[u"finish_reason"_s].toString(), u"finished"_s);
}

void TestStatistics::sumsTwoCrawls()
{
    Statistics sum = sample();
    sum.add(sample());
    QCOMPARE(sum.pages(), quint64{4});
    QCOMPARE(sum.bytes(), quint64{300});
    QVERIFY(sum.balanced(4));
    QCOMPARE(sum.toJson()[u"downloader/response_status_count/200"_s].toInt(), 4);
    QCOMPARE(sum.toJson()[u"request_depth_max"_s].toInt(), 6);
}

void TestStatistics::bytesAreThoseThatWereSent()
{
    Statistics one = sample();
    Response packed = ended(RequestOutcome::Ok, 200, 30'000);
    packed.wireBytes = 70;
    packed.wasEncoded = true;
    one.countEnded(packed);
    one.countRobots(packed);
    packed.outcome = RequestOutcome::BadAnswer;
    one.countEnded(packed);
    QCOMPARE(one.bytes(), quint64{150 + 2 * 70});
    Statistics sum = one;
    sum.add(one);
    const QJsonObject json = sum.toJson();
    QCOMPARE(json[u"downloader/response_bytes"_s].toInt(), 2 * (150 + 3 * 70));
    // Only what could be decoded, as Scrapy has it.
    QCOMPARE(json[u"httpcompression/response_count"_s].toInt(), 4);
    QCOMPARE(json[u"httpcompression/response_bytes"_s].toInt(), 4 * 30'000);
}

void TestStatistics::deepOnesAreOneSum()
{
    Statistics statistics;
    for (int depth = 0; depth < 50; ++depth)
        statistics.countEnqueued(depth);
    const QJsonObject json = statistics.toJson();
    QCOMPARE(json[u"request_depth_count/20"_s].toInt(), 1);
    QCOMPARE(json[u"request_depth_count/deeper"_s].toInt(), 29);
    QCOMPARE(json[u"request_depth_max"_s].toInt(), 49);
    QVERIFY(!sample().toJson().contains(u"request_depth_count/deeper"_s));
}

void TestStatistics::tellsHowDroppedUrlsEndedBefore()
{
    Statistics statistics;
    statistics.countDropped({});
    statistics.countDropped({.retries = 1, .lastTry = {503, RequestOutcome::HttpError}});
    statistics.countDropped({.retries = 2, .lastTry = {0, RequestOutcome::Timeout}});
    statistics.add(statistics);
    const QJsonObject json = statistics.toJson();
    QCOMPARE(json[u"breaker/filtered"_s].toInt(), 6);
    QCOMPARE(json[u"breaker/last_try_count/503"_s].toInt(), 2);
    QCOMPARE(json[u"breaker/last_try_count/timeout"_s].toInt(), 2);
}

QTEST_GUILESS_MAIN(TestStatistics)
#include "test_statistics.moc"
