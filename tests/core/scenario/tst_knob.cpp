// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/knob.h"

#include <QTest>

using namespace lanescope::scenario;

namespace {

const Knob kThreads = Knob::integer(QStringLiteral("threads"), QStringLiteral("Threads"), 1, 64, 4,
                                    QStringLiteral("threads"), QStringLiteral("How many."));
const Knob kDelay = Knob::real(QStringLiteral("delay"), QStringLiteral("Delay"), 0, 1000, 0, QStringLiteral("ms"),
                               QStringLiteral("How long."))
                        .withZero(QStringLiteral("off"));
const Knob kLock = Knob::choice(QStringLiteral("lock"), QStringLiteral("Lock"),
                                {QStringLiteral("none"), QStringLiteral("QMutex")}, 1, QStringLiteral("Which."));
const Knob kFair = Knob::toggle(QStringLiteral("fair"), QStringLiteral("Fair"), true, QStringLiteral("Whether."));

} // namespace

class TestKnob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parses_data();
    void parses();
    void refusalNamesKnobAndRange_data();
    void refusalNamesKnobAndRange();
    void whatIsPrintedCanBeTyped_data() { parses_data(); }
    void whatIsPrintedCanBeTyped();
    void oneIsNoPlural();
    void nearestNameForgivesTypingErrors();
};

void TestKnob::parses_data()
{
    QTest::addColumn<Knob>("knob");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<double>("number");
    QTest::newRow("number") << kThreads << QStringLiteral("8") << 8.0;
    QTest::newRow("blanks") << kThreads << QStringLiteral("  8 ") << 8.0;
    QTest::newRow("unit") << kDelay << QStringLiteral("2.5 ms") << 2.5;
    QTest::newRow("word for zero") << kDelay << QStringLiteral("Off") << 0.0;
    QTest::newRow("lowest") << kThreads << QStringLiteral("1") << 1.0;
    QTest::newRow("highest") << kThreads << QStringLiteral("64") << 64.0;
    QTest::newRow("choice") << kLock << QStringLiteral("none") << 0.0;
    QTest::newRow("on") << kFair << QStringLiteral("on") << 1.0;
    QTest::newRow("false") << kFair << QStringLiteral("false") << 0.0;
}

void TestKnob::parses()
{
    QFETCH(Knob, knob);
    QFETCH(QString, typed);
    QFETCH(double, number);
    const auto value = knob.parse(typed);
    QVERIFY2(value.ok(), value.error().c_str());
    QCOMPARE(value.value().number, number);
}

void TestKnob::refusalNamesKnobAndRange_data()
{
    QTest::addColumn<Knob>("knob");
    QTest::addColumn<QString>("typed");
    for (const char* typed : {"0", "65", "-1", "2.5", "", "four", "nan", "inf", "1e99", "8 ms"})
        QTest::newRow(typed) << kThreads << QString::fromLatin1(typed);
    QTest::newRow("choice") << kLock << QStringLiteral("qmutex?");
    QTest::newRow("toggle") << kFair << QStringLiteral("perhaps");
    QTest::newRow("real") << kDelay << QStringLiteral("1000.1");
}

void TestKnob::refusalNamesKnobAndRange()
{
    QFETCH(Knob, knob);
    QFETCH(QString, typed);
    const auto value = knob.parse(typed);
    QVERIFY(!value.ok());
    const QString said = QString::fromStdString(value.error());
    QVERIFY2(said.contains(knob.name) && said.contains(knob.range()), qPrintable(said));
}

void TestKnob::whatIsPrintedCanBeTyped()
{
    QFETCH(Knob, knob);
    QFETCH(double, number);
    const KnobValue value{number, {}};
    QCOMPARE(knob.parse(knob.plain(value)).value(), value);
    QCOMPARE(knob.parse(knob.format(value)).value(), value);
}

void TestKnob::oneIsNoPlural()
{
    QCOMPARE(kThreads.format({1, {}}), QStringLiteral("1 thread"));
    QCOMPARE(kThreads.format({2, {}}), QStringLiteral("2 threads"));
    QCOMPARE(kDelay.format({1, {}}), QStringLiteral("1 ms"));
    QCOMPARE(Knob::integer({}, {}, 0, 9, 0, QStringLiteral("processes"), {}).format({1, {}}),
             QStringLiteral("1 process"));
    QCOMPARE(Knob::integer({}, {}, 0, 9, 0, QStringLiteral("tries"), {}).format({1, {}}), QStringLiteral("1 try"));
}

void TestKnob::nearestNameForgivesTypingErrors()
{
    const QStringList names{QStringLiteral("locks.mutex"), QStringLiteral("crawl.site"), QStringLiteral("crawl.url")};
    QCOMPARE(nearestName(QStringLiteral("lock.mutex"), names), QStringLiteral("locks.mutex"));
    QCOMPARE(nearestName(QStringLiteral("mutex"), names), QStringLiteral("locks.mutex"));
    QCOMPARE(nearestName(QStringLiteral("crawl.ulr"), names), QStringLiteral("crawl.url"));
    QCOMPARE(nearestName(QStringLiteral("something else"), names), QString());
}

QTEST_GUILESS_MAIN(TestKnob)
#include "tst_knob.moc"
