// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/duplicate_filter.h"

#include <QTest>

#include <random>
#include <unordered_set>

using lanescope::crawl::DuplicateFilter;

class TestDuplicateFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithASet();
    void staysSmall();
    void forgets();
};

void TestDuplicateFilter::agreesWithASet()
{
    const unsigned seed = std::random_device{}();
    std::mt19937_64 random(seed);
    DuplicateFilter filter;
    std::unordered_set<std::uint64_t> known;
    for (int round = 0; round < 200'000; ++round) {
        // Few distinct values of two shapes: spread over all bits, and crowded at the ends of the range.
        const std::uint64_t value = random() % 60'000 + 1;
        const std::uint64_t fingerprint = round % 2 ? value * 0x9E3779B97F4A7C15ULL : ~std::uint64_t{0} - value;
        QVERIFY2(filter.insert(fingerprint) == known.insert(fingerprint).second, qPrintable(QString::number(seed)));
        QVERIFY(filter.contains(fingerprint));
    }
    QCOMPARE(filter.size(), known.size());
    QVERIFY(!filter.contains(12345678901234567ULL) || known.contains(12345678901234567ULL));
}

void TestDuplicateFilter::staysSmall()
{
    std::mt19937_64 random(7);
    DuplicateFilter filter;
    double most = 0;
    for (std::size_t count = 1; count <= 1'000'000; ++count) {
        filter.insert(random() | 1);
        if (count >= 10'000 && count % 1000 == 0)
            most = std::max(most, static_cast<double>(filter.memoryBytes()) / static_cast<double>(filter.size()));
    }
    qInfo("most bytes a fingerprint: %.1f", most);
    QVERIFY(most <= 16.0);
}

void TestDuplicateFilter::forgets()
{
    DuplicateFilter filter;
    QVERIFY(filter.insert(5));
    filter.clear();
    QCOMPARE(filter.size(), std::size_t{0});
    QVERIFY(filter.insert(5));
}

QTEST_GUILESS_MAIN(TestDuplicateFilter)
#include "test_duplicate_filter.moc"
