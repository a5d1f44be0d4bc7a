// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/resolver.h"

#include <QHostInfo>
#include <QTest>

using namespace lanescope::crawl;
using namespace Qt::StringLiterals;

namespace {

/// A resolver that asks us, and our list of what it asked.
struct Scripted {
    Scripted()
    {
        resolver.setLookUp([this](const QByteArray& host, Resolver::Answer answer) {
            asked.push_back({host, std::move(answer)});
        });
    }
    void ask(const QByteArray& host)
    {
        resolver.resolve(host, [this, host](const Resolver::Addresses& addresses) {
            answers.append(host + '=' + (addresses.empty() ? "none"_ba : addresses.front().toString().toLatin1()));
        });
    }
    struct Asked {
        QByteArray host;
        Resolver::Answer answer;
    };
    Resolver resolver;
    std::vector<Asked> asked;
    QList<QByteArray> answers;
};

const Resolver::Addresses kSome{QHostAddress(u"192.0.2.7"_s)};

} // namespace

class TestResolver : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addressesAndLocalhostAskNobody();
    void oneLookUpForAllWhoAsk();
    void remembersWhatItFound();
    void remembersFailuresForTheirOwnTime();
    void callbackMayAskAgain();
    void askingTheSystemGivesItsAddresses();
};

// This machine's own name; where the system does not know it either, there is at least an answer.
void TestResolver::askingTheSystemGivesItsAddresses()
{
    const QString name = QHostInfo::localHostName();
    const QList<QHostAddress> known = QHostInfo::fromName(name).addresses();
    Resolver resolver;
    std::optional<Resolver::Addresses> answer;
    resolver.resolve(name.toLatin1(), [&](const Resolver::Addresses& addresses) { answer = addresses; });
    QTRY_VERIFY(answer.has_value());
    QCOMPARE(static_cast<qsizetype>(answer->size()), known.size());
    for (const QHostAddress& address : *answer)
        QVERIFY(known.contains(address));
}

void TestResolver::addressesAndLocalhostAskNobody()
{
    Scripted it;
    for (const char* host : {"192.0.2.1", "[2001:db8::1]", "localhost", "site.localhost", "localhost."})
        it.ask(host);
    QCOMPARE(it.answers, (QList<QByteArray>{"192.0.2.1=192.0.2.1", "[2001:db8::1]=2001:db8::1", "localhost=127.0.0.1",
                                            "site.localhost=127.0.0.1", "localhost.=127.0.0.1"}));
    QVERIFY(it.asked.empty());
}

void TestResolver::oneLookUpForAllWhoAsk()
{
    Scripted it;
    for (int count = 0; count < 5; ++count)
        it.ask("a.example");
    it.ask("b.example");
    QCOMPARE(it.asked.size(), std::size_t{2});
    QVERIFY(it.answers.isEmpty());
    it.asked[0].answer(kSome);
    QCOMPARE(it.answers.size(), 5);
    QCOMPARE(it.resolver.lookUps(), quint64{2});
}

void TestResolver::remembersWhatItFound()
{
    Scripted it;
    it.ask("a.example");
    it.asked[0].answer(kSome);
    it.ask("a.example");
    QCOMPARE(it.answers.size(), 2);
    QCOMPARE(it.asked.size(), std::size_t{1});
    QCOMPARE(it.resolver.hits(), quint64{1});
}

void TestResolver::remembersFailuresForTheirOwnTime()
{
    Scripted it;
    it.resolver.setLifetimes(0, 1000);
    it.ask("gone.example");
    it.asked[0].answer({});
    it.ask("gone.example");
    QCOMPARE(it.answers, (QList<QByteArray>{"gone.example=none", "gone.example=none"}));
    QCOMPARE(it.asked.size(), std::size_t{1});
    // What was found holds for no time at all, so it is asked for again.
    it.ask("a.example");
    it.asked[1].answer(kSome);
    it.ask("a.example");
    QCOMPARE(it.asked.size(), std::size_t{3});
}

void TestResolver::callbackMayAskAgain()
{
    Scripted it;
    int answered = 0;
    it.resolver.resolve("a.example", [&](const Resolver::Addresses&) {
        ++answered;
        it.resolver.resolve("a.example", [&](const Resolver::Addresses&) { ++answered; });
        it.ask("b.example");
    });
    it.asked[0].answer(kSome);
    QCOMPARE(answered, 2);
    QCOMPARE(it.asked.size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(TestResolver)
#include "test_resolver.moc"
