// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/url_queue.h"

#include <QTest>

#include <deque>
#include <random>

using namespace lanescope::crawl;

class TestUrlQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithADeque();
    void givesMemoryBack();
    void holdsTheLongestTarget();
};

void TestUrlQueue::agreesWithADeque()
{
    struct Item {
        std::string target;
        std::uint32_t sequence;
        RequestTag tag;
    };
    constexpr auto kOutcomes = static_cast<unsigned>(lanescope::trace::kLastRequestOutcome) + 1;
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    UrlQueue queue;
    std::deque<Item> model;
    for (int round = 0; round < 200'000; ++round) {
        // Long stretches of growing and of shrinking, so that blocks come and go.
        const bool growing = (round / 3000) % 2 == 0;
        if (model.empty() || random() % 10 < (growing ? 7U : 3U)) {
            Item item{std::string(random() % 200, static_cast<char>('a' + random() % 26)),
                      static_cast<std::uint32_t>(random()),
                      {.discovered = random(),
                       .depth = static_cast<std::uint16_t>(random() % 9),
                       .redirects = static_cast<std::uint8_t>(random() % 5),
                       .retries = static_cast<std::uint8_t>(random() % 3),
                       .backoffMs = static_cast<std::uint32_t>(random()),
                       .lastTry = {static_cast<std::uint16_t>(random() % 1000),
                                   static_cast<lanescope::trace::RequestOutcome>(random() % kOutcomes)}}};
            queue.pushBack(item.sequence, item.target, item.tag);
            model.push_back(item);
        } else {
            const bool front = random() % 2 == 0;
            const UrlQueue::Entry entry = front ? queue.takeFront() : queue.takeBack();
            const Item expected = front ? model.front() : model.back();
            front ? model.pop_front() : model.pop_back();
            QVERIFY2(entry.target == expected.target && entry.sequence == expected.sequence &&
                         entry.tag == expected.tag,
                     qPrintable(QStringLiteral("seed %1, round %2").arg(seed).arg(round)));
        }
        QCOMPARE(queue.size(), model.size());
        if (!model.empty()) {
            QCOMPARE(queue.frontSequence(), model.front().sequence);
            QCOMPARE(queue.backSequence(), model.back().sequence);
        }
    }
}

void TestUrlQueue::givesMemoryBack()
{
    UrlQueue queue;
    for (int round = 0; round < 100'000; ++round)
        queue.pushBack(0, "/some/page", {});
    const std::size_t full = queue.memoryBytes();
    while (queue.size() > 100)
        queue.takeFront();
    QVERIFY(queue.memoryBytes() < full / 20);
    while (!queue.isEmpty())
        queue.takeBack();
    QVERIFY(queue.memoryBytes() < full / 20);
}

void TestUrlQueue::holdsTheLongestTarget()
{
    UrlQueue queue;
    const std::string longest(Url::kMaxLength, 'x');
    queue.pushBack(1, "/a", {});
    queue.pushBack(2, longest, {});
    queue.pushBack(3, "/b", {});
    QCOMPARE(queue.takeBack().target, std::string("/b"));
    QCOMPARE(queue.takeBack().target, longest);
    QCOMPARE(queue.takeBack().target, std::string("/a"));
}

QTEST_GUILESS_MAIN(TestUrlQueue)
#include "test_url_queue.moc"
