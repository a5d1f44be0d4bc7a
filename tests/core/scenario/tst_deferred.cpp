// SPDX-License-Identifier: GPL-3.0-or-later
// Deferreds call what was added, in order, once; a list of them ends with the last one, however that went.
#include "core/scenario/async/deferred.h"

#include <QTest>

using namespace lanescope;
using crawl::Response;
using scenario::Deferred;
using scenario::DeferredList;
using trace::RequestOutcome;

namespace {

constexpr auto kNoName = trace::StringId::None;

Response ended(RequestOutcome outcome)
{
    Response response;
    response.outcome = outcome;
    return response;
}

/// Writes down who was called.
struct Calls {
    QStringList names;
    Deferred::Callback as(const char* name)
    {
        return [this, name](const Response&) { names += QString::fromLatin1(name); };
    }
};

} // namespace

class TestDeferred : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void callsWhatBelongsToTheOutcome_data();
    void callsWhatBelongsToTheOutcome();
    void addedLateIsCalledAtOnce();
    void listEndsWithItsLast();
    void listTakesMoreWhileItRuns();
};

void TestDeferred::callsWhatBelongsToTheOutcome_data()
{
    QTest::addColumn<RequestOutcome>("outcome");
    QTest::addColumn<QStringList>("called");
    const QStringList failure{QStringLiteral("errback"), QStringLiteral("both")};
    QTest::newRow("ok") << RequestOutcome::Ok
                        << QStringList{QStringLiteral("first"), QStringLiteral("second"), QStringLiteral("both")};
    QTest::newRow("status") << RequestOutcome::HttpError << failure;
    QTest::newRow("cancelled") << RequestOutcome::Cancelled << failure;
}

void TestDeferred::callsWhatBelongsToTheOutcome()
{
    QFETCH(RequestOutcome, outcome);
    QFETCH(QStringList, called);
    Calls calls;
    Deferred deferred;
    deferred.addCallback(kNoName, calls.as("first"))
        .addErrback(kNoName, calls.as("errback"))
        .addCallback(kNoName, calls.as("second"))
        .addBoth(kNoName, calls.as("both"));
    QVERIFY(calls.names.isEmpty());
    deferred.fire(ended(outcome));
    QCOMPARE(calls.names, called);
}

void TestDeferred::addedLateIsCalledAtOnce()
{
    Calls calls;
    Deferred deferred;
    deferred.fire(ended(RequestOutcome::Ok));
    deferred.addErrback(kNoName, calls.as("errback")).addCallback(kNoName, calls.as("callback"));
    QCOMPARE(calls.names, QStringList{QStringLiteral("callback")});
}

void TestDeferred::listEndsWithItsLast()
{
    std::vector<Deferred> deferreds(3);
    DeferredList list;
    int ends = 0;
    list.addBoth(kNoName, [&ends] { ++ends; });
    for (Deferred& deferred : deferreds)
        list.add(deferred);
    deferreds[1].fire(ended(RequestOutcome::Timeout));
    deferreds[2].fire(ended(RequestOutcome::Ok));
    QCOMPARE(ends, 0);
    deferreds[0].fire(ended(RequestOutcome::HttpError));
    QCOMPARE(ends, 1);
}

void TestDeferred::listTakesMoreWhileItRuns()
{
    std::vector<Deferred> deferreds(2);
    DeferredList list;
    int ends = 0;
    list.addBoth(kNoName, [&ends] { ++ends; });
    list.add(deferreds[0]);
    list.add(deferreds[1]);
    deferreds[0].fire(ended(RequestOutcome::Ok));
    Deferred late;
    list.add(late);
    deferreds[1].fire(ended(RequestOutcome::Ok));
    QCOMPARE(ends, 0);
    late.fire(ended(RequestOutcome::Ok));
    QCOMPARE(ends, 1);
}

QTEST_GUILESS_MAIN(TestDeferred)
#include "tst_deferred.moc"
