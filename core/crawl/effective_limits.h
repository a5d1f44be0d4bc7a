// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/frontier/scheduler.h"
#include "core/crawl/model/settings.h"

#include <QJsonObject>

#include <vector>

namespace lanescope::crawl {

/// What a knob is worth now, given all the others; in the knob's own unit.
struct KnobLimit {
    const char* knob = "";
    double set = 0;
    double effective = 0; ///< of a cap 0: none
    bool binding = false; ///< most of what waits, waits for this
};

/// How a slot should do by its cap C, its latency L and its delay D: min(C, L / D) on the wire, and
/// min(C / L, 1 / D) a second. Infinite where nothing limits it.
struct SlotForecast {
    double onTheWire = 0;
    double ratePerS = 0;

    static SlotForecast of(const SlotStatus& slot);
};

/// What binds where settings alone do not tell.
struct Binders {
    RateLimit rate = RateLimit::Requests;
    DelayBy delay = DelayBy::Settings; ///< of most that wait for a delay
    int capacity = 0;                  ///< no more can be on the wire, whatever the settings say; 0: not known
};

/// Which of the settings limit a crawl as it stands, and by how much. Pure. Threads: as values.
class EffectiveLimits {
public:
    /// `pacedBodies`: how many on the wire wait for the rate of bytes.
    EffectiveLimits(const Settings& settings, const WaitCounts& waiting, const std::vector<SlotStatus>& slots,
                    RateLimit bindingRate = RateLimit::Requests, int capacity = 0, int pacedBodies = 0);

    const std::vector<KnobLimit>& limits() const { return m_limits; }
    /// Where most requests wait and more would help, or, as Scrapy counts, most that use up the global cap; None when nothing holds them.
    RequestGate bindingGate() const { return m_gate; }
    /// The knob that opens it, or kOpenFiles, which is none; empty if there is none.
    const char* bindingKnob() const { return m_knob; }

    /// Named like a knob: how many connections this process may have open.
    static constexpr const char* kOpenFiles = "open_files";

    static const char* knobOf(RequestGate gate, const Settings& settings, const Binders& binders = {});
    static RequestGate heaviest(const WaitCounts& waiting);
    static RequestGate gateThatBinds(const Settings& settings, const WaitCounts& waiting,
                                     const std::vector<SlotStatus>& slots, int pacedBodies = 0);

private:
    void add(const char* knob, double set, double effective);
    void addOthers(const Settings& settings, double longestDelayS);

    std::vector<KnobLimit> m_limits;
    RequestGate m_gate = RequestGate::None;
    const char* m_knob = "";
};

/// Slots with what is predicted for them beside what is observed, and the limits: for the window's tables.
QJsonObject limitsToJson(const EffectiveLimits& limits);
QJsonObject controlToJson(const ControlReading& reading);
QJsonObject slotToJson(const SlotStatus& slot);

} // namespace lanescope::crawl
