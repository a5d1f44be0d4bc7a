// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/url/url_patterns.h"

#include <QTest>

using namespace lanescope::crawl;

class TestUrlPatterns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void admits_data();
    void admits();
    void badPatternIsQuoted_data();
    void badPatternIsQuoted();
};

void TestUrlPatterns::admits_data()
{
    QTest::addColumn<QString>("allow");
    QTest::addColumn<QString>("deny");
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("admitted");
    const auto row = [](const char* allow, const char* deny, const char* url, bool admitted) {
        QTest::addRow("allow '%s' deny '%s' %s", allow, deny, url)
            << QString::fromLatin1(allow) << QString::fromLatin1(deny) << QByteArray(url) << admitted;
    };
    row("", "", "http://a/x", true);
    row("/docs/", "", "http://a/docs/x", true);
    row("/docs/", "", "http://a/other", false);
    row("/docs/ /wiki/", "", "http://a/wiki/x", true);
    row("", "/calendar/", "http://a/calendar/2026", false);
    row("", "/calendar/", "http://a/x", true);
    row("/docs/", "\\.pdf$", "http://a/docs/x.pdf", false);
    row("/docs/", "\\.pdf$", "http://a/docs/x.pdf?y", true);
    row("", "^https:", "https://a/", false);
    row("  /a  ", "\n/b\t/c ", "http://h/a/c", false);
    row("(?i)/DOCS/", "", "http://a/docs/", true);
}

void TestUrlPatterns::admits()
{
    QFETCH(QString, allow);
    QFETCH(QString, deny);
    QFETCH(QByteArray, url);
    const auto patterns = UrlPatterns::compile(allow, deny);
    QVERIFY(patterns.ok());
    const auto made = Url::fromUser(QString::fromLatin1(url));
    QTEST(patterns.value().admits(made.value()), "admitted");
    QCOMPARE(patterns.value().isEmpty(), allow.isEmpty() && deny.isEmpty());
}

void TestUrlPatterns::badPatternIsQuoted_data()
{
    QTest::addColumn<QString>("allow");
    QTest::addColumn<QString>("deny");
    QTest::addColumn<QString>("mentions");
    QTest::newRow("allow") << QStringLiteral("/a (b") << QString() << QStringLiteral("'(b'");
    QTest::newRow("deny") << QStringLiteral("/a") << QStringLiteral("*.pdf") << QStringLiteral("'*.pdf'");
}

void TestUrlPatterns::badPatternIsQuoted()
{
    QFETCH(QString, allow);
    QFETCH(QString, deny);
    QFETCH(QString, mentions);
    const auto patterns = UrlPatterns::compile(allow, deny);
    QVERIFY(!patterns.ok());
    QVERIFY2(QString::fromStdString(patterns.error()).contains(mentions), patterns.error().c_str());
}

QTEST_GUILESS_MAIN(TestUrlPatterns)
#include "test_url_patterns.moc"
