// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/latency_model.h"
#include "core/site/seeded_random.h"
#include "core/site/site_settings.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <vector>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

class TestSiteSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyDeclarationIsSound();
    void everyDefaultCanBeSetAgain();
    void goodValueIsTaken();
    void badValueNamesKnobAndRange_data();
    void badValueNamesKnobAndRange();
    void hostsIsFixedOnceListening();
    void hostHasItsOwnValue();
    void badHostNamesTheRange_data();
    void badHostNamesTheRange();
    void changeIsAnnounced();
    void latencyHasItsMeanAndSpread_data();
    void latencyHasItsMeanAndSpread();
    void latencyIsNeverNegative();
};

void TestSiteSettings::everyDeclarationIsSound()
{
    int position = 0;
    for (const SiteKnobDeclaration& knob : siteKnobs()) {
        QCOMPARE(static_cast<int>(knob.id), position++);
        QVERIFY(knob.minimum < knob.maximum);
        QVERIFY(knob.defaultValue >= knob.minimum && knob.defaultValue <= knob.maximum);
        QVERIFY(!knob.name.isEmpty() && !knob.help.isEmpty());
        QCOMPARE(knob.kind == SiteKnobDeclaration::Kind::Choice, !knob.choices.empty());
    }
}

void TestSiteSettings::everyDefaultCanBeSetAgain()
{
    SiteSettings settings;
    for (const SiteKnobDeclaration& knob : siteKnobs()) {
        const QString text = settings.text(knob.id);
        QCOMPARE(settings.set(QString(knob.name), text).value_or(QString()), QString());
        QCOMPARE(settings.real(knob.id), knob.defaultValue);
    }
}

void TestSiteSettings::goodValueIsTaken()
{
    SiteSettings settings;
    QVERIFY(!settings.set(u"latency_ms", u"12.5"));
    QVERIFY(!settings.set(u"latency_shape", u"uniform"));
    QCOMPARE(settings.real(SiteKnob::LatencyMs), 12.5);
    QCOMPARE(settings.choice<LatencyShape>(SiteKnob::LatencyShape, 0), LatencyShape::Uniform);
    QVERIFY(!settings.check(u"pages", u"5"));
    QCOMPARE(settings.integer(SiteKnob::Pages), 2000);
}

void TestSiteSettings::badValueNamesKnobAndRange_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("range");
    const auto row = [](const QString& name, const QString& value, const QString& range) {
        QTest::addRow("%s=%s", qPrintable(name), qPrintable(value)) << name << value << range;
    };
    row(u"latency_ms"_s, u"abc"_s, u"0 to 60000 ms"_s);
    row(u"latency_ms"_s, u""_s, u"0 to 60000 ms"_s);
    row(u"latency_ms"_s, u"-1"_s, u"0 to 60000 ms"_s);
    row(u"latency_ms"_s, u"60001"_s, u"0 to 60000 ms"_s);
    row(u"latency_ms"_s, u"nan"_s, u"0 to 60000 ms"_s);
    row(u"latency_ms"_s, u"inf"_s, u"0 to 60000 ms"_s);
    row(u"latency_ms"_s, u"1\n2"_s, u"0 to 60000 ms"_s);
    row(u"pages"_s, u"2.5"_s, u"1 to 10000000 pages"_s);
    row(u"pages"_s, u"0"_s, u"1 to 10000000 pages"_s);
    row(u"error_rate"_s, u"1.01"_s, u"0 to 1"_s);
    row(u"latency_shape"_s, u"round"_s, u"fixed, uniform or lognormal"_s);
    row(u"latency_shape"_s, u"0"_s, u"fixed, uniform or lognormal"_s);
    row(u"colour"_s, u"red"_s, u"latency_shape"_s); // an unknown knob: the known ones are listed
}

void TestSiteSettings::badValueNamesKnobAndRange()
{
    QFETCH(const QString, name);
    QFETCH(const QString, value);
    QFETCH(const QString, range);
    SiteSettings settings;
    const QJsonObject before = settings.toJson();
    const QString error = settings.set(name, value).value_or(QString());
    QVERIFY2(error.contains(name), qPrintable(error));
    QVERIFY2(error.contains(range), qPrintable(error));
    QVERIFY2(!error.contains(u'\n'), qPrintable(error));
    QCOMPARE(settings.toJson(), before);
}

void TestSiteSettings::hostsIsFixedOnceListening()
{
    SiteSettings settings;
    QVERIFY(!settings.set(u"hosts", u"5"));
    settings.startListening();
    QVERIFY(settings.set(u"hosts", u"6").value_or(QString()).contains(u"hosts is fixed"_s));
    QCOMPARE(settings.integer(SiteKnob::Hosts), 5);
    QVERIFY(!settings.set(u"pages", u"6"));
}

void TestSiteSettings::hostHasItsOwnValue()
{
    SiteSettings settings;
    QVERIFY(!settings.set(u"latency_ms@2", u"70"));
    QVERIFY(!settings.set(u"robots@1", u"deny"));
    QCOMPARE(settings.real(SiteKnob::LatencyMs, 2), 70);
    QCOMPARE(settings.real(SiteKnob::LatencyMs, 1), 20);
    QCOMPARE(settings.real(SiteKnob::LatencyMs), 20);
    QCOMPARE(settings.choice<RobotsVariant>(SiteKnob::Robots, 1), RobotsVariant::Deny);
    QCOMPARE(settings.toJson().value(u"latency_ms@2"_s).toDouble(), 70);
    QCOMPARE(settings.toJson().value(u"robots@1"_s).toString(), u"deny"_s);
    QVERIFY(!settings.set(u"latency_ms", u"5"));
    QCOMPARE(settings.real(SiteKnob::LatencyMs, 2), 70);
    QVERIFY(!settings.set(u"latency_ms@2", u"site"));
    QCOMPARE(settings.real(SiteKnob::LatencyMs, 2), 5);
    QVERIFY(!settings.toJson().contains(u"latency_ms@2"_s));
}

void TestSiteSettings::badHostNamesTheRange_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("too large") << u"latency_ms@3"_s << u"from 0 to 2"_s;
    QTest::newRow("negative") << u"latency_ms@-1"_s << u"from 0 to 2"_s;
    QTest::newRow("none") << u"latency_ms@"_s << u"from 0 to 2"_s;
    QTest::newRow("word") << u"latency_ms@x"_s << u"from 0 to 2"_s;
    QTest::newRow("whole site only") << u"pages@1"_s << u"whole site"_s;
    QTest::newRow("unknown knob") << u"colour@1"_s << u"latency_shape"_s;
}

void TestSiteSettings::badHostNamesTheRange()
{
    QFETCH(const QString, name);
    QFETCH(const QString, mentions);
    SiteSettings settings;
    const QJsonObject before = settings.toJson();
    const QString error = settings.set(name, u"1").value_or(QString());
    QVERIFY2(error.contains(mentions), qPrintable(error));
    QVERIFY(!error.contains(u'\n'));
    QCOMPARE(settings.toJson(), before);
}

void TestSiteSettings::changeIsAnnounced()
{
    SiteSettings settings;
    int announced = 0;
    settings.onChange([&announced] { ++announced; });
    const std::uint64_t before = settings.generation();
    QVERIFY(settings.set(u"pages", u"x"));
    QCOMPARE(announced, 0);
    QCOMPARE(settings.generation(), before);
    QVERIFY(!settings.set(u"pages", u"10"));
    QCOMPARE(announced, 1);
    QVERIFY(settings.generation() > before);
}

void TestSiteSettings::latencyHasItsMeanAndSpread_data()
{
    QTest::addColumn<LatencyShape>("shape");
    QTest::addColumn<double>("deviation");
    QTest::newRow("fixed") << LatencyShape::Fixed << 0.0;
    QTest::newRow("uniform") << LatencyShape::Uniform << 8.0 / std::sqrt(3.0);
    QTest::newRow("lognormal") << LatencyShape::LogNormal << 8.0;
}

void TestSiteSettings::latencyHasItsMeanAndSpread()
{
    QFETCH(const LatencyShape, shape);
    QFETCH(const double, deviation);
    constexpr int kDraws = 200'000;
    SeededRandom random{1, 2, 3};
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDraws; ++i) {
        const double ms = static_cast<double>(LatencyModel{shape, 20, 8}.draw(random).count()) / 1e6;
        sum += ms;
        squares += (ms - 20) * (ms - 20);
    }
    QVERIFY(std::abs(sum / kDraws - 20) < 0.1);
    QVERIFY(std::abs(std::sqrt(squares / kDraws) - deviation) < 0.1);
}

void TestSiteSettings::latencyIsNeverNegative()
{
    SeededRandom random{1};
    int zeros = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto wide = LatencyModel{LatencyShape::Uniform, 1, 50}.draw(random);
        QVERIFY(wide.count() >= 0);
        zeros += wide.count() == 0 ? 1 : 0;
        QCOMPARE((LatencyModel{LatencyShape::LogNormal, 0, 50}.draw(random).count()), 0);
    }
    QVERIFY(zeros > 0);
}

QTEST_GUILESS_MAIN(TestSiteSettings)
#include "test_site_settings.moc"
