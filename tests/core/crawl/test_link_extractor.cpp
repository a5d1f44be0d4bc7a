// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/link_extractor.h"

#include <QTest>

#include <random>
#include <thread>

using namespace lanescope::crawl;
using Links = std::vector<std::string>;

Q_DECLARE_METATYPE(Links)

class TestLinkExtractor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsLinks_data();
    void findsLinks();
    void firstBaseCounts();
    void readsTheNamedCharset();
    void readsTheMetaCharset();
    void stopsAtItsBounds();
    void deepNestingEnds();
    void linksAcrossChunksAreWhole();
    void survivesAnything();
    void threadsDoNotMix();
    void contentTypes();
};

void TestLinkExtractor::findsLinks_data() {
    QTest::addColumn<QByteArray>("html");
    QTest::addColumn<Links>("links");
    const auto row = [](const char* name, const char* html, Links links) {
        QTest::newRow(name) << QByteArray(html) << links;
    };
    row("plain", "<a href='/a'>x</a><a href=\"/b\">y</a><a href=/c>z</a>", {"/a", "/b", "/c"});
    row("area", "<map><area shape=rect href='/m'></map>", {"/m"});
    row("duplicates stay", "<a href='/a'></a><a href='/a'></a>", {"/a", "/a"});
    row("no href", "<a name=x></a><a href></a>", {});
    row("empty href", "<a href=''></a>", {""});
    row("capitals", "<A HREF='/a'></A>", {"/a"});
    row("entities", "<a href='/a?x=1&amp;y=2&#38;z'></a>", {"/a?x=1&y=2&z"});
    row("bare ampersand", "<a href='/a?x=1&y=2'></a>", {"/a?x=1&y=2"});
    row("comment", "<!-- <a href='/no'></a> --><a href='/yes'></a>", {"/yes"});
    row("script", "<script>document.write(\"<a href='/no'>\")</script><a href='/yes'></a>", {"/yes"});
    row("link and img are not followed", "<link href='/css'><img src='/i'><iframe src='/f'></iframe>", {});
    row("never closed", "<p><b><a href='/a'><i><a href='/b'", {"/a", "/b"});
    QTest::newRow("nul byte in text") << QByteArray("<p>a\0b</p><a href='/a'></a>", 28) << Links{"/a"};
    row("nothing", "", {});
    row("short", "<", {});
    row("only text", "hello", {});
}

void TestLinkExtractor::findsLinks() {
    QFETCH(QByteArray, html);
    QFETCH(Links, links);
    const PageLinks page = extractLinks({html.constData(), static_cast<std::size_t>(html.size())});
    std::string said;
    for (const std::string& href : page.hrefs)
        said += href + ' ';
    QVERIFY2(page.hrefs == links, said.c_str());
    QVERIFY(!page.truncated);
}

void TestLinkExtractor::firstBaseCounts() {
    const PageLinks page =
        extractLinks("<head><base target=_top><base href='http://h/x/'><base href='/no'></head>"
                     "<a href='a'>");
    QCOMPARE(page.base, std::string("http://h/x/"));
    QCOMPARE(page.hrefs, Links{"a"});
}

void TestLinkExtractor::readsTheNamedCharset() {
    QCOMPARE(extractLinks("<html><a href='/\xe4'>", "iso-8859-1").hrefs, Links{"/\xc3\xa4"});
    QCOMPARE(extractLinks("<html><a href='/\xc3\xa4'>", "utf-8").hrefs, Links{"/\xc3\xa4"});
    QCOMPARE(extractLinks("<html><a href='/a'>", "no-such-charset").hrefs, Links{"/a"});
}

void TestLinkExtractor::readsTheMetaCharset() {
    QCOMPARE(extractLinks("<html><head><meta charset='windows-1251'></head><a href='/\xe4'>").hrefs,
             Links{"/\xd0\xb4"});
}

void TestLinkExtractor::stopsAtItsBounds() {
    std::string html = "<html>";
    for (int link = 0; link < 1000; ++link)
        html += "<a href='/" + std::to_string(link) + "'></a>";
    const PageLinks few = extractLinks(html, {}, {.links = 10});
    QCOMPARE(few.hrefs.size(), std::size_t{10});
    QVERIFY(few.truncated);
    const PageLinks start = extractLinks(html, {}, {.bytes = 1000});
    QVERIFY(start.truncated && !start.hrefs.empty() && start.hrefs.size() < 100);
}

void TestLinkExtractor::deepNestingEnds() {
    std::string html = "<a href='/first'></a>";
    for (int depth = 0; depth < 200'000; ++depth)
        html += "<div>";
    for (int depth = 0; depth < 200'000; ++depth)
        html += "</b>";
    const PageLinks page = extractLinks(html);
    QCOMPARE(page.hrefs, Links{"/first"});
    QVERIFY(page.truncated);
}

void TestLinkExtractor::linksAcrossChunksAreWhole() {
    std::string html = "<html>";
    Links expected;
    for (int link = 0; html.size() < 300'000; ++link) {
        expected.push_back("/page-" + std::to_string(link));
        html += "<p class='filler text'><a href='" + expected.back() + "'>text</a></p>";
    }
    QCOMPARE(extractLinks(html).hrefs, expected);
}

void TestLinkExtractor::survivesAnything() {
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
        links += extractLinks(html, round % 3 ? std::string() : "utf-8").hrefs.size();
    }
    QVERIFY(links > 1000);
}

void TestLinkExtractor::threadsDoNotMix() {
    std::vector<int> wrong(4, 0);
    {
        std::vector<std::jthread> threads;
        for (std::size_t index = 0; index < wrong.size(); ++index) {
            threads.emplace_back([index, &wrong] {
                const std::string own = "/thread-" + std::to_string(index);
                const std::string html = "<html><p><a href='" + own + "'>x</a><a href='" + own + "'>y</a>";
                for (int round = 0; round < 2000; ++round)
                    wrong[index] += extractLinks(html).hrefs == Links{own, own} ? 0 : 1;
            });
        }
    }
    QCOMPARE(wrong, std::vector<int>(4, 0));
}

void TestLinkExtractor::contentTypes() {
    QCOMPARE(charsetOf("text/html; charset=\"UTF-8\""), std::string("utf-8"));
    QCOMPARE(charsetOf("text/html;charset=koi8-r; x=y"), std::string("koi8-r"));
    QCOMPARE(charsetOf("text/html"), std::string());
    QCOMPARE(charsetOf("text/html; charset="), std::string());
    QVERIFY(isHtml("text/html; charset=utf-8") && isHtml("TEXT/HTML") && isHtml("application/xhtml+xml") &&
            isHtml(""));
    QVERIFY(!isHtml("image/png") && !isHtml("text/plain") && !isHtml("application/json"));
}

QTEST_GUILESS_MAIN(TestLinkExtractor)
#include "test_link_extractor.moc"
