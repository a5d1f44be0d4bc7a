// SPDX-License-Identifier: GPL-3.0-or-later
// Links of pages that were made to hurt, or are no pages at all.
#include "tests/core/crawl/link_steps.h"

#include <QFile>
#include <QTest>

#include <random>

using namespace lanescope::crawl;
using namespace link_steps;

namespace {

std::size_t residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toULongLong() * 4096 : 0;
}

} // namespace

class TestLinkHostile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deepNestingIsReadThrough();
    void hugeLinkIsLeftOutAndTheNextOneFound();
    void hostilePagesTakeBoundedMemory_data();
    void hostilePagesTakeBoundedMemory();
    void survivesAnything();
};

void TestLinkHostile::deepNestingIsReadThrough()
{
    std::string html = "<a href='/first'></a>";
    for (int depth = 0; depth < 200'000; ++depth)
        html += "<div><a name=x>";
    for (int depth = 0; depth < 200'000; ++depth)
        html += "</b>";
    html += "<a href='/last'>";
    const PageLinks page = extractLinks(html);
    QCOMPARE(hrefsOf(page), (Links{"/first", "/last"}));
    QVERIFY(!page.truncated);
}

void TestLinkHostile::hugeLinkIsLeftOutAndTheNextOneFound()
{
    const std::string huge(std::size_t{10} << 20, 'a');
    const PageLinks page = extractLinks("<a href='/1'></a><a href='/" + huge + "'></a><a href='/2'></a>");
    QCOMPARE(hrefsOf(page), (Links{"/1", "/2"}));
    QCOMPARE(page.oversized, std::uint64_t{1});
    // What is large, and no link, is nobody's loss.
    const PageLinks picture = extractLinks("<img src='data:" + huge + "'><a href='/2'></a>");
    QCOMPARE(hrefsOf(picture), Links{"/2"});
    QCOMPARE(picture.oversized, std::uint64_t{0});
}

void TestLinkHostile::hostilePagesTakeBoundedMemory_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("piece");
    const auto row = [](const char* name, const char* start, const char* piece) {
        QTest::newRow(name) << QByteArray(start) << QByteArray(piece);
    };
    row("text", "", "abc ");
    row("nesting", "", "<div>");
    row("comment", "<!--", "<a href=x>");
    row("script", "<script>", "<a href=x>");
    row("a tag that never ends", "<a href='", "x");
    row("attributes", "<a ", "b c d e ");
    row("distinct attributes", "", "<a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag>");
    row("links", "", "<a href='/some/where/not/quite/near'>");
    row("anchors", "", "<a name=x>");
    row("bases", "", "<base href=x>");
    row("no tag at all", "<", "<");
    row("end tags", "", "</p>");
    row("entities", "<a href='", "&amp;&#x41;&");
    row("wrong bytes", "", "\xff\xc3");
    row("nothing says the encoding", "", "\xe4\xf6\xfc ");
}

/// 24 MB of each: held memory would show, and more than linear time would not end.
void TestLinkHostile::hostilePagesTakeBoundedMemory()
{
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, piece);
    const std::string chunk = piece.repeated(static_cast<int>(65'536 / piece.size())).toStdString();
    const std::size_t before = residentBytes();
    LinkExtractor extractor;
    extractor.feed(start.toStdString());
    for (std::size_t fed = 0; fed < std::size_t{24} << 20; fed += chunk.size())
        extractor.feed(chunk);
    // 100,000 links of some bytes each are the most there is to keep.
    [[maybe_unused]] const std::size_t grown = residentBytes() - std::min(before, residentBytes());
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed for a while
    QVERIFY2(grown < std::size_t{18} << 20, std::to_string(grown).c_str());
#endif
    const PageLinks page = extractor.finish();
    QVERIFY(page.links.size() <= 100'000);
}

void TestLinkHostile::survivesAnything()
{
    const unsigned seed = std::random_device{}();
    qInfo("seed %u", seed);
    std::mt19937 random(seed);
    const std::vector<std::string> pieces = {"<a href='/x'>",
                                             "</a>",
                                             "<!--",
                                             "-->",
                                             "<![CDATA[",
                                             "]]>",
                                             "<script>",
                                             "</script>",
                                             "<",
                                             ">",
                                             "&",
                                             "&#x;",
                                             "&#99999999;",
                                             "<base href=",
                                             "\"",
                                             "'",
                                             std::string(1, '\0'),
                                             "\xff\xfe",
                                             "\xef\xbb\xbf",
                                             "<?xml encoding='utf-16'?>",
                                             "<meta charset=utf-16>",
                                             "<meta charset=''>",
                                             "<svg><a xlink:href=x>",
                                             "<table><tr><a href=q>",
                                             "\xc3",
                                             "=",
                                             "/",
                                             "<title>",
                                             "<plaintext>",
                                             "<frameset>",
                                             "<option>",
                                             "<body>",
                                             "</body>",
                                             "</html>",
                                             "<!DOCTYPE"};
    std::size_t links = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string html;
        for (auto count = random() % 80; count > 0; --count)
            html += random() % 8 ? pieces[random() % pieces.size()]
                                 : std::string(random() % 50, static_cast<char>(random()));
        const std::string type = round % 3 ? "" : "text/html; charset=utf-8";
        const PageLinks whole = extractLinks(html, type);
        const PageLinks cut = inPieces(html, 1 + random() % 40, type);
        QVERIFY(whole.links == cut.links && whole.base == cut.base && whole.nofollow == cut.nofollow);
        links += whole.links.size();
    }
    QVERIFY(links > 1000);
}

QTEST_GUILESS_MAIN(TestLinkHostile)
#include "test_link_hostile.moc"
