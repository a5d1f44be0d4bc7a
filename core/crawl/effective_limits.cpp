// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/effective_limits.h"

#include "core/crawl/frontier/limiter.h"
#include "core/crawl/frontier/manners.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

double asLimit(double cap)
{
    return cap > 0 ? cap : kNoLimit;
}

/// Both 0 for "none".
bool bindsBelow(int limit, int cap)
{
    return limit > 0 && asLimit(limit) < asLimit(cap);
}

/// 0 for "none", as settings have it; JSON has no infinity either.
double asSetting(double limit)
{
    return std::isinf(limit) ? 0.0 : limit;
}

/// Of most that wait for a delay.
DelayBy mostDelayedBy(const std::vector<SlotStatus>& slots)
{
    std::array<std::size_t, 3> waiting{};
    for (const SlotStatus& slot : slots) {
        if (slot.gate == RequestGate::Delay)
            waiting[static_cast<std::size_t>(slot.delayBy)] += slot.waiting;
    }
    return static_cast<DelayBy>(std::ranges::max_element(waiting) - waiting.begin());
}

QString delayWord(DelayBy by)
{
    return by == DelayBy::Robots ? u"robots.txt"_s : by == DelayBy::Manners ? u"manners"_s : u"settings"_s;
}

bool isBusy(const SlotStatus& slot)
{
    return slot.waiting > 0 || slot.onTheWire > 0;
}

} // namespace

SlotForecast SlotForecast::of(const SlotStatus& slot)
{
    const double cap = asLimit(slot.cap);
    const double latency = slot.flow.latencyS;
    if (slot.delayS <= 0)
        return {cap, latency > 0 ? cap / latency : kNoLimit};
    // With no latency known yet, one request a delay is all that can be said.
    return {latency > 0 ? std::min(cap, latency / slot.delayS) : std::min(cap, 1.0),
            latency > 0 ? std::min(cap / latency, 1 / slot.delayS) : 1 / slot.delayS};
}

RequestGate EffectiveLimits::heaviest(const WaitCounts& waiting)
{
    // What waits for the dispatcher's next round waits for no limit.
    const auto first = waiting.count.begin() + 1;
    const auto most = std::max_element(first, waiting.count.end());
    return *most == 0 ? RequestGate::None : static_cast<RequestGate>(most - waiting.count.begin());
}

const char* EffectiveLimits::knobOf(RequestGate gate, const Settings& settings, const Binders& binders)
{
    switch (gate) {
    case RequestGate::None:
    case RequestGate::Resolve:
        return "";
    case RequestGate::Paused:
        return "paused";
    case RequestGate::ParseBacklog:
        return "parse_threads";
    case RequestGate::RateCap:
        return binders.rate == RateLimit::Bytes ? "max_kb_per_s" : "max_requests_per_minute";
    case RequestGate::GlobalCap:
        return bindsBelow(binders.capacity, settings.concurrentRequests) ? kOpenFiles : "concurrent_requests";
    case RequestGate::SlotCap:
        if (settings.control != ConcurrencyControl::Fixed)
            return "concurrency_control";
        return settings.perIp > 0 ? "concurrent_requests_per_ip" : "concurrent_requests_per_domain";
    case RequestGate::Delay:
        if (binders.delay == DelayBy::Robots)
            return "crawl_delay_max";
        if (binders.delay == DelayBy::Manners)
            return "welcome_at";
        return settings.autoThrottle ? "autothrottle_enabled" : "download_delay";
    case RequestGate::RetryAfter:
        return "retry_after_max";
    case RequestGate::Backoff:
        return "retry_backoff";
    case RequestGate::Breaker:
        return "breaker_failures";
    case RequestGate::Robots:
        return "robotstxt_obey";
    }
    return "";
}

void EffectiveLimits::add(const char* knob, double set, double effective)
{
    m_limits.push_back({knob, set, asSetting(effective), std::string_view(knob) == m_knob});
}

/// Where somebody waits for the global cap it is full: more for a slot would take from others. As Scrapy counts, requests that wait for their slots may use up the global cap: more of it would let more of them
/// wait, and what holds those binds.
RequestGate EffectiveLimits::gateThatBinds(const Settings& settings, const WaitCounts& waiting,
                                           const std::vector<SlotStatus>& slots, int pacedBodies)
{
    const RequestGate most = heaviest(waiting);
    // A body waits while the rate lets nothing start: with more of any cap, nothing would.
    if (pacedBodies > 0 &&
        (most == RequestGate::None || most == RequestGate::SlotCap || most == RequestGate::GlobalCap))
        return RequestGate::RateCap;
    if (settings.countWaiting != CountWaiting::Scrapy)
        return most == RequestGate::SlotCap && waiting[RequestGate::GlobalCap] > 0 ? RequestGate::GlobalCap : most;
    if (most != RequestGate::GlobalCap)
        return most;
    WaitCounts admitted = waiting;
    for (const RequestGate gate : {RequestGate::None, RequestGate::GlobalCap, RequestGate::Backoff})
        admitted[gate] = 0;
    std::size_t onTheWire = 0;
    for (const SlotStatus& slot : slots)
        onTheWire += static_cast<std::size_t>(std::max(slot.onTheWire, 0));
    return admitted.total() > onTheWire ? heaviest(admitted) : most;
}

EffectiveLimits::EffectiveLimits(const Settings& settings, const WaitCounts& waiting,
                                 const std::vector<SlotStatus>& slots, RateLimit bindingRate, int capacity,
                                 int pacedBodies)
    : m_gate(gateThatBinds(settings, waiting, slots, pacedBodies))
    , m_knob(
          knobOf(m_gate, settings, {pacedBodies > 0 ? RateLimit::Bytes : bindingRate, mostDelayedBy(slots), capacity}))
{
    const double global = asLimit(lowerCap(settings.concurrentRequests, capacity));
    double together = 0;
    double largest = 0;
    double longestDelayS = 0;
    for (const SlotStatus& slot : slots) {
        if (!isBusy(slot))
            continue;
        const double possible = SlotForecast::of(slot).onTheWire;
        together += possible;
        largest = std::max(largest, std::min(possible, global));
        longestDelayS = std::max(longestDelayS, slot.delayS);
    }
    const bool any = together > 0;
    const double perSlot = asLimit(settings.perIp > 0 ? settings.perIp : settings.perDomain);
    add("concurrent_requests", settings.concurrentRequests, any ? std::min(global, together) : global);
    add(settings.perIp > 0 ? "concurrent_requests_per_ip" : "concurrent_requests_per_domain",
        settings.perIp > 0 ? settings.perIp : settings.perDomain, any ? largest : std::min(perSlot, global));
    if (settings.perIp > 0)
        add("concurrent_requests_per_domain", settings.perDomain, 0);
    const double delayS = settings.downloadDelayMs / 1000.0;
    add("download_delay", delayS, any ? longestDelayS : delayS);
    if (std::string_view(m_knob) == kOpenFiles)
        add(m_knob, capacity, capacity);
    addOthers(settings, longestDelayS);
}

/// Those that are worth what they are set to; told where they bind.
void EffectiveLimits::addOthers(const Settings& settings, double longestDelayS)
{
    const std::initializer_list<std::pair<const char*, double>> others = {
        {"autothrottle_enabled", settings.autoThrottle ? 1 : 0},
        {"concurrency_control", static_cast<double>(settings.control)},
        {"max_requests_per_minute", settings.maxRequestsPerMinute},
        {"max_kb_per_s", settings.maxKbPerS},
        {"parse_threads", settings.parseThreads},
        {"paused", settings.paused ? 1 : 0},
        {"retry_after_max", settings.retryAfterMaxS},
        {"retry_backoff", settings.backoffMs / 1000.0},
        {"breaker_failures", settings.breakerFailures},
        {"robotstxt_obey", settings.obeyRobots ? 1 : 0}};
    for (const auto& [knob, set] : others) {
        if (std::string_view(knob) == m_knob)
            add(knob, set, set);
    }
    if (std::string_view(m_knob) == "crawl_delay_max")
        add(m_knob, settings.crawlDelayMaxS, longestDelayS);
    if (std::string_view(m_knob) == "welcome_at") // requests a second, for want of a number
        add(m_knob, kPoliteRequestsPerS, kPoliteRequestsPerS);
}

QJsonObject limitsToJson(const EffectiveLimits& limits)
{
    QJsonArray knobs;
    for (const KnobLimit& limit : limits.limits()) {
        knobs.append(QJsonObject{{u"knob"_s, QString::fromLatin1(limit.knob)},
                                 {u"set"_s, limit.set},
                                 {u"effective"_s, limit.effective},
                                 {u"binding"_s, limit.binding}});
    }
    return {{u"gate"_s, QString::fromLatin1(gateWord(limits.bindingGate()))},
            {u"knob"_s, QString::fromLatin1(limits.bindingKnob())},
            {u"knobs"_s, knobs}};
}

QJsonObject controlToJson(const ControlReading& reading)
{
    return {{u"controller"_s, QString::fromLatin1(controllerWord(reading.controller))},
            {u"set_point"_s, reading.setPoint},
            {u"error"_s, reading.error},
            {u"output"_s, reading.output},
            {u"set_point_unit"_s, QString::fromLatin1(setPointUnit(reading.controller))},
            {u"output_unit"_s, QString::fromLatin1(outputUnit(reading.controller))}};
}

QJsonObject slotToJson(const SlotStatus& slot)
{
    const SlotForecast forecast = SlotForecast::of(slot);
    QJsonObject json{{u"slot"_s, QString::fromLatin1(slot.key)},
                     {u"waiting"_s, static_cast<qint64>(slot.waiting)},
                     {u"gate"_s, QString::fromLatin1(gateWord(slot.gate))},
                     {u"gate_s"_s, slot.gateS},
                     {u"on_the_wire"_s, slot.onTheWire},
                     {u"cap"_s, slot.cap},
                     {u"delay_s"_s, slot.delayS},
                     {u"delay_by"_s, delayWord(slot.delayBy)},
                     {u"latency_s"_s, slot.flow.latencyS},
                     {u"observed_on_the_wire"_s, slot.flow.onTheWire},
                     {u"observed_per_s"_s, slot.flow.ratePerS},
                     {u"observed_stays"_s, slot.flow.stays},
                     {u"predicted_on_the_wire"_s, asSetting(forecast.onTheWire)},
                     {u"predicted_per_s"_s, asSetting(forecast.ratePerS)},
                     {u"littles_law_error"_s, slot.flow.littlesLawError()}};
    if (slot.control)
        json.insert(u"control"_s, controlToJson(*slot.control));
    return json;
}

} // namespace lanescope::crawl
