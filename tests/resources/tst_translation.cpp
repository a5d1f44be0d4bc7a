// SPDX-License-Identifier: GPL-3.0-or-later
#include "resources/translation.h"
#include "ui/timeline/utilisation_band.h"

#include <QTest>

using namespace lanescope;

class TestTranslation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void countsAreSpelledAsPeopleSay();
};

void TestTranslation::countsAreSpelledAsPeopleSay()
{
    const auto threads = [](int count) { return timeline::UtilisationBand::tr("%n thread(s)", nullptr, count); };
    QCOMPARE(threads(1), QStringLiteral("1 thread(s)")); // the sources cannot say it better
    resources::installTranslation(*QCoreApplication::instance());
    QCOMPARE(threads(1), QStringLiteral("1 thread"));
    QCOMPARE(threads(12), QStringLiteral("12 threads"));
    QCOMPARE(threads(0), QStringLiteral("0 threads"));
}

QTEST_MAIN(TestTranslation)
#include "tst_translation.moc"
