// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <map>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;
using trace::RequestGate;

// "http://host:port/path" → "host:port".
std::string_view hostOf(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    const std::size_t from = scheme == std::string_view::npos ? 0 : scheme + 3;
    return url.substr(from, url.find_first_of("/?#", from) - from);
}

/// For what the requests of a crawl were held before they were sent, and who had the places.
struct Held {
    std::int64_t allNs = 0;
    std::int64_t delayNs = 0;
    std::int64_t slotNs = 0; ///< for a free place, of all or of the host's
    std::map<std::string_view, std::int64_t> wireNsByHost;
    std::int64_t wireNs = 0;
    std::uint64_t requests = 0;
    std::uint64_t delayed = 0;

    void add(const Request& request)
    {
        const auto of = [&](RequestGate gate) { return request.heldNs[static_cast<std::size_t>(gate)]; };
        ++requests;
        for (const std::int64_t ns : request.heldNs)
            allNs += ns;
        delayNs += of(RequestGate::Delay);
        delayed += of(RequestGate::Delay) > 0 ? 1 : 0;
        slotNs += of(RequestGate::SlotCap) + of(RequestGate::GlobalCap);
        wireNsByHost[hostOf(request.url)] += request.endNs - request.startNs;
        wireNs += request.endNs - request.startNs;
    }
    double share(std::int64_t ns) const { return static_cast<double>(ns) / static_cast<double>(allNs); }
    bool isForDelay() const { return allNs == 0 || share(delayNs) >= kDelayShare; }
};

// By when it went on the wire: for what it was held before that ends then.
Held heldIn(const Snapshot& snapshot, Range range)
{
    Held held;
    for (const Request& request : snapshot.requests->recent) {
        if (request.startNs >= range.fromNs && request.startNs < range.toNs)
            held.add(request);
    }
    return held;
}

} // namespace

void findInCrawl(const Snapshot& snapshot, Range range, Findings& findings)
{
    const Held held = heldIn(snapshot, range);
    if (held.requests < kCrawlRequests || held.allNs == 0)
        return;
    const double meanDelayNs = static_cast<double>(held.delayNs) / static_cast<double>(held.requests);
    // Those that were held before a knob was turned are still sent for a while: it has to be so in the end, too.
    const Held lately = heldIn(snapshot, {range.fromNs + (range.toNs - range.fromNs) / 2, range.toNs});
    if (held.isForDelay() && lately.isForDelay() && meanDelayNs >= static_cast<double>(kDelayMeanNs)) {
        findings.push_back(found(FindingKind::DelayBinds, range,
                                 "The delay binds, not the concurrency: requests were held " +
                                     shareText(held.share(held.delayNs)) +
                                     " of the time by the least time between two starts to a host, " +
                                     durationText(meanDelayNs) + " each on average. More concurrency changes nothing.",
                                 {}));
    }
    const auto first = std::ranges::max_element(held.wireNsByHost, {}, [](const auto& entry) { return entry.second; });
    const double wireShare =
        static_cast<double>(first->second) / static_cast<double>(std::max<std::int64_t>(held.wireNs, 1));
    if (held.wireNsByHost.size() >= 2 && held.share(held.slotNs) >= kDomainSlotShare && wireShare >= kDomainWireShare) {
        findings.push_back(found(FindingKind::DomainFillsSlots, range,
                                 "One domain fills the crawl's slots: " + std::string(first->first) + " has " +
                                     shareText(wireShare) + " of the places on the wire, while " +
                                     countText(held.wireNsByHost.size() - 1) +
                                     " other hosts wait for one. Give each domain fewer places.",
                                 {}));
    }
}

} // namespace lanescope::analysis::patterns
