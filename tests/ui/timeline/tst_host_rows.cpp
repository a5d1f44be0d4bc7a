// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/run_builder.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/host_rows.h"
#include "ui/timeline/lane_tile.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/row_figures.h"
#include "ui/timeline/snooze_painter.h"
#include "ui/timeline/tool_tip.h"

#include <QImage>
#include <QPainter>
#include <QPalette>
#include <QTest>

using namespace lanescope;
using namespace lanescope::timeline;
using namespace Qt::StringLiterals;
using tests::RunBuilder;

class TestHostRows : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QLocale::setDefault(QLocale::c()); }
    void namesTellHostsFromOthers();
    void snoozeBelongsToItsHost();
    void byHostHostsComeInPlaceOfSlots();
    void whatIsOnTheWireStandsBelowItsHost();
    void runsWithoutHostsKeepTheirSlots();
    void figureCountsDown();
    void snoozedStretchesAreHatched();
    void knobChangeTellsItsEffect();

private:
    static constexpr std::int64_t kBegin = RunBuilder::kBeginNs;
    static constexpr std::int64_t kS = 1'000'000'000;

    /// "host a.test" waits from the start; left alone from 2 s to 4 s.
    struct Crawl {
        RunBuilder run;
        std::uint32_t slot = run.addObject("slot 1", trace::ObjectKind::RequestSlot, store::RowKind::RequestSlot);
        std::uint32_t host = run.addQueue("host a.test");
        std::uint32_t other = run.addQueue("host b.test");
        std::uint32_t queue = run.addQueue("parse queue");
        std::uint32_t snooze = run.addObject("snoozed: a.test", trace::ObjectKind::None, store::RowKind::Counter);

        Crawl()
        {
            run.sample(run.objectRow(host), 0, 5);
            run.sample(run.objectRow(snooze), 2 * kS, 2);
            run.sample(run.objectRow(snooze), 3 * kS, 1);
            run.sample(run.objectRow(snooze), 4 * kS, 0);
        }
    };
    static bool has(const RowList& rows, LineKind kind, std::uint32_t index)
    {
        return rows.find({kind, index}) != nullptr;
    }
};

void TestHostRows::namesTellHostsFromOthers()
{
    RunBuilder run;
    const auto host = run.addQueue("host a.test");
    const auto second = run.addQueue("aimd host a.test");
    const auto ghost = run.addQueue("ghost host");
    const auto snooze = run.addObject("aimd snoozed: a.test", trace::ObjectKind::None, store::RowKind::Counter);
    const auto lock = run.addLock("host lock");
    const auto snapshot = run.build(kS);
    const auto isHost = [&](std::uint32_t index) { return isHostRow(*snapshot, (*snapshot->objects)[index]); };
    QVERIFY(isHost(host) && isHost(second));
    QVERIFY(!isHost(ghost) && !isHost(snooze) && !isHost(lock));
    QVERIFY(isSnoozeRow(*snapshot, (*snapshot->objects)[snooze]));
    QVERIFY(!isSnoozeRow(*snapshot, (*snapshot->objects)[host]));
    // Of two crawls each has its own.
    QVERIFY(snoozeRowOf(*snapshot, (*snapshot->objects)[second]) != nullptr);
    QVERIFY(snoozeRowOf(*snapshot, (*snapshot->objects)[host]) == nullptr);
}

void TestHostRows::snoozeBelongsToItsHost()
{
    Crawl crawl;
    const auto snapshot = crawl.run.build(5 * kS);
    const store::Row* snooze = snoozeRowOf(*snapshot, (*snapshot->objects)[crawl.host]);
    QVERIFY(snooze != nullptr);
    QVERIFY(snoozeRowOf(*snapshot, (*snapshot->objects)[crawl.other]) == nullptr);
    QCOMPARE(snoozedS(*snooze, kBegin + kS), 0.0);
    QCOMPARE(snoozedS(*snooze, kBegin + 2 * kS), 2.0);
    QCOMPARE(snoozedS(*snooze, kBegin + 3 * kS + 1), 1.0);
    QCOMPARE(snoozedS(*snooze, kBegin + 4 * kS), 0.0);
}

void TestHostRows::byHostHostsComeInPlaceOfSlots()
{
    Crawl crawl;
    const auto snapshot = crawl.run.build(5 * kS);
    RowList rows;
    rows.update(*snapshot);
    QVERIFY(has(rows, LineKind::Request, crawl.slot) && has(rows, LineKind::Queue, crawl.host));
    QVERIFY(!has(rows, LineKind::Queue, crawl.snooze));
    rows.setRequestRows(RequestRows::ByHost);
    QVERIFY(rows.update(*snapshot));
    QVERIFY(!has(rows, LineKind::Request, crawl.slot));
    QVERIFY(has(rows, LineKind::Queue, crawl.queue));
    const Line* header = rows.find({LineKind::Group, static_cast<std::uint32_t>(Group::Hosts)});
    QVERIFY(header != nullptr);
    QCOMPARE(header->children, 2U);
    QCOMPARE(lineName(*snapshot, header->key), u"Hosts"_s);
    // Each host once: not among the queues as well.
    int hosts = 0;
    for (const Line& line : rows.lines())
        hosts += line.key == LineKey{LineKind::Queue, crawl.host} ? 1 : 0;
    QCOMPARE(hosts, 1);
}

void TestHostRows::whatIsOnTheWireStandsBelowItsHost()
{
    Crawl crawl;
    const auto counter = [&crawl](const char* name) {
        const auto index = crawl.run.addObject(name, trace::ObjectKind::None, store::RowKind::Counter);
        crawl.run.sample(crawl.run.objectRow(index), 0, 8);
        return index;
    };
    const auto ofOther = counter("on the wire: b.test");
    const auto ofHost = counter("on the wire: a.test");
    const auto ofAll = counter("on the wire");
    const auto snapshot = crawl.run.build(5 * kS);
    RowList rows;
    rows.update(*snapshot);
    // By slot the slots themselves show it.
    QVERIFY(!has(rows, LineKind::Queue, ofHost) && has(rows, LineKind::Queue, ofAll));
    rows.setRequestRows(RequestRows::ByHost);
    rows.update(*snapshot);
    const auto below = [&rows](std::uint32_t host) {
        const auto line = std::ranges::find(rows.lines(), LineKey{LineKind::Queue, host}, &Line::key);
        return line == rows.lines().end() || line + 1 == rows.lines().end() ? LineKey() : (line + 1)->key;
    };
    QCOMPARE(below(crawl.host).index, ofHost);
    QCOMPARE(lineName(*snapshot, below(crawl.host)), u"on the wire"_s);
    QCOMPARE(below(crawl.other).index, ofOther);
    QVERIFY(has(rows, LineKind::Queue, ofAll));
    // Their bars stay within their lines, of which these are lower than others.
    for (const Line& line : rows.lines()) {
        if (line.key.kind == LineKind::Queue)
            QCOMPARE(barHeightPx(line, 1), line.heightPx - 2);
    }
    QVERIFY(counterColour(*snapshot, (*snapshot->objects)[ofHost], QPalette()) !=
            counterColour(*snapshot, (*snapshot->objects)[crawl.host], QPalette()));
}

void TestHostRows::runsWithoutHostsKeepTheirSlots()
{
    RunBuilder run;
    const auto slot = run.addObject("slot 1", trace::ObjectKind::RequestSlot, store::RowKind::RequestSlot);
    RowList rows;
    rows.setRequestRows(RequestRows::ByHost);
    rows.update(*run.build(kS));
    QVERIFY(has(rows, LineKind::Request, slot));
}

void TestHostRows::figureCountsDown()
{
    Crawl crawl;
    const auto snapshot = crawl.run.build(5 * kS);
    RowList rows;
    rows.setRequestRows(RequestRows::ByHost);
    rows.update(*snapshot);
    const auto figure = [&](LineKey key, std::int64_t untilNs) {
        return lineFigure(*snapshot, *rows.find(key), {kBegin, kBegin + untilNs});
    };
    const LineKey host{LineKind::Queue, crawl.host};
    const LineKey header{LineKind::Group, static_cast<std::uint32_t>(Group::Hosts)};
    QCOMPARE(figure(host, 5 * kS), u"5"_s);
    QCOMPARE(figure(host, 2 * kS + kS / 2), u"in 2.0 s"_s);
    QCOMPARE(figure(host, 3 * kS + kS / 2), u"in 1.0 s"_s);
    QCOMPARE(figure(header, 3 * kS), u"1 alone"_s);
    QCOMPARE(figure(header, 5 * kS), QString());
}

void TestHostRows::snoozedStretchesAreHatched()
{
    Crawl crawl;
    const auto snapshot = crawl.run.build(5 * kS);
    RowList rows;
    rows.setRequestRows(RequestRows::ByHost);
    rows.update(*snapshot);
    Viewport viewport;
    viewport.setRun(kBegin, kBegin + 5 * kS, false);
    viewport.show({kBegin, kBegin + 5 * kS});
    const QSize size(500, rows.heightPx());
    const CanvasFrame frame{*snapshot, rows, viewport, viewport.axis(size.width()), 1, QPalette(), 0, size};
    const auto stretches = snoozedPx(*snoozeRowOf(*snapshot, (*snapshot->objects)[crawl.host]), frame);
    QCOMPARE(stretches.size(), std::size_t{1});
    QVERIFY(std::abs(stretches[0].first - 200) <= 2);
    QVERIFY(std::abs(stretches[0].second - 400) <= 2);

    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintSnoozes(painter, frame);
    painter.end();
    const auto painted = [&](std::uint32_t object, int x) {
        const QRectF bars = frame.barsOf(*rows.find({LineKind::Queue, object}));
        return qAlpha(image.pixel(x, static_cast<int>(bars.center().y()))) > 0;
    };
    QVERIFY(painted(crawl.host, 300));
    QVERIFY(!painted(crawl.host, 100) && !painted(crawl.host, 450));
    QVERIFY(!painted(crawl.other, 300));
}

void TestHostRows::knobChangeTellsItsEffect()
{
    Crawl crawl;
    crawl.run.mark(kS, store::MarkKind::Knob, "per_domain", "8");
    crawl.run.mark(2 * kS, store::MarkKind::Note, "net", "other 1 → 2: 1 → 2 pages/s");
    crawl.run.mark(3 * kS, store::MarkKind::Note, "net", "per_domain 4 → 8: 22 → 41 pages/s after 0.9 s");
    const auto snapshot = crawl.run.build(5 * kS);
    Hit hit;
    hit.kind = Hit::Kind::Mark;
    hit.mark = 0;
    const QString tip = toolTipFor(*snapshot, hit, 1000, QPalette());
    QVERIFY2(tip.contains(u"22 → 41 pages/s after 0.9 s"_s) && !tip.contains(u"1 → 2 pages/s<"_s), qPrintable(tip));
    hit.mark = 1;
    QVERIFY(!toolTipFor(*snapshot, hit, 1000, QPalette()).contains(u"41"_s));
}

QTEST_MAIN(TestHostRows)
#include "tst_host_rows.moc"
