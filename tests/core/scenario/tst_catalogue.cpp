// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/catalogue.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace lanescope::scenario;

class TestCatalogue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyScenarioCanBeMade();
    void idsAndKnobNamesAreUniqueAndTypable();
    void standardValuesAreInRange();
    void unknownIdSuggestsTheNearest();
};

void TestCatalogue::everyScenarioCanBeMade()
{
    QVERIFY(!Catalogue::instance().all().empty());
    for (const ScenarioInfo& info : Catalogue::instance().all()) {
        QVERIFY2(Catalogue::instance().create(info.id) != nullptr, qPrintable(info.id));
        QVERIFY2(!info.title.isEmpty() && !info.group.isEmpty() && !info.summary.isEmpty(), qPrintable(info.id));
        QVERIFY2(!info.teaches.isEmpty(), qPrintable(info.id));
    }
    QVERIFY(Catalogue::instance().create(QStringLiteral("nothing")) == nullptr);
}

void TestCatalogue::idsAndKnobNamesAreUniqueAndTypable()
{
    static const QRegularExpression idForm(QStringLiteral("^[a-z]+\\.[a-z-]+$"));
    static const QRegularExpression knobForm(QStringLiteral("^[a-z][a-z0-9_]*$"));
    QSet<QString> ids;
    for (const ScenarioInfo& info : Catalogue::instance().all()) {
        QVERIFY2(idForm.match(info.id).hasMatch(), qPrintable(info.id));
        QVERIFY2(!ids.contains(info.id), qPrintable(info.id));
        ids.insert(info.id);
        QSet<QString> names;
        for (const Knob& knob : info.knobs) {
            QVERIFY2(knobForm.match(knob.name).hasMatch(), qPrintable(knob.name));
            QVERIFY2(!names.contains(knob.name), qPrintable(knob.name));
            QVERIFY2(!knob.label.isEmpty() && !knob.help.isEmpty(), qPrintable(knob.name));
            names.insert(knob.name);
        }
    }
}

void TestCatalogue::standardValuesAreInRange()
{
    for (const ScenarioInfo& info : Catalogue::instance().all()) {
        for (const Knob& knob : info.knobs)
            QVERIFY2(knob.check(knob.standard).ok(), qPrintable(info.id + QLatin1Char(' ') + knob.name));
    }
}

void TestCatalogue::unknownIdSuggestsTheNearest()
{
    QVERIFY(Catalogue::instance().unknown(QStringLiteral("lock.mutex")).contains(QStringLiteral("locks.mutex")));
    QVERIFY(Catalogue::instance().unknown(QStringLiteral("?")).contains(QStringLiteral("lanescope list")));
}

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
