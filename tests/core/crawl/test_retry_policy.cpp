// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/breaker.h"
#include "core/crawl/frontier/retry_policy.h"

#include <QDateTime>
#include <QTest>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;
using lanescope::trace::RequestOutcome;

class TestRetryPolicy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyWhatMayPassIsRetried_data();
    void onlyWhatMayPassIsRetried();
    void backoffGrowsAndIsCapped();
    void retryAfterInAllForms_data();
    void retryAfterInAllForms();
    void pauseIsClampedAndZeroIsNone();
    void breakerOpensAfterFailuresInARow();
    void breakerGivesUp();
};

void TestRetryPolicy::onlyWhatMayPassIsRetried_data()
{
    QTest::addColumn<RequestOutcome>("outcome");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("retried");
    QTest::newRow("ok") << RequestOutcome::Ok << 200 << false;
    QTest::newRow("not found") << RequestOutcome::HttpError << 404 << false;
    for (const int status : {408, 429, 500, 502, 503, 504, 522, 524})
        QTest::addRow("%d", status) << RequestOutcome::HttpError << status << true;
    QTest::newRow("501") << RequestOutcome::HttpError << 501 << false;
    QTest::newRow("refused") << RequestOutcome::Refused << 0 << true;
    QTest::newRow("reset") << RequestOutcome::Reset << 0 << true;
    QTest::newRow("timeout") << RequestOutcome::Timeout << 0 << true;
    QTest::newRow("host not found") << RequestOutcome::HostNotFound << 0 << true;
    QTest::newRow("TLS") << RequestOutcome::TlsError << 0 << false;
    QTest::newRow("too large") << RequestOutcome::TooLarge << 200 << false;
    QTest::newRow("cancelled") << RequestOutcome::Cancelled << 0 << false;
    QTest::newRow("redirected") << RequestOutcome::Redirected << 302 << false;
}

void TestRetryPolicy::onlyWhatMayPassIsRetried()
{
    QFETCH(RequestOutcome, outcome);
    QFETCH(int, status);
    QFETCH(bool, retried);
    Response response;
    response.outcome = outcome;
    response.status = status;
    QCOMPARE(mayRetry(response, {}), retried);
}

void TestRetryPolicy::backoffGrowsAndIsCapped()
{
    std::mt19937_64 random(3);
    const Settings settings{.backoffMs = 100, .backoffFactor = 3, .backoffMaxMs = 1000};
    const double nominal[] = {100, 300, 900, 1000, 1000};
    for (int retries = 0; retries < 5; ++retries) {
        double sum = 0;
        for (int draw = 0; draw < 2000; ++draw) {
            const double ms = static_cast<double>(backoffNs(retries, settings, random)) * 1e-6;
            QVERIFY(ms >= nominal[retries] * 0.5 - 1 && ms <= nominal[retries] * 1.5 + 1);
            sum += ms;
        }
        QVERIFY(std::abs(sum / 2000 - nominal[retries]) < nominal[retries] * 0.05);
    }
    QCOMPARE(backoffNs(3, {.backoffMs = 0}, random), std::int64_t{0});
}

void TestRetryPolicy::retryAfterInAllForms_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<double>("seconds"); // < 0: none
    // Now is Sun, 06 Nov 1994 08:49:00 GMT.
    QTest::newRow("seconds") << "120"_ba << 120.0;
    QTest::newRow("blanks") << " 7 "_ba << 7.0;
    QTest::newRow("zero") << "0"_ba << 0.0;
    QTest::newRow("huge") << "99999999999999999999"_ba << 1e9;
    QTest::newRow("date") << "Sun, 06 Nov 1994 08:49:37 GMT"_ba << 37.0;
    QTest::newRow("date of RFC 850") << "Sunday, 06-Nov-94 08:49:37 GMT"_ba << 37.0;
    QTest::newRow("asctime") << "Sun Nov  6 08:49:37 1994"_ba << 37.0;
    QTest::newRow("past") << "Sun, 06 Nov 1994 07:00:00 GMT"_ba << 0.0;
    QTest::newRow("empty") << ""_ba << -1.0;
    QTest::newRow("nonsense") << "soon"_ba << -1.0;
    QTest::newRow("negative") << "-5"_ba << -1.0;
}

void TestRetryPolicy::retryAfterInAllForms()
{
    QFETCH(QByteArray, header);
    QFETCH(double, seconds);
    QCOMPARE(retryAfterS(header, 784111740).value_or(-1), seconds);
}

void TestRetryPolicy::pauseIsClampedAndZeroIsNone()
{
    const auto pause = [](int status, const QByteArray& header, int cap) {
        Response response;
        response.status = status;
        response.retryAfter = header;
        return slotPauseS(response, {.retryAfterMaxS = cap}, 0).value_or(-1);
    };
    QCOMPARE(pause(429, "10", 60), 10.0);
    QCOMPARE(pause(503, "1000", 60), 60.0);
    QCOMPARE(pause(503, "0", 60), -1.0);
    QCOMPARE(pause(503, {}, 60), -1.0);
    QCOMPARE(pause(200, "10", 60), -1.0);
    QCOMPARE(pause(429, "10", 0), -1.0);
}

void TestRetryPolicy::breakerOpensAfterFailuresInARow()
{
    Breaker breaker;
    for (int failure = 0; failure < 4; ++failure)
        QVERIFY(breaker.failed(1, 2, 5) == Breaker::Step::Nothing);
    breaker.succeeded();
    for (int failure = 0; failure < 4; ++failure)
        QVERIFY(breaker.failed(1, 2, 5) == Breaker::Step::Nothing);
    QVERIFY(breaker.failed(1, 10, 5) == Breaker::Step::Open);
    // Those that were out when it opened change nothing.
    QVERIFY(breaker.failed(9, 11, 5) == Breaker::Step::Nothing);
    QVERIFY(breaker.isTrying());
    breaker.answered();
    QVERIFY(breaker.isTrying()); // no page
    breaker.succeeded();
    QVERIFY(!breaker.isTrying());
    QVERIFY(breaker.failed(20, 21, 5) == Breaker::Step::Nothing);
    QVERIFY(Breaker().failed(1, 2, 0) == Breaker::Step::Nothing);
}

void TestRetryPolicy::breakerGivesUp()
{
    Breaker breaker;
    std::int64_t now = 100;
    QVERIFY(breaker.failed(now, now + 1, 1) == Breaker::Step::Open);
    for (int trial = 1; trial < Breaker::kMostTrips; ++trial) {
        now += 100;
        QVERIFY(breaker.failed(now, now + 1, 1) == Breaker::Step::Open);
    }
    now += 100;
    QVERIFY(breaker.failed(now, now + 1, 1) == Breaker::Step::GiveUp);
}

QTEST_GUILESS_MAIN(TestRetryPolicy)
#include "test_retry_policy.moc"
