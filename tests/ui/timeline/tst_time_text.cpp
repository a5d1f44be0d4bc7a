// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/time_text.h"

#include <QTest>

using namespace lanescope::timeline;
using namespace Qt::StringLiterals;

class TestTimeText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void durations_data();
    void durations();
    void ticks_data();
    void ticks();
    void neighbouringTicksDiffer();
    void percentages_data();
    void percentages();
    void localeDecidesTheSeparator();
};

static QString plain(QString text)
{
    return text.replace(u'\u00a0', u' ');
}

void TestTimeText::durations_data()
{
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << qint64(0) << u"0 ns"_s;
    QTest::newRow("nanoseconds") << qint64(812) << u"812 ns"_s;
    QTest::newRow("microsecond") << qint64(1000) << u"1.00 µs"_s;
    QTest::newRow("milliseconds") << qint64(3'420'000) << u"3.42 ms"_s;
    QTest::newRow("tens") << qint64(34'200'000) << u"34.2 ms"_s;
    QTest::newRow("hundreds") << qint64(342'000'000) << u"342 ms"_s;
    QTest::newRow("seconds") << qint64(14'200'000'000) << u"14.2 s"_s;
    QTest::newRow("minutes") << qint64(125'000'000'000) << u"2 min 5 s"_s;
    QTest::newRow("negative") << qint64(-3'420'000) << u"-3.42 ms"_s;
    QTest::newRow("rounds up to three figures") << qint64(9'999'000) << u"10.0 ms"_s;
}

void TestTimeText::durations()
{
    QFETCH(qint64, ns);
    QFETCH(QString, expected);
    QCOMPARE(plain(durationText(ns, QLocale::c())), expected);
}

void TestTimeText::ticks_data()
{
    QTest::addColumn<qint64>("time");
    QTest::addColumn<qint64>("step");
    QTest::addColumn<qint64>("largest");
    QTest::addColumn<QString>("expected");
    QTest::newRow("seconds") << qint64(12'200'000'000) << qint64(100'000'000) << qint64(14'000'000'000) << u"12.2 s"_s;
    QTest::newRow("half seconds") << qint64(12'000'000'000) << qint64(500'000'000) << qint64(14'000'000'000)
                                  << u"12.0 s"_s;
    QTest::newRow("whole seconds") << qint64(12'000'000'000) << qint64(2'000'000'000) << qint64(14'000'000'000)
                                   << u"12 s"_s;
    QTest::newRow("milliseconds") << qint64(340'000'000) << qint64(20'000'000) << qint64(900'000'000) << u"340 ms"_s;
    QTest::newRow("microseconds") << qint64(500) << qint64(500) << qint64(5'000) << u"0.5 µs"_s;
    QTest::newRow("deep in the run") << qint64(12'200'000'500) << qint64(500) << qint64(12'200'005'000)
                                     << u"12.2000005 s"_s;
}

void TestTimeText::ticks()
{
    QFETCH(qint64, time);
    QFETCH(qint64, step);
    QFETCH(qint64, largest);
    QFETCH(QString, expected);
    QCOMPARE(plain(tickText(time, step, largest, QLocale::c())), expected);
}

void TestTimeText::neighbouringTicksDiffer()
{
    for (std::int64_t step = 1; step <= 1'000'000'000'000; step *= 10) {
        for (const std::int64_t factor : {1, 2, 5}) {
            const std::int64_t at = 37 * step * factor;
            const auto here = tickText(at, step * factor, at * 2, QLocale::c());
            QVERIFY(here != tickText(at + step * factor, step * factor, at * 2, QLocale::c()));
        }
    }
}

void TestTimeText::percentages_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << 0.0 << u"0 %"_s;
    QTest::newRow("hardly any") << 0.0001 << u"< 0.1 %"_s;
    QTest::newRow("little") << 0.002 << u"0.2 %"_s;
    QTest::newRow("some") << 0.614 << u"61 %"_s;
    QTest::newRow("all") << 1.0 << u"100 %"_s;
}

void TestTimeText::percentages()
{
    QFETCH(double, share);
    QFETCH(QString, expected);
    QCOMPARE(plain(percentText(share, QLocale::c())), expected);
}

void TestTimeText::localeDecidesTheSeparator()
{
    QCOMPARE(plain(durationText(3'420'000, QLocale(QLocale::German))), u"3,42 ms"_s);
}

QTEST_GUILESS_MAIN(TestTimeText)
#include "tst_time_text.moc"
