// SPDX-License-Identifier: GPL-3.0-or-later
// A request that hangs is in the recording while it hangs: on its slot, with its phase, and in the table.
#include "core/store/collector.h"
#include "core/trace/probes.h"
#include "tests/core/crawl/engine_steps.h"

#include <QTemporaryDir>
#include <QTest>

using namespace engine_steps;
using namespace lanescope;

class TestOnTheWire : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void silentAndSlowServersAreSeen();
};

namespace {

const store::Request* at(const store::Snapshot& snapshot, std::string_view path)
{
    for (const store::Request& request : snapshot.requests->onTheWire) {
        if (request.url.ends_with(path))
            return &request;
    }
    return nullptr;
}

std::optional<store::OpenInterval> openOn(const store::Snapshot& snapshot, std::uint32_t request)
{
    for (const store::Object& object : *snapshot.objects) {
        if (object.kind != trace::ObjectKind::RequestSlot || !object.row)
            continue;
        const auto& open = snapshot.row(*object.row).open;
        if (open && open->subject == request)
            return open;
    }
    return std::nullopt;
}

} // namespace

void TestOnTheWire::silentAndSlowServersAreSeen()
{
    const QTemporaryDir folder(QStringLiteral("/dev/shm/segments-XXXXXX"));
    store::Collector::Options options;
    options.folder = folder.path().toStdString();
    auto made = store::Collector::create(options);
    QVERIFY(made.ok());
    const auto collector = std::move(made).value();
    {
        QVERIFY(trace::Recorder::start(options.folder, "test").ok());
        LoopbackServer server([](LoopbackServer& s, const Exchange& e) {
            if (e.target == "/slow")
                e.socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\n\r\nhalf a page");
            else if (e.target != "/silent")
                s.answer(e, "a page");
        });
        Engine engine(quick({.perDomain = 8}));
        QSignalSpy over(&engine, &Engine::finished);
        engine.start({server.url("/silent"), server.url("/slow"), server.url("/good")});
        store::SnapshotPtr snapshot;
        QTRY_VERIFY((snapshot = collector->snapshot(), at(*snapshot, "/silent") && at(*snapshot, "/slow")));
        const store::Request& silent = *at(*snapshot, "/silent");
        const store::Request& slow = *at(*snapshot, "/slow");
        QVERIFY(silent.now == trace::RequestPhase::FirstByte && silent.bytes == 0);
        QVERIFY(slow.now == trace::RequestPhase::Body && slow.bytes == 11);
        QVERIFY(slow.phase(trace::RequestPhase::FirstByte) > 0);
        QVERIFY(openOn(*snapshot, silent.id)->state == store::State::RequestFirstByte);
        QVERIFY(openOn(*snapshot, slow.id)->state == store::State::RequestBody);
        QVERIFY(!at(*snapshot, "/good"));
        const std::int64_t soFarNs = silent.endNs;
        QTRY_VERIFY((snapshot = collector->snapshot(), at(*snapshot, "/silent")->endNs > soFarNs)); // told again
        engine.stop();
        QVERIFY(!over.isEmpty() || over.wait());
        trace::Recorder::stop();
    }
    const store::SnapshotPtr last = collector->finish();
    QVERIFY(last->requests->onTheWire.empty());
    QCOMPARE(last->requests->recent.size(), std::size_t{3});
    for (const store::Request& request : last->requests->recent) {
        std::int64_t wireNs = 0;
        for (const auto phase : {trace::RequestPhase::Resolve, trace::RequestPhase::Connect,
                                 trace::RequestPhase::FirstByte, trace::RequestPhase::Body})
            wireNs += request.phase(phase);
        // Told in parts, each part once.
        QVERIFY2(std::abs(wireNs - (request.endNs - request.startNs)) < 1'000'000, request.url.c_str());
    }
}

QTEST_GUILESS_MAIN(TestOnTheWire)
#include "test_on_the_wire.moc"
