// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_scale.h"

#include <QTest>

using lanescope::knobs::KnobScale;
using lanescope::scenario::Knob;

class TestKnobScale : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsAreTheRange_data();
    void endsAreTheRange();
    void placesGoUpAndComeBack_data() { endsAreTheRange_data(); }
    void placesGoUpAndComeBack();
    void everyWholeNumberOfAShortRangeHasAPlace();
    void zeroHasItsOwnPlaceOnALogarithmicScale();
    void logarithmicScaleGivesEachDecadeEqualRoom();
    void stepsAlwaysMoveByAtLeastOne();
    void stepsStopAtTheEnds();
    void realValuesAreRoundedToThreeDigits();
    void anEmptyRangeHasOneValue();
};

void TestKnobScale::endsAreTheRange_data()
{
    QTest::addColumn<Knob>("knob");
    const auto name = QStringLiteral("k");
    QTest::newRow("integer") << Knob::integer(name, name, 1, 64, 8, {}, {});
    QTest::newRow("long integer") << Knob::integer(name, name, 0, 100'000, 8, {}, {});
    QTest::newRow("integer, logarithmic") << Knob::integer(name, name, 1, 100'000, 8, {}, {}).onLogScale();
    QTest::newRow("integer from 0, logarithmic") << Knob::integer(name, name, 0, 128, 16, {}, {}).onLogScale();
    QTest::newRow("real") << Knob::real(name, name, -2.5, 7.5, 0, {}, {});
    QTest::newRow("real, logarithmic") << Knob::real(name, name, 0.01, 1000, 1, {}, {}).onLogScale();
    QTest::newRow("real from 0, logarithmic") << Knob::real(name, name, 0, 5000, 0, {}, {}).onLogScale();
}

void TestKnobScale::endsAreTheRange()
{
    QFETCH(Knob, knob);
    const KnobScale scale(knob);
    QCOMPARE(scale.valueAt(0), knob.minimum);
    QCOMPARE(scale.valueAt(scale.places()), knob.maximum);
    QCOMPARE(scale.placeOf(knob.minimum), 0);
    QCOMPARE(scale.placeOf(knob.maximum), scale.places());
    QCOMPARE(scale.placeOf(knob.maximum + 1e9), scale.places());
    QCOMPARE(scale.placeOf(knob.minimum - 1e9), 0);
}

void TestKnobScale::placesGoUpAndComeBack()
{
    QFETCH(Knob, knob);
    const KnobScale scale(knob);
    double last = knob.minimum;
    for (int place = 0; place <= scale.places(); ++place) {
        const double value = scale.valueAt(place);
        QVERIFY2(value >= last, qPrintable(QStringLiteral("place %1").arg(place)));
        QVERIFY(value >= knob.minimum && value <= knob.maximum);
        // Rounding may lead to a neighbouring place, but never to another value.
        QCOMPARE(scale.valueAt(scale.placeOf(value)), value);
        last = value;
    }
}

void TestKnobScale::everyWholeNumberOfAShortRangeHasAPlace()
{
    const KnobScale scale(Knob::integer(QStringLiteral("k"), {}, 1, 64, 8, {}, {}));
    QCOMPARE(scale.places(), 63);
    for (int value = 1; value <= 64; ++value)
        QCOMPARE(scale.valueAt(scale.placeOf(value)), static_cast<double>(value));
}

void TestKnobScale::zeroHasItsOwnPlaceOnALogarithmicScale()
{
    const KnobScale scale(Knob::integer(QStringLiteral("k"), {}, 0, 128, 16, {}, {}).onLogScale());
    QCOMPARE(scale.valueAt(0), 0.0);
    QCOMPARE(scale.valueAt(1), 1.0);
    QVERIFY(scale.placeOf(1) > scale.placeOf(0));
}

void TestKnobScale::logarithmicScaleGivesEachDecadeEqualRoom()
{
    const KnobScale scale(Knob::integer(QStringLiteral("k"), {}, 1, 10'000, 1, {}, {}).onLogScale());
    for (const int decade : {1, 10, 100, 1000})
        QCOMPARE(scale.placeOf(decade * 10) - scale.placeOf(decade), scale.places() / 4);
}

void TestKnobScale::stepsAlwaysMoveByAtLeastOne()
{
    const KnobScale scale(Knob::integer(QStringLiteral("k"), {}, 1, 100'000, 1, {}, {}).onLogScale());
    double value = 1;
    while (value < 100'000) {
        const double next = scale.stepped(value, 1);
        QVERIFY(next >= value + 1);
        QVERIFY(scale.stepped(next, -1) < next);
        value = next;
    }
}

void TestKnobScale::stepsStopAtTheEnds()
{
    const KnobScale scale(Knob::integer(QStringLiteral("k"), {}, 2, 9, 2, {}, {}));
    QCOMPARE(scale.stepped(2, -1), 2.0);
    QCOMPARE(scale.stepped(9, 1), 9.0);
    QCOMPARE(scale.stepped(5, 1000), 9.0);
    QCOMPARE(scale.stepped(5, -1000), 2.0);
}

void TestKnobScale::realValuesAreRoundedToThreeDigits()
{
    const KnobScale scale(Knob::real(QStringLiteral("k"), {}, 0, 1000, 0, {}, {}));
    for (int place = 1; place < scale.places(); ++place) {
        const QString text = QString::number(scale.valueAt(place), 'g', 12);
        QVERIFY2(QString(text).remove(u'.').remove(u'0').size() <= 3, qPrintable(text));
    }
}

void TestKnobScale::anEmptyRangeHasOneValue()
{
    const KnobScale scale(Knob::integer(QStringLiteral("k"), {}, 4, 4, 4, {}, {}));
    QCOMPARE(scale.places(), 0);
    QCOMPARE(scale.valueAt(0), 4.0);
    QCOMPARE(scale.stepped(4, 1), 4.0);
}

QTEST_GUILESS_MAIN(TestKnobScale)
#include "tst_knob_scale.moc"
