// SPDX-License-Identifier: GPL-3.0-or-later
// The query of a link goes out in the encoding of its page. What is expected is what iconv's own command and the examples
// of the URL standard say.
#include "core/crawl/pages/query_encoder.h"

#include <QTest>

using lanescope::crawl::QueryEncoder;

class TestQueryEncoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isWrittenAsThePageIs_data();
    void isWrittenAsThePageIs();
    void whatIsAsciiIsLeft();
};

void TestQueryEncoder::isWrittenAsThePageIs_data()
{
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("href");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* encoding, const char* href, const char* expected) {
        QTest::addRow("%s %s", encoding, href) << QByteArray(encoding) << QByteArray(href) << QByteArray(expected);
    };
    row("CP932", "/s?q=日本", "/s?q=%93%FA%96%7B");
    row("CP932", "/日?q=a+b&r=日#日", "/日?q=a+b&r=%93%FA#日"); // the path and the fragment are not the query
    row("CP1252", "?q=smörgåsbord", "?q=sm%F6rg%E5sbord");
    row("CP1252", "?q=‽", "?q=%26%238253%3B"); // it has no such character
    row("CP1252", "?q=😀", "?q=%26%23128512%3B");
    row("CP1251", "?q=да#нет", "?q=%E4%E0#нет");
    row("UTF-8", "?q=日", "?q=日");
    row("UTF-16LE", "?q=日", "?q=日");
    row("no such encoding", "?q=日", "?q=日");
}

void TestQueryEncoder::isWrittenAsThePageIs()
{
    QFETCH(QByteArray, encoding);
    QFETCH(QByteArray, href);
    QFETCH(QByteArray, expected);
    const QueryEncoder encoder(encoding.toStdString());
    QCOMPARE(QByteArray::fromStdString(encoder.encoded(href.toStdString())), expected);
}

void TestQueryEncoder::whatIsAsciiIsLeft()
{
    const QueryEncoder encoder("CP932");
    QVERIFY(encoder.leaves("/a?b=c#日"));
    QVERIFY(encoder.leaves("/日"));
    QVERIFY(!encoder.leaves("/a?b=日"));
}

QTEST_APPLESS_MAIN(TestQueryEncoder)
#include "test_query_encoder.moc"
