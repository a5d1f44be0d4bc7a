// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/object_kinds.h"
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"

#include <algorithm>
#include <map>
#include <numeric>

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

// Of the queue "host example.org", which is called after the slot: without a port, and where slots are by domain, by that.
bool isSlotOf(const Object& object, std::string_view host)
{
    constexpr std::string_view kBefore = "host ";
    const std::size_t at = object.name.find(kBefore);
    if (!isQueue(object.kind) || at == std::string::npos)
        return false;
    const std::string_view slot = std::string_view(object.name).substr(at + kBefore.size());
    const std::string_view name = host.substr(0, host.find_last_of(':'));
    return name == slot || (name.ends_with(slot) && name[name.size() - slot.size() - 1] == '.');
}

std::vector<ObjectIndex> slotsOf(const Snapshot& snapshot, const std::vector<std::string_view>& hosts)
{
    std::vector<ObjectIndex> slots;
    for (const std::string_view host : hosts) {
        for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
            const auto index = static_cast<ObjectIndex>(i);
            if (isSlotOf((*snapshot.objects)[i], host) && std::ranges::find(slots, index) == slots.end())
                slots.push_back(index);
        }
    }
    return slots;
}

/// For what the requests of a crawl were held before they were sent, and who had the places.
struct Held {
    struct Host {
        std::int64_t wireNs = 0;
        std::int64_t allNs = 0;
        std::int64_t placeNs = 0; ///< for one of the places that all hosts share
        std::int64_t delayNs = 0;
    };
    std::int64_t allNs = 0;
    std::int64_t delayNs = 0;
    std::map<std::string_view, Host> hosts;
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
        Host& host = hosts[hostOf(request.url)];
        host.wireNs += request.endNs - request.startNs;
        host.placeNs += of(RequestGate::GlobalCap);
        host.delayNs += of(RequestGate::Delay);
        host.allNs = std::accumulate(request.heldNs.begin(), request.heldNs.end(), host.allNs);
        wireNs += request.endNs - request.startNs;
    }
    double share(std::int64_t ns) const { return static_cast<double>(ns) / static_cast<double>(allNs); }
    bool isForDelay() const { return allNs == 0 || share(delayNs) >= kDelayShare; }
    /// Those whose requests were held by the delay, for the longest first.
    std::vector<std::string_view> delayedHosts() const
    {
        std::vector<std::pair<std::int64_t, std::string_view>> all;
        for (const auto& [name, host] : hosts) {
            if (host.delayNs > 0)
                all.emplace_back(host.delayNs, name);
        }
        std::ranges::sort(all, std::greater<>());
        std::vector<std::string_view> names;
        for (const auto& [ns, name] : all)
            names.push_back(name);
        return names;
    }
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

// What a host's own requests wait for is no harm to others: these have to be kept waiting for a place.
void domainFillsSlots(const Snapshot& snapshot, const Held& held, Range range, Findings& findings)
{
    const auto first = std::ranges::max_element(held.hosts, {}, [](const auto& entry) { return entry.second.wireNs; });
    Held::Host others;
    std::size_t waiting = 0;
    for (const auto& [name, host] : held.hosts) {
        if (name == first->first)
            continue;
        others.allNs += host.allNs;
        others.placeNs += host.placeNs;
        waiting += host.placeNs > 0 ? 1 : 0;
    }
    const double wireShare =
        static_cast<double>(first->second.wireNs) / static_cast<double>(std::max<std::int64_t>(held.wireNs, 1));
    const bool doWait =
        waiting > 0 && static_cast<double>(others.placeNs) >= kDomainSlotShare * static_cast<double>(others.allNs);
    if (!doWait || wireShare < kDomainWireShare)
        return;
    findings.push_back(found(FindingKind::DomainFillsSlots, range,
                             "One domain fills the crawl's slots: " + std::string(first->first) + " has " +
                                 shareText(wireShare) + " of the places on the wire, while " +
                                 (waiting == 1 ? "another host waits" : countText(waiting) + " other hosts wait") +
                                 " for one. Give each domain fewer places.",
                             slotsOf(snapshot, {first->first})));
}

// It is the crawl that is slow, whichever of its hosts is held longest just then.
void delayBinds(const Snapshot& snapshot, const Held& held, Range range, Findings& findings)
{
    const double meanDelayNs = static_cast<double>(held.delayNs) / static_cast<double>(held.requests);
    // Those that were held before a knob was turned are still sent for a while: it has to be so in the end, too.
    const Held lately = heldIn(snapshot, {range.fromNs + (range.toNs - range.fromNs) / 2, range.toNs});
    if (!held.isForDelay() || !lately.isForDelay() || meanDelayNs < static_cast<double>(kDelayMeanNs))
        return;
    Finding finding =
        found(FindingKind::DelayBinds, range,
              "The delay binds, not the concurrency: requests were held " + shareText(held.share(held.delayNs)) +
                  " of the time by the least time between two starts to a host, " + durationText(meanDelayNs) +
                  " each on average. More concurrency changes nothing.",
              {});
    finding.objects = slotsOf(snapshot, held.delayedHosts());
    findings.push_back(std::move(finding));
}

} // namespace

void findInCrawl(const Snapshot& snapshot, Range range, Findings& findings)
{
    const Held held = heldIn(snapshot, range);
    if (held.requests < kCrawlRequests || held.allNs == 0)
        return;
    delayBinds(snapshot, held, range, findings);
    domainFillsSlots(snapshot, held, range, findings);
}

} // namespace lanescope::analysis::patterns
