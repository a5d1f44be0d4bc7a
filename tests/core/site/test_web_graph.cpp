// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/web_graph.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

using namespace lanescope::site;
using namespace Qt::StringLiterals;

namespace {

WebGraphShape shapeFor(int hosts, int pages, int links, std::uint64_t seed = 1)
{
    WebGraphShape shape;
    shape.seed = seed;
    shape.pages = pages;
    shape.linksPerPage = links;
    for (int host = 0; host < hosts; ++host) {
        shape.baseUrls.append("http://127.0.0." + QByteArray::number(host + 2) + ":8000");
    }
    return shape;
}

/// As a crawler sees it: no fragment, query sorted, dot segments gone.
QUrl canonical(const QUrl& base, const QString& href)
{
    QUrl url = base.resolved(QUrl(href)).adjusted(QUrl::RemoveFragment | QUrl::NormalizePathSegments);
    if (url.hasQuery()) {
        auto items = QUrlQuery(url).queryItems();
        std::ranges::sort(items);
        QUrlQuery sorted;
        sorted.setQueryItems(items);
        url.setQuery(sorted);
    }
    return url;
}

QStringList hrefsOf(const QByteArray& html)
{
    static const QRegularExpression anchor(u"<a href=\"([^\"]*)\""_s);
    QStringList hrefs;
    for (const auto& match : anchor.globalMatch(QString::fromUtf8(html))) {
        hrefs += match.captured(1).replace(u"&amp;"_s, u"&"_s);
    }
    return hrefs;
}

std::optional<PageAddress> pageAt(const WebGraph& graph, const QUrl& url)
{
    const int host = static_cast<int>(
        graph.shape().baseUrls.indexOf(url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery).toEncoded()));
    return host < 0 ? std::nullopt : graph.find(host, url.path().toUtf8(), url.query().toUtf8());
}

} // namespace

class TestWebGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameSeedGivesSameBytes();
    void everyPageIsReachableFromTheRoot_data();
    void everyPageIsReachableFromTheRoot();
    void eachHostAloneIsReachableFromItsRoot();
    void writtenLinkLeadsToItsTarget();
    void linksComeInEverySpelling();
    void pageHasTheWantedSize_data();
    void pageHasTheWantedSize();
    void unknownUrlsAreNoPages_data();
    void unknownUrlsAreNoPages();
};

void TestWebGraph::sameSeedGivesSameBytes()
{
    const WebGraph one(shapeFor(3, 300, 12, 7));
    const WebGraph again(shapeFor(3, 300, 12, 7));
    const WebGraph other(shapeFor(3, 300, 12, 8));
    int different = 0;
    for (int index = 0; index < 100; ++index) {
        const PageAddress page{index % 3, index};
        QCOMPARE(one.html(page), again.html(page));
        different += one.html(page) != other.html(page) ? 1 : 0;
    }
    QCOMPARE(different, 100);
}

void TestWebGraph::everyPageIsReachableFromTheRoot_data()
{
    QTest::addColumn<int>("hosts");
    QTest::addColumn<int>("pages");
    QTest::addColumn<int>("links");
    QTest::newRow("default") << 3 << 2000 << 12;
    QTest::newRow("one host") << 1 << 500 << 5;
    QTest::newRow("one link") << 2 << 60 << 1;
    QTest::newRow("two links") << 4 << 61 << 2;
    QTest::newRow("one page") << 1 << 1 << 3;
    QTest::newRow("fewer pages than hosts") << 5 << 3 << 4;
    QTest::newRow("more links than pages") << 2 << 7 << 40;
}

void TestWebGraph::everyPageIsReachableFromTheRoot()
{
    QFETCH(const int, hosts);
    QFETCH(const int, pages);
    QFETCH(const int, links);
    const WebGraph graph(shapeFor(hosts, pages, links));
    QSet<QUrl> seen{QUrl(u"http://127.0.0.2:8000/"_s)};
    QList<QUrl> frontier(seen.begin(), seen.end());
    while (!frontier.isEmpty()) {
        const QUrl url = frontier.takeLast();
        const auto page = pageAt(graph, url);
        QVERIFY2(page, url.toEncoded().constData());
        for (const QString& href : hrefsOf(graph.html(*page))) {
            const QUrl target = canonical(url, href);
            if (!seen.contains(target)) {
                seen.insert(target);
                frontier.append(target);
            }
        }
    }
    QCOMPARE(seen.size(), pages);
}

void TestWebGraph::eachHostAloneIsReachableFromItsRoot()
{
    const WebGraph graph(shapeFor(3, 500, 6));
    for (int host = 0; host < 3; ++host) {
        QSet<int> seen{0};
        QList<int> frontier{0};
        while (!frontier.isEmpty()) {
            for (const PageLink& link : graph.links({host, frontier.takeLast()})) {
                if (link.target.host == host && !seen.contains(link.target.index)) {
                    seen.insert(link.target.index);
                    frontier.append(link.target.index);
                }
            }
        }
        QCOMPARE(seen.size(), graph.pagesOfHost(host));
    }
}

void TestWebGraph::writtenLinkLeadsToItsTarget()
{
    const WebGraph graph(shapeFor(3, 900, 15));
    for (int index = 0; index < 300; ++index) {
        const PageAddress page{1, index};
        const QUrl url(QString::fromLatin1(graph.shape().baseUrls.at(1) + WebGraph::pathOf(index)));
        const std::vector<PageLink> links = graph.links(page);
        const QStringList hrefs = hrefsOf(graph.html(page));
        QCOMPARE(static_cast<std::size_t>(hrefs.size()), links.size());
        for (qsizetype i = 0; i < hrefs.size(); ++i) {
            const auto found = pageAt(graph, url.resolved(QUrl(hrefs.at(i))).adjusted(QUrl::RemoveFragment));
            QVERIFY2(found == links[static_cast<std::size_t>(i)].target, qPrintable(hrefs.at(i)));
        }
    }
}

void TestWebGraph::linksComeInEverySpelling()
{
    const WebGraph graph(shapeFor(3, 900, 12));
    int full = 0;
    int absolute = 0;
    int relative = 0;
    int otherHost = 0;
    int fragment = 0;
    int query = 0;
    int duplicate = 0;
    for (int index = 0; index < 300; ++index) {
        QSet<QByteArray> onPage;
        for (const PageLink& link : graph.links({0, index})) {
            full += link.href.startsWith("http://") ? 1 : 0;
            absolute += link.href.startsWith('/') ? 1 : 0;
            relative += link.href.startsWith("p") || link.href.startsWith("../") ? 1 : 0;
            otherHost += link.target.host != 0 ? 1 : 0;
            fragment += link.href.contains('#') ? 1 : 0;
            query += link.href.contains('?') ? 1 : 0;
            duplicate += onPage.contains(link.href) ? 1 : 0;
            onPage.insert(link.href);
        }
    }
    for (const int kind : {full, absolute, relative, otherHost, fragment, query, duplicate}) {
        QVERIFY(kind > 100);
    }
}

void TestWebGraph::pageHasTheWantedSize_data()
{
    QTest::addColumn<qsizetype>("bytes");
    for (const qsizetype bytes : {1600, 1601, 1607, 1608, 1609, 8192, 100'000}) {
        QTest::addRow("%lld", static_cast<long long>(bytes)) << bytes;
    }
}

void TestWebGraph::pageHasTheWantedSize()
{
    QFETCH(const qsizetype, bytes);
    WebGraphShape shape = shapeFor(3, 900, 12);
    shape.pageSizeBytes = bytes;
    const WebGraph graph(shape);
    for (int index = 0; index < 50; ++index) {
        const QByteArray html = graph.html({2, index});
        QCOMPARE(html.size(), bytes);
        QVERIFY(html.endsWith("</html>\n"));
        QCOMPARE(html.count("<p>"), html.count("</p>"));
    }
}

void TestWebGraph::unknownUrlsAreNoPages_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("query");
    const auto row = [](const char* path, const char* query) {
        QTest::addRow("%s?%s", path, query) << QByteArray(path) << QByteArray(query);
    };
    row("", "");
    row("/s", "");
    row("/s/", "");
    row("//", "");
    row("/", "a=1");
    row("/s0/p0.html", "");
    row("/s0/p05.html", "");
    row("/s0/p-5.html", "");
    row("/s0/p5.html", "a=1");
    row("/s0/p7.html", "");              // a listing page, known by its query only
    row("/s0/list", "page=5&sort=name"); // not a listing page
    row("/s0/list", "page=7");
    row("/s0/list", "page=&sort=name");
    row("/s0/list", "sort=name&page=7&x=1");
    row("/s1/p5.html", "");     // another section's
    row("/s25/p1000.html", ""); // beyond the last
    row("/s0/p99999999999999999999.html", "");
    row("/s0/x/p5.html", "");
}

void TestWebGraph::unknownUrlsAreNoPages()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, query);
    const WebGraph graph(shapeFor(1, 1000, 12));
    QVERIFY(!graph.find(0, path, query));
    // The neighbours that are right, so that a find() which refuses everything does not pass.
    QVERIFY(graph.find(0, "/s0/p5.html", "") == (PageAddress{0, 5}));
    QVERIFY(graph.find(0, "/s0/list", "sort=name&page=7") == (PageAddress{0, 7}));
}

QTEST_GUILESS_MAIN(TestWebGraph)
#include "test_web_graph.moc"
