// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/pairwise.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using lanescope::testing::pairwise;

Q_DECLARE_METATYPE(std::vector<int>)

class TestPairwise : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPairOccurs_data();
    void everyPairOccurs();
    void fewerThanTwoHaveNoPairs();
};

void TestPairwise::everyPairOccurs_data()
{
    QTest::addColumn<std::vector<int>>("levels");
    QTest::newRow("two") << std::vector<int>{3, 4};
    QTest::newRow("one of a single level") << std::vector<int>{1, 5, 2};
    QTest::newRow("ten of two") << std::vector<int>(10, 2);
    QTest::newRow("as in a crawl") << std::vector<int>{2, 2, 6, 2, 4, 3, 3, 2, 6, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 2};
}

void TestPairwise::everyPairOccurs()
{
    QFETCH(std::vector<int>, levels);
    const std::vector<std::vector<int>> rows = pairwise(levels);
    for (const std::vector<int>& row : rows) {
        QCOMPARE(row.size(), levels.size());
        for (std::size_t i = 0; i < row.size(); ++i)
            QVERIFY(row[i] >= 0 && row[i] < levels[i]);
    }
    const auto occurs = [&rows](std::size_t a, int levelOfA, std::size_t b, int levelOfB) {
        return std::any_of(rows.begin(), rows.end(),
                           [&](const std::vector<int>& row) { return row[a] == levelOfA && row[b] == levelOfB; });
    };
    for (std::size_t a = 0; a < levels.size(); ++a) {
        for (std::size_t b = a + 1; b < levels.size(); ++b) {
            for (int i = 0; i < levels[a] * levels[b]; ++i)
                QVERIFY(occurs(a, i / levels[b], b, i % levels[b]));
        }
    }
    // Not less than the two largest need, and far from all there are.
    std::vector<int> sorted = levels;
    std::sort(sorted.rbegin(), sorted.rend());
    const auto least = static_cast<std::size_t>(sorted[0] * sorted[1]);
    QVERIFY(rows.size() >= least);
    QVERIFY2(rows.size() <= 2 * least + levels.size(), qPrintable(QString::number(rows.size())));
}

void TestPairwise::fewerThanTwoHaveNoPairs()
{
    QVERIFY(pairwise({}).empty());
    QVERIFY(pairwise({7}).empty());
}

QTEST_GUILESS_MAIN(TestPairwise)
#include "tst_pairwise.moc"
