// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/connection_names.h"

#include <QSet>
#include <QTest>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

class TestConnectionNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lowestFreeNumberComesFirst();
    void endpointsCountForThemselves();
    void httpNamesAreDistinct();
    void httpsNamesAreTheHostInOtherLetters();
    void addressesNeedManagers();
};

void TestConnectionNames::lowestFreeNumberComesFirst()
{
    const QByteArray url = "10.0.0.1";
    ConnectionNames names;
    for (int number = 0; number < 5; ++number)
        QCOMPARE(names.acquire(url), number);
    names.release(url, 3);
    names.release(url, 1);
    names.release(url, 4);
    QCOMPARE(names.acquire(url), 1);
    QCOMPARE(names.acquire(url), 3);
    QCOMPARE(names.acquire(url), 4);
    QCOMPARE(names.acquire(url), 5);
}

void TestConnectionNames::endpointsCountForThemselves()
{
    const auto endpoint = [](const QString& typed, const QString& address) {
        return ConnectionNames::endpointOf(Url::fromUser(typed).value(), address);
    };
    ConnectionNames names;
    QCOMPARE(names.acquire(endpoint(u"http://h.example/a"_s, u"10.0.0.1"_s)), 0);
    QCOMPARE(names.acquire(endpoint(u"http://h.example:81/a"_s, u"10.0.0.1"_s)), 0);
    QCOMPARE(names.acquire(endpoint(u"http://h.example/b"_s, u"10.0.0.1"_s)), 1);
    // Another host at the same address: Qt would put both on one connection.
    QCOMPARE(names.acquire(endpoint(u"http://i.example/"_s, u"10.0.0.1"_s)), 2);
    QCOMPARE(names.acquire(endpoint(u"http://h.example/"_s, u"10.0.0.2"_s)), 0);
    // With TLS the certificate is the host's.
    QCOMPARE(names.acquire(endpoint(u"https://h.example/"_s, u"10.0.0.1"_s)), 0);
    QCOMPARE(names.acquire(endpoint(u"https://i.example/"_s, u"10.0.0.1"_s)), 0);
    QCOMPARE(names.acquire(endpoint(u"https://h.example/"_s, u"10.0.0.2"_s)), 1);
}

void TestConnectionNames::httpNamesAreDistinct()
{
    const Url url = Url::fromUser(u"http://127.0.0.2/"_s).value();
    QSet<QString> seen;
    for (int number = 0; number < 1000; ++number) {
        QVERIFY(!ConnectionNames::needsOwnManager(url, number));
        seen.insert(ConnectionNames::nameFor(url, number));
    }
    QCOMPARE(seen.size(), 1000);
}

void TestConnectionNames::httpsNamesAreTheHostInOtherLetters()
{
    const Url url = Url::fromUser(u"https://ab-1.example/"_s).value();
    QSet<QString> seen;
    for (int number = 0; number < 512; ++number) { // 9 letters
        QVERIFY(!ConnectionNames::needsOwnManager(url, number));
        const QString name = ConnectionNames::nameFor(url, number);
        QCOMPARE(name.toLower(), u"ab-1.example"_s);
        seen.insert(name);
    }
    QCOMPARE(seen.size(), 512);
    QVERIFY(ConnectionNames::needsOwnManager(url, 512));
}

void TestConnectionNames::addressesNeedManagers()
{
    for (const QString& typed : {u"https://127.0.0.1/"_s, u"https://[fe80::ab]/"_s}) {
        const Url url = Url::fromUser(typed).value();
        QVERIFY(!ConnectionNames::needsOwnManager(url, 0));
        QVERIFY(ConnectionNames::needsOwnManager(url, 1));
        QVERIFY(ConnectionNames::nameFor(url, 1).isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestConnectionNames)
#include "test_connection_names.moc"
