// SPDX-License-Identifier: GPL-3.0-or-later
// Requests while they are on the wire: told now and then, and over when they end, when others are told and they are not,
// or with their process.
#include "core/store/request_log.h"
#include "tests/core/store/collected.h"
#include "tests/core/trace/segment_folder.h"

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::RequestOutcome;
using trace::RequestPhase;
using trace::testing::SegmentFolder;

namespace {

constexpr std::int64_t kS = 1'000'000'000;
constexpr ProcessIndex kCrawl{3};

Request onTheWire(std::uint32_t id, RequestPhase phase, std::int64_t sinceNs, std::int64_t nowNs)
{
    Request request;
    request.id = id;
    request.process = kCrawl;
    request.startNs = sinceNs;
    request.endNs = nowNs;
    request.now = phase;
    request.url = "http://127.0.0.1/" + std::to_string(id);
    return request;
}

Request ended(std::uint32_t id, std::int64_t startNs, std::int64_t endNs)
{
    Request request = onTheWire(id, RequestPhase::Body, startNs, endNs);
    request.now.reset();
    return request;
}

} // namespace

TEST_CASE(oneThatHangsIsSeenBeforeItEnds)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    SnapshotPtr snapshot;
    {
        const trace::testing::Recording recording(folder);
        const trace::TracedObject slot(trace::ObjectKind::RequestSlot, "slot 1");
        const trace::Ticks began = trace::readClock();
        const trace::Ticks sent = trace::readClock();
        trace::requestPhase(slot.id(), 7, RequestPhase::Connect, began, sent);
        trace::requestOpen(slot.id(), 7, RequestPhase::FirstByte, sent, 12, "http://127.0.0.1/silent");
        snapshot = until(*collector, [](const Snapshot& s) { return !s.requests->onTheWire.empty(); });
        const Request seven = snapshot->requests->onTheWire.front();
        CHECK(seven.id == 7 && seven.now == RequestPhase::FirstByte && seven.bytes == 12);
        CHECK_EQ(seven.url, "http://127.0.0.1/silent");
        CHECK(snapshot->requests->recent.empty() &&
              snapshot->requests->find(7) == &snapshot->requests->onTheWire.front());
        const Row& row = snapshot->row(*snapshot->object(*objectNamed(*snapshot, ::getpid(), "slot 1")).row);
        if (!CHECK_EQ(row.intervals.size(), 1) || !CHECK(row.open.has_value()))
            return;
        CHECK_EQ(seven.startNs, row.intervals[0].startNs); // with its connection
        CHECK(row.open->state == State::RequestFirstByte && row.open->subject == 7);
        const trace::Ticks now = trace::readClock();
        trace::requestPhase(slot.id(), 7, RequestPhase::FirstByte, sent, now);
        trace::requestDone(7, began, RequestOutcome::Timeout, 0, 12, "http://127.0.0.1/silent");
    }
    snapshot = collector->finish();
    CHECK(isSane(*snapshot));
    CHECK(snapshot->requests->onTheWire.empty());
    if (CHECK_EQ(snapshot->requests->recent.size(), 1))
        CHECK(!snapshot->requests->recent[0].now && snapshot->requests->recent[0].outcome == RequestOutcome::Timeout);
    const Row& row = snapshot->row(*snapshot->object(*objectNamed(*snapshot, ::getpid(), "slot 1")).row);
    CHECK(!row.open && row.intervals.size() == 2);
}

TEST_CASE(durationsAreThoseSoFar)
{
    RequestLog log;
    log.addPhase(kCrawl, 1, RequestPhase::Queued, 5 * kS);
    log.addPhase(kCrawl, 1, RequestPhase::Resolve, 1 * kS);
    log.addPhase(kCrawl, 1, RequestPhase::Connect, 2 * kS);
    log.addOnTheWire(onTheWire(1, RequestPhase::FirstByte, 13 * kS, 17 * kS));
    log.addOnTheWire(onTheWire(1, RequestPhase::FirstByte, 13 * kS, 18 * kS));
    const auto figures = log.takeChanged();
    if (!CHECK_EQ(figures->onTheWire.size(), 1))
        return;
    const Request& request = figures->onTheWire[0];
    CHECK_EQ(request.startNs, 10 * kS);
    CHECK_EQ(request.endNs, 18 * kS);
    CHECK_EQ(request.phase(RequestPhase::Connect), 2 * kS);
    CHECK_EQ(request.phase(RequestPhase::FirstByte), 5 * kS);
    CHECK_EQ(figures->latency.count(), 0); // it has not ended
}

TEST_CASE(oneThatIsToldNoMoreHasEndedUnheard)
{
    RequestLog log;
    log.addOnTheWire(onTheWire(1, RequestPhase::Body, 0, 1 * kS));
    log.addOnTheWire(onTheWire(2, RequestPhase::Body, 0, 1 * kS));
    CHECK_EQ(log.takeChanged()->onTheWire.size(), 2);
    log.add(ended(3, 1 * kS, 2 * kS - 1));
    CHECK_EQ(log.takeChanged()->onTheWire.size(), 2);
    log.addOnTheWire(onTheWire(2, RequestPhase::Body, 0, 3 * kS));
    const auto figures = log.takeChanged();
    if (CHECK_EQ(figures->onTheWire.size(), 1))
        CHECK_EQ(figures->onTheWire[0].id, 2);
}

TEST_CASE(whatAProcessHadOnTheWireEndsWithIt)
{
    RequestLog log;
    log.addOnTheWire(onTheWire(1, RequestPhase::FirstByte, 4 * kS, 5 * kS));
    Request others = onTheWire(1, RequestPhase::Body, 4 * kS, 5 * kS);
    others.process = ProcessIndex{4};
    log.addOnTheWire(others);
    log.processEnded(kCrawl, 6 * kS);
    const auto figures = log.takeChanged();
    if (!CHECK_EQ(figures->onTheWire.size(), 1) || !CHECK_EQ(figures->recent.size(), 1))
        return;
    CHECK(figures->onTheWire[0].process == others.process);
    const Request& cut = figures->recent[0];
    CHECK(cut.outcome == RequestOutcome::Cancelled && cut.endNs == 6 * kS && !cut.now && !cut.note.empty());
}

TEST_CASE(impossibleTimesAreNotTaken)
{
    RequestLog log;
    log.addPhase(kCrawl, 1, RequestPhase::Connect, std::numeric_limits<std::int64_t>::max());
    log.addOnTheWire(onTheWire(1, RequestPhase::Body, -5 * kS, kS));
    log.addOnTheWire(onTheWire(2, RequestPhase::Body, std::numeric_limits<std::int64_t>::min(), kS));
    CHECK(log.takeChanged() == nullptr);
}

TEST_CASE(aSegmentThatLiesFillsNoMemory)
{
    RequestLog log;
    for (std::uint32_t id = 1; id <= 3 * kMostOnTheWire; ++id)
        log.addOnTheWire(onTheWire(id, RequestPhase::Body, 0, id));
    CHECK_EQ(log.takeChanged()->onTheWire.size(), kMostOnTheWire);
}

// A request that ended and is told of again, when many came after it, is one that has not ended: nothing that is told of it
// then goes to where its first account stood.
TEST_CASE(whatIsToldOfAnEndedRequestStandsByItself)
{
    constexpr std::uint32_t kMany = 20'000;
    RequestLog log;
    log.addHeld(kCrawl, 1, trace::RequestGate::Delay, 5);
    log.add(ended(1, 0, kS));
    for (std::uint32_t id = 2; id <= kMany; ++id)
        log.addHeld(kCrawl, id, trace::RequestGate::Delay, 5);
    log.addHeld(kCrawl, 1, trace::RequestGate::Delay, 7);
    log.add(ended(1, 2 * kS, 3 * kS));
    const auto figures = log.takeChanged();
    if (!CHECK_EQ(figures->recent.size(), std::size_t{2}))
        return;
    CHECK_EQ(figures->recent.back().heldNs[static_cast<std::size_t>(trace::RequestGate::Delay)], 7);
}
