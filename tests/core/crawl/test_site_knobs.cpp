// SPDX-License-Identifier: GPL-3.0-or-later
// What crawl.site offers of the built-in site must be what that site has.
#include "core/crawl/scenarios/site_knobs.h"
#include "core/site/site_settings.h"

#include <QTest>

using namespace lanescope;
using namespace Qt::StringLiterals;

class TestSiteKnobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void siteTakesEveryValue_data();
    void siteTakesEveryValue();
    void everyKnobOfTheSiteIsOffered();
};

void TestSiteKnobs::siteTakesEveryValue_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("values");
    QTest::addColumn<QString>("standard");
    for (const scenario::Knob& knob : crawl::siteKnobs()) {
        QStringList values = knob.choices;
        if (values.isEmpty())
            values = {knob.plain({knob.minimum, {}}), knob.plain({knob.maximum, {}})};
        QTest::addRow("%s", qPrintable(knob.name)) << knob.name << values << knob.plain(knob.standard);
    }
}

void TestSiteKnobs::siteTakesEveryValue()
{
    QFETCH(QString, name);
    QFETCH(QStringList, values);
    QFETCH(QString, standard);
    site::SiteSettings settings;
    QCOMPARE(settings.toJson().value(name).toVariant().toString(), standard);
    for (const QString& value : values)
        QCOMPARE(settings.set(name, value).value_or(QString()), QString());
}

void TestSiteKnobs::everyKnobOfTheSiteIsOffered()
{
    const std::vector<scenario::Knob> offered = crawl::siteKnobs();
    for (const site::SiteKnobDeclaration& knob : site::siteKnobs()) {
        // The log is for programs that compare it with their own account.
        const bool isOffered = scenario::indexOf(offered, knob.name) >= 0;
        QVERIFY2(isOffered != (knob.id == site::SiteKnob::LogRequests), knob.name.data());
    }
}

QTEST_GUILESS_MAIN(TestSiteKnobs)
#include "test_site_knobs.moc"
