// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/change_effect.h"

#include <QJsonArray>
#include <QLocale>
#include <QTest>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kMs = 1'000'000;

/// So many pages a second of so many milliseconds, for a while; what is said at the end of each step.
QStringList run(ChangeEffect& effect, std::int64_t& now, int steps, int pagesPerStep, int milliseconds)
{
    QStringList said;
    for (int step = 0; step < steps; ++step) {
        for (int page = 0; page < pagesPerStep; ++page)
            effect.page(milliseconds * kMs);
        now += 250 * kMs;
        if (const auto line = effect.step(now))
            said.append(*line);
    }
    return said;
}

} // namespace

class TestChangeEffect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void effectIsToldOnceSettled();
    void whatChangesAnywayIsNoEffect();
    void draggedKnobIsOneChange();
    void valuesAreToldAsTheyAre();
    void effectThatNeverSettlesIsTold();
};

void TestChangeEffect::effectIsToldOnceSettled()
{
    ChangeEffect effect;
    std::int64_t now = 250 * kMs;
    effect.step(now);
    QVERIFY(run(effect, now, 12, 5, 20).isEmpty()); // 20 a second of 20 ms
    QCOMPARE(effect.pagesPerS(), 20.0);
    QVERIFY(effect.latest().isEmpty());
    effect.changed({u"concurrent_requests"_s, u"4"_s, u"8"_s}, now);
    QVERIFY(effect.latest()[u"measuring"_s].toBool());
    QVERIFY(run(effect, now, 4, 2, 30).isEmpty());          // on its way for a second
    const QStringList said = run(effect, now, 30, 10, 200); // 40 a second of 200 ms
    QCOMPARE(said.size(), 1);
    QVERIFY2(said[0].startsWith(u"concurrent_requests 4 → 8: 20 → 40 pages/s after "_s), qPrintable(said[0]));
    QVERIFY2(said[0].contains(u"p95 +1"_s), qPrintable(said[0])); // 180 ms, to 3 %
    const QJsonObject& latest = effect.latest();
    QVERIFY(!latest[u"measuring"_s].toBool() && latest[u"settled"_s].toBool());
    QCOMPARE(latest[u"knobs"_s].toArray(), QJsonArray{u"concurrent_requests"_s});
    QCOMPARE(latest[u"before_per_s"_s].toDouble(), 20.0);
    QCOMPARE(latest[u"after_per_s"_s].toDouble(), 40.0);
    QVERIFY(latest[u"p95_change_ms"_s].toDouble() > 150);
    QVERIFY(run(effect, now, 30, 10, 200).isEmpty());
}

void TestChangeEffect::whatChangesAnywayIsNoEffect()
{
    // Between 16 and 24 a second, of 20 to 80 ms, before and after alike.
    ChangeEffect effect;
    std::int64_t now = 250 * kMs;
    effect.step(now);
    const auto runUnsteadily = [&](int steps) {
        QStringList said;
        for (int step = 0; step < steps; ++step)
            said += run(effect, now, 1, 4 + step % 3, 20 + (step / 2) % 4 * 20);
        return said;
    };
    runUnsteadily(21);
    effect.changed({u"a"_s, u"1"_s, u"2"_s}, now);
    const QStringList said = runUnsteadily(40);
    QCOMPARE(said.size(), 1);
    QVERIFY2(said[0].startsWith(u"a 1 → 2: no measurable change ("_s), qPrintable(said[0]));
    QVERIFY2(said[0].endsWith(u"p95 as before)"_s), qPrintable(said[0]));
    QVERIFY(!effect.latest()[u"measurable"_s].toBool(true));
    QVERIFY(!effect.latest().contains(u"p95_change_ms"_s));
    // Twice as much is one.
    effect.changed({u"a"_s, u"2"_s, u"3"_s}, now);
    run(effect, now, 40, 10, 200);
    QVERIFY(effect.latest()[u"measurable"_s].toBool());
    QVERIFY(effect.latest()[u"p95_change_ms"_s].toDouble() > 100);
}

void TestChangeEffect::draggedKnobIsOneChange()
{
    ChangeEffect effect;
    std::int64_t now = 250 * kMs;
    effect.step(now);
    run(effect, now, 12, 5, 20);
    effect.changed({u"download_delay"_s, u"0"_s, u"1"_s}, now);
    effect.changed({u"download_delay"_s, u"1"_s, u"2"_s}, now);
    effect.changed({u"depth_limit"_s, u"0"_s, u"3"_s}, now);
    effect.changed({u"download_delay"_s, u"2"_s, u"5"_s}, now);
    const QStringList said = run(effect, now, 40, 1, 20);
    QCOMPARE(said.size(), 1);
    QVERIFY2(said[0].startsWith(u"download_delay 0 → 5, depth_limit 0 → 3: "_s), qPrintable(said[0]));
    QCOMPARE(effect.latest()[u"knobs"_s].toArray(), (QJsonArray{u"download_delay"_s, u"depth_limit"_s}));
}

void TestChangeEffect::valuesAreToldAsTheyAre()
{
    // One that begins as another does, and texts that look like several changes.
    ChangeEffect effect;
    std::int64_t now = 250 * kMs;
    effect.step(now);
    effect.changed({u"a"_s, u"4"_s, u"16"_s}, now);
    effect.changed({u"a"_s, u"16"_s, u"1"_s}, now);
    effect.changed({u"deny"_s, u"“x, a 1 → 2”"_s, u"“y”"_s}, now);
    effect.changed({u"a"_s, u"1"_s, u"2"_s}, now);
    const QStringList said = run(effect, now, 60, 5, 20);
    QCOMPARE(said.size(), 1);
    QVERIFY2(said[0].startsWith(u"a 4 → 2, deny “x, a 1 → 2” → “y”: "_s), qPrintable(said[0]));
}

void TestChangeEffect::effectThatNeverSettlesIsTold()
{
    ChangeEffect effect;
    std::int64_t now = 250 * kMs;
    effect.step(now);
    effect.changed({u"a"_s, u"1"_s, u"2"_s}, now);
    QStringList said;
    for (int step = 0; step < 50; ++step)
        said += run(effect, now, 1, step * step, 20);
    QCOMPARE(said.size(), 1);
    QVERIFY2(said[0].contains(u"still moving"_s), qPrintable(said[0]));
}

QTEST_GUILESS_MAIN(TestChangeEffect)
#include "test_change_effect.moc"
