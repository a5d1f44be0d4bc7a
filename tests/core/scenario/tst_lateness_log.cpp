// SPDX-License-Identifier: GPL-3.0-or-later
// Early firings are below zero, in order with the late ones, and never a silent zero.
#include "core/scenario/locks/lateness_log.h"

#include <QTest>

using lanescope::scenario::LatenessLog;
using namespace std::chrono_literals;

namespace {

// Histograms know a value to 3 %.
bool isNear(const QJsonValue& figure, double wanted)
{
    return figure.isDouble() && std::abs(figure.toDouble() - wanted) <= 0.04 * std::abs(wanted);
}

QJsonValue at(const LatenessLog& log, const char* figure)
{
    return log.figures(1us)[QLatin1StringView(figure)];
}

} // namespace

class TestLatenessLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingIsNull();
    void allEarly();
    void allLate();
    void earlyOnesComeFirst();
    void figuresAreInOrder();
};

void TestLatenessLog::nothingIsNull()
{
    const LatenessLog log;
    for (const char* figure : {"min", "p50", "p99", "max"})
        QVERIFY2(at(log, figure).isNull(), figure);
}

void TestLatenessLog::allEarly()
{
    LatenessLog log;
    for (const auto early : {-5ms, -4ms, -1ms})
        log.add(early);
    QCOMPARE(log.early(), 3U);
    QVERIFY(isNear(at(log, "min"), -5000));
    QVERIFY(isNear(at(log, "p50"), -4000));
    QVERIFY(isNear(at(log, "max"), -1000));
}

void TestLatenessLog::allLate()
{
    LatenessLog log;
    for (int i = 1; i <= 100; ++i)
        log.add(std::chrono::milliseconds(i));
    QCOMPARE(log.early(), 0U);
    QVERIFY(isNear(at(log, "min"), 1000));
    QVERIFY(isNear(at(log, "p50"), 50'000));
    QVERIFY(isNear(at(log, "p99"), 99'000));
    QVERIFY(isNear(at(log, "max"), 100'000));
}

void TestLatenessLog::earlyOnesComeFirst()
{
    LatenessLog log;
    for (int i = -30; i < 70; ++i)
        log.add(std::chrono::milliseconds(i));
    QCOMPARE(log.count(), 100U);
    QCOMPARE(log.early(), 30U);
    QVERIFY(isNear(at(log, "min"), -30'000));
    QVERIFY(isNear(at(log, "p50"), 19'000)); // the fiftieth: thirty are early
    QVERIFY(isNear(at(log, "max"), 69'000));
}

void TestLatenessLog::figuresAreInOrder()
{
    LatenessLog log;
    log.add(-1ms);
    log.add(1ms);
    const QJsonObject figures = log.figures(1us);
    double before = -1e9;
    for (const char* figure : {"min", "p50", "p99", "max"}) {
        const double here = figures[QLatin1StringView(figure)].toDouble(1e9);
        QVERIFY2(here >= before, figure);
        before = here;
    }
    QVERIFY(isNear(figures[QStringLiteral("min")], -1000));
    QVERIFY(isNear(figures[QStringLiteral("max")], 1000));
}

QTEST_GUILESS_MAIN(TestLatenessLog)
#include "tst_lateness_log.moc"
