// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/crawl/link_steps.h"

#include <QTest>

#include <thread>

using namespace lanescope::crawl;
using namespace link_steps;

Q_DECLARE_METATYPE(Links)

class TestLinkExtractor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsLinks_data();
    void findsLinks();
    void firstBaseCounts();
    void nofollowIsTold_data();
    void nofollowIsTold();
    void readsTheCharset_data();
    void readsTheCharset();
    void stopsAtItsBounds();
    void linksAcrossChunksAreWhole();
    void piecesMakeNoDifference();
    void threadsDoNotMix();
    void contentTypes();
};

void TestLinkExtractor::findsLinks_data()
{
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
    row("script with a tag in it", "<script>if (a<b) x('</b>');</script><a href='/yes'></a>", {"/yes"});
    row("title", "<title><a href='/no'></a></title><a href='/yes'></a>", {"/yes"});
    row("noscript counts", "<noscript><a href='/yes'></a></noscript>", {"/yes"});
    row("comment that ends at once", "<!--><a href='/yes'></a>-->", {"/yes"});
    row("comment that never ends", "<a href='/yes'></a><!-- <a href='/no'></a>", {"/yes"});
    row("greater in a value", "<img alt='>'><a title='a>b' href='/yes'></a>", {"/yes"});
    row("quote in a bare value", "<a title=x\"y href=/yes>z</a><a href=/too>", {"/yes", "/too"});
    row("not a tag", "a < b, 1<2 <a href='/yes'></a>", {"/yes"});
    row("other elements' href", "<abbr href='/no'><article href='/no'><a href='/yes'>", {"/yes"});
    row("not <a>", "<aside><applet><a1 href='/no'>", {});
    row("second href does not count", "<a href='/yes' href='/no'></a>", {"/yes"});
    row("slash for a blank", "<a/href='/yes'/></a>", {"/yes"});
    row("line breaks in the tag", "<a\n href\n=\n'/yes'\n></a>", {"/yes"});
    row("never closed", "<p><b><a href='/a'><i><a href='/b'", {"/a", "/b"});
    QTest::newRow("nul byte in text") << QByteArray("<p>a\0b</p><a href='/a'></a>", 28) << Links{"/a"};
    row("nothing", "", {});
    row("short", "<", {});
    row("only text", "hello", {});
}

void TestLinkExtractor::findsLinks()
{
    QFETCH(QByteArray, html);
    QFETCH(Links, links);
    const PageLinks page = extractLinks({html.constData(), static_cast<std::size_t>(html.size())});
    std::string said;
    for (const std::string& href : hrefsOf(page))
        said += href + ' ';
    QVERIFY2(hrefsOf(page) == links, said.c_str());
    QVERIFY(!page.truncated);
}

void TestLinkExtractor::firstBaseCounts()
{
    const PageLinks page = extractLinks("<head><base target=_top><base href='http://h/x/'><base href='/no'></head>"
                                        "<a href='a'>");
    QCOMPARE(page.base, std::string("http://h/x/"));
    QCOMPARE(hrefsOf(page), Links{"a"});
}

void TestLinkExtractor::nofollowIsTold_data()
{
    QTest::addColumn<QByteArray>("html");
    QTest::addColumn<bool>("link");
    QTest::addColumn<bool>("page");
    const auto row = [](const char* html, bool link, bool page) {
        QTest::newRow(html) << QByteArray(html) << link << page;
    };
    row("<a href=x>", false, false);
    row("<a href=x rel=nofollow>", true, false);
    row("<a rel='External NoFollow' href=x>", true, false);
    row("<a href=x rel=follow>", false, false);
    row("<a href=x rel=nofollowed>", false, false);
    row("<meta name=robots content='noindex, nofollow'><a href=x>", false, true);
    row("<meta content=NONE name=ROBOTS><a href=x>", false, true);
    row("<meta name=robots content='index'><a href=x>", false, false);
    row("<meta name=description content='nofollow'><a href=x>", false, false);
}

void TestLinkExtractor::nofollowIsTold()
{
    QFETCH(QByteArray, html);
    const PageLinks page = extractLinks(html.toStdString());
    QCOMPARE(page.links.size(), std::size_t{1});
    QTEST(page.links[0].nofollow, "link");
    QTEST(page.nofollow, "page");
}

void TestLinkExtractor::readsTheCharset_data()
{
    QTest::addColumn<QByteArray>("html");
    QTest::addColumn<QByteArray>("contentType");
    QTest::addColumn<QByteArray>("href");
    const auto row = [](const char* name, const QByteArray& html, const char* type, const char* href) {
        QTest::newRow(name) << html << QByteArray(type) << QByteArray(href);
    };
    row("http", "<a href='/\xe4'>", "text/html; charset=iso-8859-1", "/\xc3\xa4");
    row("http before meta", "<meta charset=windows-1251><a href='/\xe4'>", "text/html;charset=latin1", "/\xc3\xa4");
    row("http that means nothing", "<meta charset=windows-1251><a href='/\xe4'>", "text/html; charset=klingon",
        "/\xd0\xb4");
    row("meta", "<html><head><meta charset='windows-1251'></head><a href='/\xe4'>", "", "/\xd0\xb4");
    row("mark before http", "\xef\xbb\xbf<a href='/\xc3\xa4'>", "text/html; charset=iso-8859-1", "/\xc3\xa4");
    row("utf-16", QByteArray("\xff\xfe<\0a\0 \0h\0r\0e\0f\0=\0/\0\xe4\0>\0", 24), "", "/\xc3\xa4");
    row("nobody says, utf-8", "<a href='/\xc3\xa4'>", "", "/\xc3\xa4");
    row("wrong bytes do not end it", "<p>\xff\xfe\xc3</p><a href='/a\xff'>", "text/html; charset=utf-8",
        "/a\xef\xbf\xbd");
    row("wrong bytes of several", "<p>\x81\xff\xff</p><a href='/\x93\xfa'>", "text/html; charset=shift_jis",
        "/\xe6\x97\xa5");
}

void TestLinkExtractor::readsTheCharset()
{
    QFETCH(QByteArray, html);
    QFETCH(QByteArray, contentType);
    const std::string page = html.toStdString();
    for (const std::size_t length : {page.size(), std::size_t{1}, std::size_t{7}}) {
        const PageLinks links = inPieces(page, length, contentType.toStdString());
        QCOMPARE(links.links.size(), std::size_t{1});
        QTEST(QByteArray::fromStdString(links.links[0].href), "href");
    }
}

void TestLinkExtractor::stopsAtItsBounds()
{
    std::string html = "<html>";
    for (int link = 0; link < 1000; ++link)
        html += "<a href='/" + std::to_string(link) + "'></a>";
    const PageLinks few = extractLinks(html, {}, {.links = 10});
    QCOMPARE(few.links.size(), std::size_t{10});
    QVERIFY(few.truncated);
    const PageLinks start = extractLinks(html, {}, {.bytes = 1000});
    QVERIFY(start.truncated && !start.links.empty() && start.links.size() < 100);
    const PageLinks shortOnes = extractLinks(html, {}, {.hrefBytes = 100});
    QVERIFY(shortOnes.truncated && shortOnes.links.size() > 20 && shortOnes.links.size() < 50);
    const PageLinks all = extractLinks(html);
    QVERIFY(!all.truncated);
    QCOMPARE(all.links.size(), std::size_t{1000});
}

void TestLinkExtractor::linksAcrossChunksAreWhole()
{
    std::string html = "<html>";
    Links expected;
    for (int link = 0; html.size() < 300'000; ++link) {
        expected.push_back("/page-" + std::to_string(link));
        html += "<p class='filler text'><a href='" + expected.back() + "'>text</a></p>";
    }
    QCOMPARE(hrefsOf(extractLinks(html)), expected);
}

void TestLinkExtractor::piecesMakeNoDifference()
{
    const std::string page =
        "<!DOCTYPE html><html><head><meta charset='windows-1252'><base href='/b/'><title>a<b</title>"
        "<script>x='</scr'+'ipt>';</script></head><!-- - -- --><body><p title=\">\">\xe4<a\nhref='/\xe4?a&amp;b'\n"
        "rel=nofollow>x</a><a HREF=/two>y</A><![CDATA[<a href=/no>]]><textarea><a href=/no></textarea >"
        "<a href='/four'";
    const PageLinks whole = extractLinks(page);
    QCOMPARE(hrefsOf(whole), (Links{"/\xc3\xa4?a&b", "/two", "/four"}));
    for (std::size_t length = 1; length < page.size(); ++length) {
        const PageLinks cut = inPieces(page, length);
        QVERIFY(cut.links == whole.links);
        QCOMPARE(cut.base, whole.base);
    }
}

void TestLinkExtractor::threadsDoNotMix()
{
    std::vector<int> wrong(4, 0);
    {
        std::vector<std::jthread> threads;
        for (std::size_t index = 0; index < wrong.size(); ++index) {
            threads.emplace_back([index, &wrong] {
                const std::string own = "/thread-" + std::to_string(index);
                const std::string html = "<html><p><a href='" + own + "'>x</a><a href='" + own + "'>y</a>";
                for (int round = 0; round < 2000; ++round)
                    wrong[index] += hrefsOf(extractLinks(html)) == Links{own, own} ? 0 : 1;
            });
        }
    }
    QCOMPARE(wrong, std::vector<int>(4, 0));
}

void TestLinkExtractor::contentTypes()
{
    QVERIFY(isHtml("text/html; charset=utf-8") && isHtml("TEXT/HTML") && isHtml("application/xhtml+xml") && isHtml(""));
    QVERIFY(!isHtml("image/png") && !isHtml("text/plain") && !isHtml("application/json"));
}

QTEST_GUILESS_MAIN(TestLinkExtractor)
#include "test_link_extractor.moc"
