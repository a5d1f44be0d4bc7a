// SPDX-License-Identifier: GPL-3.0-or-later
// Patterns of crawls a little above their thresholds, where they are found, and a little below, where they are not.
#include "tests/core/analysis/shown.h"

using namespace lanescope;
using namespace lanescope::analysis;
using namespace lanescope::analysis::testing;

namespace {

/// So many requests each, all held for as long.
MadeLoad crawl(int toBig, int toSmall, int heldForSlot, double heldMs, int heldForDelay = 0)
{
    MadeLoad run;
    const int all = toBig + toSmall;
    for (int i = 0; i < all; ++i) {
        const RequestGate gate = i < heldForSlot                  ? RequestGate::SlotCap
                                 : i < heldForSlot + heldForDelay ? RequestGate::Delay
                                                                  : RequestGate::RetryAfter;
        run.request(i < toBig ? "big.example" : "small.example", 500 + i * 10, 100, gate, heldMs);
    }
    return run;
}

} // namespace

namespace {

/// So many requests to one host, and some to another one of which so many were held for a place that all share.
MadeLoad crowded(int toBig, int toSmall, int heldForPlace, RequestGate gateOfBig = RequestGate::SlotCap)
{
    MadeLoad run;
    for (int i = 0; i < toBig; ++i)
        run.request("big.example", 500 + i * 10, 100, gateOfBig, 50);
    for (int i = 0; i < toSmall; ++i)
        run.request("small.example", 500 + i * 10, 100,
                    i < heldForPlace ? RequestGate::GlobalCap : RequestGate::RetryAfter, 50);
    return run;
}

} // namespace

TEST_CASE(oneHostMayFillTheSlots)
{
    CHECK(shows(crowded(8, 2, 1), FindingKind::DomainFillsSlots));
    CHECK(!shows(crowded(7, 2, 1), FindingKind::DomainFillsSlots));
    CHECK(!shows(crowded(12, 3, 1), FindingKind::DomainFillsSlots));
    CHECK(!shows(crowded(8, 2, 0), FindingKind::DomainFillsSlots)); // its own requests wait, for its own places
    CHECK(!shows(crowded(10, 0, 0, RequestGate::GlobalCap), FindingKind::DomainFillsSlots)); // nobody else is there
    CHECK(!shows(crowded(3, 1, 1), FindingKind::DomainFillsSlots));
}

TEST_CASE(theDelayMayBindInsteadOfTheConcurrency)
{
    CHECK(shows(crawl(10, 0, 4, 50, 6), FindingKind::DelayBinds));
    CHECK(!shows(crawl(10, 0, 5, 50, 5), FindingKind::DelayBinds));
    CHECK(!shows(crawl(10, 0, 0, 19, 10), FindingKind::DelayBinds));
    CHECK(!shows(crawl(4, 0, 0, 50, 4), FindingKind::DelayBinds));
    for (const bool isOver : {false, true}) {
        MadeLoad run = crawl(20, 0, 0, 50, 20);
        for (int i = 0; i < 4; ++i)
            run.request("big.example", 1500 + i * 10, 100, isOver ? RequestGate::SlotCap : RequestGate::Delay, 50);
        CHECK(shows(std::move(run), FindingKind::DelayBinds) != isOver);
    }
}

// The rows of the hosts, which are called after slots: without the port, and where slots are by domain, by that.
TEST_CASE(whatIsFoundInACrawlNamesTheRowsOfItsHosts)
{
    for (const char* slot : {"host big.example", "crawl 1 host big.example", "host example"}) {
        MadeLoad run = crowded(8, 2, 1);
        run.object(ObjectKind::Queue, "host small.example");
        run.object(ObjectKind::Queue, "host g.example");
        const ObjectIndex big = run.object(ObjectKind::Queue, slot);
        const auto findings = foundIn(run);
        const Finding* finding = of(findings, FindingKind::DomainFillsSlots);
        CHECK(finding != nullptr && finding->objects == std::vector{big});
    }
    for (const char* slower : {"big.example:80", "small.example:80"}) {
        MadeLoad run;
        for (int i = 0; i < 10; ++i) {
            run.request("big.example:80", 500 + i * 10, 100, RequestGate::Delay, 50);
            run.request("small.example:80", 500 + i * 10, 100, RequestGate::Delay, 50);
        }
        run.request(slower, 700, 100, RequestGate::Delay, 50);
        run.request("other.example:80", 700, 100, RequestGate::SlotCap, 50);
        std::vector<ObjectIndex> hosts;
        for (const char* slot : {"host big.example", "host small.example"})
            hosts.push_back(run.object(ObjectKind::Queue, slot));
        run.object(ObjectKind::Queue, "host other.example");
        const auto findings = foundIn(run);
        const Finding* finding = of(findings, FindingKind::DelayBinds);
        if (!CHECK(finding != nullptr && finding->objects.size() == 2))
            return;
        CHECK_EQ(finding->objects.front(), hosts[slower == std::string_view("big.example:80") ? 0 : 1]);
        CHECK_EQ(finding->identity,
                 (static_cast<std::uint64_t>(FindingKind::DelayBinds) + 1) << 32 | kNone); // one, whichever is slower
    }
}

TEST_CASE(theGravestComeFirst)
{
    MadeLoad run = crawl(10, 0, 4, 50, 6);
    const auto crew = run.crew(1);
    const ObjectIndex lagging = run.object(ObjectKind::None, "loop lag ms");
    run.counter(lagging, 1000, 900);
    const std::vector<Finding> findings = foundIn(run);
    if (CHECK_EQ(findings.size(), 2)) {
        CHECK_EQ(findings[0].kind, FindingKind::EventLoopLag); // a warning, the other one a hint
        CHECK_EQ(findings[1].kind, FindingKind::DelayBinds);
    }
}
