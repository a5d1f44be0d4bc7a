// SPDX-License-Identifier: GPL-3.0-or-later
// A list of children to which others come while one of them is being ended. Compiled without optimisation, for with it the
// fault that std::vector::pop_back() would be here stays unseen: it writes to the place that another one has by then.
#include "core/scenario/processes/take_last.h"

#include <QTest>

#include <algorithm>
#include <functional>

using lanescope::scenario::takeLast;

namespace {

struct Child {
    std::function<void()> whileItEnds = {};
    ~Child()
    {
        if (whileItEnds)
            whileItEnds();
    }
};
using Children = std::vector<std::unique_ptr<Child>>;

Children three()
{
    Children children;
    for (int i = 0; i < 3; ++i)
        children.push_back(std::make_unique<Child>());
    return children;
}

} // namespace

class TestTakeLast : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void othersMayComeWhileItEnds_data();
    void othersMayComeWhileItEnds();
};

void TestTakeLast::othersMayComeWhileItEnds_data()
{
    QTest::addColumn<int>("others");
    QTest::newRow("one, in its place") << 1;
    QTest::newRow("so many that the list moves") << 100;
}

void TestTakeLast::othersMayComeWhileItEnds()
{
    QFETCH(int, others);
    Children children = three();
    children.back()->whileItEnds = [&] {
        for (int i = 0; i < others; ++i)
            children.push_back(std::make_unique<Child>());
    };
    takeLast(children).reset();
    QCOMPARE(children.size(), static_cast<std::size_t>(2 + others));
    QVERIFY(std::ranges::all_of(children, [](const auto& child) { return child != nullptr; }));
}

QTEST_GUILESS_MAIN(TestTakeLast)
#include "tst_take_last.moc"
