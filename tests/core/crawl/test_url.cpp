// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/url.h"

#include <QTest>

#include <random>

using lanescope::crawl::Url;
using namespace Qt::StringLiterals;

class TestUrl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void canonicalForm_data();
    void canonicalForm();
    void refusesWithASentence_data();
    void refusesWithASentence();
    void resolvesLinks_data();
    void resolvesLinks();
    void shortcutAgreesWithQUrl();
    void queryOrderDoesNotCount();
    void partsMakeTheWhole();
    void tooLongIsRefused();
};

void TestUrl::canonicalForm_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const char* name, const QString& typed, const char* text, const char* host) {
        QTest::newRow(name) << typed << QByteArray(text) << QByteArray(host);
    };
    row("path is added", u"http://example.org"_s, "http://example.org/", "example.org");
    row("default port http", u"http://example.org:80/a"_s, "http://example.org/a", "example.org");
    row("default port https", u"https://example.org:443/"_s, "https://example.org/", "example.org");
    row("other port stays", u"https://example.org:80/"_s, "https://example.org:80/", "example.org");
    row("case", u"HTTP://EXAMPLE.org/A"_s, "http://example.org/A", "example.org");
    row("fragment", u"http://example.org/a?b#c?d"_s, "http://example.org/a?b", "example.org");
    row("dots", u"http://example.org/a/./b/../c"_s, "http://example.org/a/c", "example.org");
    row("dots above the root", u"http://example.org/../../a"_s, "http://example.org/a", "example.org");
    row("empty query", u"http://example.org/a?"_s, "http://example.org/a", "example.org");
    row("needless percent", u"http://example.org/%61%7Eb"_s, "http://example.org/a~b", "example.org");
    row("needed percent", u"http://example.org/a%20b%2fc"_s, "http://example.org/a%20b%2Fc", "example.org");
    row("IDN", u"http://bücher.example/"_s, "http://xn--bcher-kva.example/", "xn--bcher-kva.example");
    row("IPv4", u"http://127.0.0.2:40123/x"_s, "http://127.0.0.2:40123/x", "127.0.0.2");
    row("IPv6", u"http://[::1]:8080/"_s, "http://[::1]:8080/", "[::1]");
    row("blanks around", u"  http://example.org/a "_s, "http://example.org/a", "example.org");
}

void TestUrl::canonicalForm()
{
    QFETCH(QString, typed);
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, host);
    const auto url = Url::fromUser(typed);
    QVERIFY2(url.ok(), url.ok() ? "" : url.error().c_str());
    QCOMPARE(url.value().text(), text);
    QCOMPARE(url.value().host(), std::string_view(host.constData()));
    // Canonical means: read again, it stays as it is.
    QCOMPARE(Url::fromUser(QString::fromLatin1(text)).value().text(), text);
}

void TestUrl::refusesWithASentence_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing") << u" "_s << u"There is no URL"_s;
    QTest::newRow("no scheme") << u"example.org"_s << u"http:// or https://"_s;
    QTest::newRow("ftp") << u"ftp://example.org/"_s << u"only http:// and https://"_s;
    QTest::newRow("no host") << u"http:///path"_s << u"host"_s;
    QTest::newRow("password") << u"http://me:secret@example.org/"_s << u"password"_s;
    QTest::newRow("bad port") << u"http://example.org:99999/"_s << u"not a valid URL"_s;
}

void TestUrl::refusesWithASentence()
{
    QFETCH(QString, typed);
    QFETCH(QString, says);
    const auto url = Url::fromUser(typed);
    QVERIFY(!url.ok());
    const QString error = QString::fromStdString(url.error());
    QVERIFY2(error.contains(says), qPrintable(error));
    QVERIFY2(error.endsWith(u'.'), qPrintable(error));
}

void TestUrl::resolvesLinks_data()
{
    QTest::addColumn<QByteArray>("link");
    QTest::addColumn<QByteArray>("target"); // empty: no link to follow
    const auto row = [](const char* link, const char* target) {
        QTest::newRow(link) << QByteArray(link) << QByteArray(target);
    };
    row("/p/1", "http://h.example:8080/p/1");
    row("/p/1#top", "http://h.example:8080/p/1");
    row("2", "http://h.example:8080/dir/2");
    row("../2", "http://h.example:8080/2");
    row("?q=1", "http://h.example:8080/dir/page?q=1");
    row("#top", "http://h.example:8080/dir/page?x=1");
    row("", "http://h.example:8080/dir/page?x=1");
    row("//other.example/a", "http://other.example/a");
    row("https://Other.example:443/a", "https://other.example/a");
    row("http://127.1/a", "http://127.0.0.1/a");
    row(" /a b ", "http://h.example:8080/a%20b");
    row("/a\n\tb", "http://h.example:8080/ab");
    row("\\a\\b?c\\d", "http://h.example:8080/a/b?c%5Cd");
    row("/\xc3\xa4", "http://h.example:8080/%C3%A4");
    row("/a/../b/.", "http://h.example:8080/b/");
    row("mailto:me@example.org", "");
    row("javascript:void(0)", "");
    row("data:text/html,x", "");
    row("http://", "");
    row("http://user:pw@example.org/", "");
}

void TestUrl::resolvesLinks()
{
    QFETCH(QByteArray, link);
    QFETCH(QByteArray, target);
    const Url base = Url::fromUser(u"http://h.example:8080/dir/page?x=1"_s).value();
    const auto url = Url::resolved(base, {link.constData(), static_cast<std::size_t>(link.size())});
    QCOMPARE(url.has_value(), !target.isEmpty());
    if (url)
        QCOMPARE(url->text(), target);
}

// The shortcut is only right if nobody can tell that it was taken.
void TestUrl::shortcutAgreesWithQUrl()
{
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    const std::vector<std::string> pieces = {
        "/",     "//",    ".",       "..",      "/./",       "a",        "B",         "p1",
        "?",     "&",     "=",       "#",       "%41",       "%2f",      ":",         ";",
        "-",     "_",     "~",       "+",       ",",         "@",        "http",      "://",
        "80",    ":80",   ":8080",   "443",     "https://",  "http://",  "h.example", "127.0.0.1",
        "127.1", "xn--a", "EX.org",  "1.2.3.4", "256.1.1.1", "01.2.3.4", " ",         "|",
        "\\",    "[::1]", "x-y.org", ".org",    "a..b",      "0x7f.1"};
    const std::vector<Url> bases = {Url::fromUser(u"http://h.example:8080/dir/page?x=1"_s).value(),
                                    Url::fromUser(u"https://127.0.0.9/"_s).value()};
    int resolved = 0;
    for (int round = 0; round < 60'000; ++round) {
        std::string link = random() % 3 == 0 ? (random() % 2 ? "http://" : "https://") : "";
        for (auto count = random() % 6; count > 0; --count)
            link += pieces[random() % pieces.size()];
        for (const Url& base : bases) {
            const auto quick = Url::resolved(base, link);
            const auto slow = Url::resolvedByQUrl(base, link);
            const QByteArray said = "seed " + QByteArray::number(seed) + ", link " + QByteArray::fromStdString(link) +
                                    ": " + (quick ? quick->text() : "none"_ba) + " against " +
                                    (slow ? slow->text() : "none"_ba);
            QVERIFY2(quick == slow, said.constData());
            QVERIFY2(!quick || (quick->origin() == slow->origin() && quick->host() == slow->host()), said.constData());
            resolved += quick ? 1 : 0;
        }
    }
    QVERIFY(resolved > 10'000);
}

void TestUrl::queryOrderDoesNotCount()
{
    const auto print = [](const char* text) { return Url::fromUser(QString::fromLatin1(text)).value().fingerprint(); };
    QCOMPARE(print("http://h/p?a=1&b=2"), print("http://h/p?b=2&a=1"));
    QCOMPARE(print("http://h/p?a=1&&b=2&"), print("http://h/p?b=2&a=1"));
    QCOMPARE(print("http://h/p?&"), print("http://h/p"));
    QVERIFY(print("http://h/p?a=1") != print("http://h/p?a=2"));
    QVERIFY(print("http://h/p?a=1&a=2") != print("http://h/p?a=1"));
    QVERIFY(print("http://h/p") != print("https://h/p"));
}

void TestUrl::partsMakeTheWhole()
{
    const Url url = Url::fromUser(u"http://h.example:8080/dir/page?x=1"_s).value();
    QCOMPARE(url.origin(), std::string_view("http://h.example:8080"));
    QCOMPARE(url.target(), std::string_view("/dir/page?x=1"));
    const Url again = Url::fromParts("http://h.example:8080"_ba, url.target());
    QCOMPARE(again, url);
    QCOMPARE(again.host(), std::string_view("h.example"));
}

void TestUrl::tooLongIsRefused()
{
    const Url base = Url::fromUser(u"http://h.example/"_s).value();
    QVERIFY(Url::resolved(base, "/" + std::string(3000, 'a')).has_value());
    QVERIFY(Url::resolved(base, "/" + std::string(7000, 'a')).has_value());
    QVERIFY(!Url::resolved(base, "/" + std::string(9000, 'a')).has_value());
}

QTEST_GUILESS_MAIN(TestUrl)
#include "test_url.moc"
