// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/time_axis.h"

#include <QTest>

#include <random>

using namespace lanescope::timeline;

class TestTimeAxis : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leftEdgeIsColumnZero();
    void columnsRoundDown_data();
    void columnsRoundDown();
    void startOfColumnLiesInIt();
    void panByWholePixelsMovesEverythingAlike();
    void instantKeepsItsColumnWhilePanning();
    void timeAtIsInverseOfX();
    void farAwayInstantsAreClamped();
    void emptyRangeAndNoWidthAreHarmless();
    void coveredIsWithinAPixelOfVisible();
    void bucketIsPowerOfTwo_data();
    void bucketIsPowerOfTwo();
    void floorToWorksOnBothSidesOfZero_data();
    void floorToWorksOnBothSidesOfZero();
    void stepsAreOneTwoFive_data();
    void stepsAreOneTwoFive();
    void hugeStepsDoNotOverflow();
};

void TestTimeAxis::leftEdgeIsColumnZero()
{
    const TimeAxis axis(1000, {5000, 9000}, 400);
    QCOMPARE(axis.nsPerPx(), 10.0);
    QCOMPARE(axis.xOf(5000), 0);
    QCOMPARE(axis.xOf(8999), 399);
    QCOMPARE(axis.xOf(9000), 400);
}

void TestTimeAxis::columnsRoundDown_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<qint64>("column");
    QTest::newRow("origin") << qint64(1000) << qint64(0);
    QTest::newRow("inside the first") << qint64(1009) << qint64(0);
    QTest::newRow("second") << qint64(1010) << qint64(1);
    QTest::newRow("just before the origin") << qint64(999) << qint64(-1);
    QTest::newRow("before the origin") << qint64(990) << qint64(-1);
    QTest::newRow("further before") << qint64(989) << qint64(-2);
}

void TestTimeAxis::columnsRoundDown()
{
    QFETCH(qint64, time);
    QFETCH(qint64, column);
    const TimeAxis axis(1000, {1000, 5000}, 400);
    QCOMPARE(axis.columnOf(time), column);
}

void TestTimeAxis::startOfColumnLiesInIt()
{
    const TimeAxis axis(123, {123, 123 + 7'777'777}, 1313);
    for (std::int64_t column = -2000; column < 2000; ++column) {
        QCOMPARE(axis.columnOf(axis.startOf(column)), column);
        QCOMPARE(axis.columnOf(axis.startOf(column) - 1), column - 1);
    }
}

void TestTimeAxis::panByWholePixelsMovesEverythingAlike()
{
    const TimeAxis before(0, {1'000'000, 2'000'000}, 1000);
    const TimeAxis after(0, {1'003'000, 2'003'000}, 1000);
    for (std::int64_t time = 1'100'000; time < 1'900'000; time += 12'345)
        QCOMPARE(before.xOf(time) - after.xOf(time), 3);
}

void TestTimeAxis::instantKeepsItsColumnWhilePanning()
{
    // The span does not divide by the width and the pan is a fraction of a pixel: nothing may move against
    // anything else, which is what shimmering is.
    constexpr std::int64_t kSpan = 5'000'000'003;
    const TimeAxis still(17, {40'000'000'000, 40'000'000'000 + kSpan}, 1373);
    for (int step = 0; step < 50; ++step) {
        const std::int64_t from = 40'000'000'000 + step * 1'234'567;
        const TimeAxis panned(17, {from, from + kSpan}, 1373);
        for (std::int64_t time = 41'000'000'000; time < 44'000'000'000; time += 77'777'777)
            QCOMPARE(panned.columnOf(time), still.columnOf(time));
    }
}

void TestTimeAxis::timeAtIsInverseOfX()
{
    std::mt19937_64 random(11);
    for (int i = 0; i < 2000; ++i) {
        const auto origin = static_cast<std::int64_t>(random() % 1'000'000'000'000'000);
        const auto from = origin + static_cast<std::int64_t>(random() % 3'600'000'000'000);
        const auto span = static_cast<std::int64_t>(random() % 1'000'000'000'000) + 100'000;
        const int width = static_cast<int>(random() % 3000) + 1;
        const TimeAxis axis(origin, {from, from + span}, width);
        const int x = static_cast<int>(random() % static_cast<unsigned>(width));
        QVERIFY2(std::abs(axis.xOf(axis.timeAt(x + 0.5)) - x) <= 0, qPrintable(QString::number(i)));
    }
}

void TestTimeAxis::farAwayInstantsAreClamped()
{
    const TimeAxis axis(0, {0, 1000}, 1000);
    QVERIFY(axis.xOf(std::numeric_limits<std::int64_t>::max() / 2) > 100'000'000);
    QVERIFY(axis.xOf(std::numeric_limits<std::int64_t>::min() / 2) < -100'000'000);
}

void TestTimeAxis::emptyRangeAndNoWidthAreHarmless()
{
    const TimeAxis axis(0, {500, 500}, 0);
    QCOMPARE(axis.widthPx(), 1);
    QCOMPARE(axis.xOf(500), 0);
    QVERIFY(axis.nsPerPx() > 0);
}

void TestTimeAxis::coveredIsWithinAPixelOfVisible()
{
    const TimeRange visible{1'234'567, 9'876'543};
    const TimeAxis axis(0, visible, 700);
    QVERIFY(double(std::abs(axis.covered().fromNs - visible.fromNs)) <= axis.nsPerPx() + 1);
    QVERIFY(double(std::abs(axis.covered().toNs - visible.toNs)) <= axis.nsPerPx() + 1);
}

void TestTimeAxis::bucketIsPowerOfTwo_data()
{
    QTest::addColumn<double>("nsPerPx");
    QTest::addColumn<double>("pixels");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("exact") << 512.0 << 2.0 << qint64(1024);
    QTest::newRow("rounded up") << 513.0 << 2.0 << qint64(2048);
    QTest::newRow("finer than a nanosecond") << 0.01 << 2.0 << qint64(1);
    QTest::newRow("very coarse") << 1e30 << 2.0 << qint64(std::int64_t{1} << 62);
}

void TestTimeAxis::bucketIsPowerOfTwo()
{
    QFETCH(double, nsPerPx);
    QFETCH(double, pixels);
    QFETCH(qint64, expected);
    QCOMPARE(qint64(bucketNs(nsPerPx, pixels)), expected);
}

void TestTimeAxis::floorToWorksOnBothSidesOfZero_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("zero") << qint64(0) << qint64(0);
    QTest::newRow("inside") << qint64(13) << qint64(8);
    QTest::newRow("on a multiple") << qint64(16) << qint64(16);
    QTest::newRow("just below zero") << qint64(-1) << qint64(-8);
    QTest::newRow("negative multiple") << qint64(-16) << qint64(-16);
}

void TestTimeAxis::floorToWorksOnBothSidesOfZero()
{
    QFETCH(qint64, time);
    QFETCH(qint64, expected);
    QCOMPARE(qint64(floorTo(time, 8)), expected);
}

void TestTimeAxis::stepsAreOneTwoFive_data()
{
    QTest::addColumn<double>("atLeast");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("nothing") << 0.0 << qint64(1);
    QTest::newRow("one") << 1.0 << qint64(1);
    QTest::newRow("two") << 1.1 << qint64(2);
    QTest::newRow("five") << 2.1 << qint64(5);
    QTest::newRow("ten") << 5.1 << qint64(10);
    QTest::newRow("ten exactly") << 10.0 << qint64(10);
    QTest::newRow("half a second") << 460e6 << qint64(500'000'000);
    QTest::newRow("second") << 510e6 << qint64(1'000'000'000);
}

void TestTimeAxis::stepsAreOneTwoFive()
{
    QFETCH(double, atLeast);
    QFETCH(qint64, expected);
    QCOMPARE(qint64(niceStepNs(atLeast)), expected);
}

void TestTimeAxis::hugeStepsDoNotOverflow()
{
    QVERIFY(niceStepNs(1e30) > 0);
}

QTEST_GUILESS_MAIN(TestTimeAxis)
#include "tst_time_axis.moc"
