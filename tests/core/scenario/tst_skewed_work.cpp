// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/pools/skewed_work.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace lanescope::scenario;

class TestSkewedWork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addsUpWhateverTheSkew();
    void zipfsLaw();
    void imbalanceIsSlowestOverMean();
};

void TestSkewedWork::addsUpWhateverTheSkew()
{
    for (const double skew : {0.0, 0.5, 1.0, 2.0}) {
        for (const int count : {1, 4, 256}) {
            const std::vector<double> items = skewedWork(count, 1000, skew);
            QCOMPARE(items.size(), static_cast<std::size_t>(count));
            QVERIFY(std::is_sorted(items.rbegin(), items.rend()));
            QVERIFY(std::abs(std::accumulate(items.begin(), items.end(), 0.0) - 1000) < 1e-6);
        }
    }
}

void TestSkewedWork::zipfsLaw()
{
    const std::vector<double> alike = skewedWork(4, 100, 0);
    QCOMPARE(alike, (std::vector<double>{25, 25, 25, 25}));
    const std::vector<double> zipf = skewedWork(4, 25, 1); // 1 + 1/2 + 1/3 + 1/4 = 25/12
    QCOMPARE(zipf[0], 12.0);
    QCOMPARE(zipf[1], 6.0);
    QCOMPARE(zipf[2], 4.0);
    QCOMPARE(zipf[3], 3.0);
}

void TestSkewedWork::imbalanceIsSlowestOverMean()
{
    QCOMPARE(imbalanceOf({3, 3, 3}), 1.0);
    QCOMPARE(imbalanceOf({6, 2, 1, 3}), 2.0);
    QCOMPARE(imbalanceOf({4, 0, 0, 0}), 4.0);
    QCOMPARE(imbalanceOf({0, 0}), 1.0);
}

QTEST_GUILESS_MAIN(TestSkewedWork)
#include "tst_skewed_work.moc"
