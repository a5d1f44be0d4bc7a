// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/axis_ticks.h"

#include <QTest>

namespace lanescope::charts {
namespace {

QStringList labels(const QList<Tick>& ticks)
{
    QStringList texts;
    for (const Tick& tick : ticks)
        texts << QString(tick.label).replace(QChar(0xa0), QLatin1Char(' '));
    return texts;
}

class TestAxisTicks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valueTicksReachTheTop_data()
    {
        QTest::addColumn<double>("highest");
        QTest::addColumn<QString>("last");
        QTest::newRow("nothing") << 0.0 << QStringLiteral("1");
        QTest::newRow("not a number") << qQNaN() << QStringLiteral("1");
        QTest::newRow("one") << 1.0 << QStringLiteral("1");
        QTest::newRow("just above") << 1.01 << QStringLiteral("1.5");
        QTest::newRow("hundreds") << 276.0 << QStringLiteral("300");
        QTest::newRow("thousands") << 61'204.0 << QStringLiteral("80 k");
        QTest::newRow("tiny") << 0.0003 << QStringLiteral("0.0003");
        QTest::newRow("endless") << 1e300 << QStringLiteral("1e+06 G");
    }
    void valueTicksReachTheTop()
    {
        QFETCH(double, highest);
        QFETCH(QString, last);
        const QList<Tick> ticks = valueTicks(highest, 4, {}, QLocale::c());
        QCOMPARE(ticks.first().value, 0.0);
        QCOMPARE(ticks.last().label, last);
        QVERIFY(ticks.size() >= 2 && ticks.size() <= 7);
        QStringList distinct = labels(ticks);
        distinct.removeDuplicates();
        QCOMPARE(distinct.size(), ticks.size());
    }
    void timeTicksAreRoundAndInside()
    {
        const QList<Tick> ticks = timeTicks(1'230'000'000, 3'100'000'000, 1'000'000'000, 5, QLocale::c());
        QCOMPARE(labels(ticks), (QStringList{QStringLiteral("0.5 s"), QStringLiteral("1.0 s"), QStringLiteral("1.5 s"),
                                             QStringLiteral("2.0 s")}));
        QVERIFY(timeTicks(5, 5, 0, 5).isEmpty());
    }
    void durationsHaveRoomForTheirLabels()
    {
        QCOMPARE(labels(durationTicks(5.9, 7.1, 100, QLocale::c())),
                 (QStringList{QStringLiteral("1 ms"), QStringLiteral("10 ms")}));
        QCOMPARE(labels(durationTicks(3, 9, 190, QLocale::c())),
                 (QStringList{QStringLiteral("10 µs"), QStringLiteral("1 ms"), QStringLiteral("100 ms")}));
        // 53 pixels from one to the next are not enough: Qt Charts made "100 …" of it.
        QCOMPARE(labels(durationTicks(3, 9, 160, QLocale::c())),
                 (QStringList{QStringLiteral("1 µs"), QStringLiteral("1 ms"), QStringLiteral("1 s")}));
        QVERIFY(durationTicks(3, 9, 0, QLocale::c()).size() <= 1);
    }
    void durationsAreLogarithmic()
    {
        QCOMPARE(labels(durationTicks(3, 9, 600, QLocale::c())),
                 (QStringList{QStringLiteral("1 µs"), QStringLiteral("10 µs"), QStringLiteral("100 µs"),
                              QStringLiteral("1 ms"), QStringLiteral("10 ms"), QStringLiteral("100 ms"),
                              QStringLiteral("1 s")}));
        QCOMPARE(labels(durationTicks(5.9, 7.1, 600, QLocale::c())),
                 (QStringList{QStringLiteral("1 ms"), QStringLiteral("2 ms"), QStringLiteral("5 ms"),
                              QStringLiteral("10 ms")}));
        QVERIFY(durationTicks(-5, 400, 600).size() < 100);
    }
};

} // namespace
} // namespace lanescope::charts

QTEST_GUILESS_MAIN(lanescope::charts::TestAxisTicks)
#include "tst_axis_ticks.moc"
