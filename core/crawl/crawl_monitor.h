// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/change_effect.h"
#include "core/crawl/control_rows.h"
#include "core/crawl/failures.h"
#include "core/crawl/frontier/recent_limits.h"
#include "core/crawl/frontier/scheduler.h"
#include "core/crawl/gauges.h"
#include "core/crawl/loop_lag.h"
#include "core/crawl/slot_rows.h"

#include <QJsonObject>
#include <QObject>

namespace lanescope::crawl {

/// Looks at a crawl a few times a second and tells what it sees: counters and queues in the recording, and one
/// JSON object for the window and the progress line. Lives in the network thread, whose lag it measures.
///
/// The object: "pages", "pages_per_s", "p95_ms", "on_the_wire", "waiting", "waiting_for" {gate: requests},
/// "errors", "filtered", "retries", "parsing", "loop_lag_ms", "balanced", "limits" {"gate", "knob", "knobs":
/// [{"knob", "set", "effective", "binding"}]}, "slots" [{"slot", "waiting", "gate", "gate_s", "on_the_wire", "cap",
/// "delay_s", "latency_s", observed and predicted, "littles_law_error", and "control" {"controller", "set_point",
/// "error", "output"} where something controls it}], "effect" as ChangeEffect::latest() has it, "trouble": why there is
/// no page yet, one sentence, where something went wrong.
/// Threads: the engine's.
class CrawlMonitor : public QObject {
    Q_OBJECT

public:
    /// `prefix` goes before the names in the recording, where several crawls run side by side.
    CrawlMonitor(const std::string& prefix, QObject* parent);

    void started();
    void ended() { m_lag.stop(); }
    /// What limited it up to now is told to the end: without what is cancelled next, nothing would.
    void stopping(const Settings& settings, const Scheduler& scheduler);
    void onTheWire(int count) { m_gauges.onTheWire(count); }
    /// How many bodies on the wire wait for the rate of bytes; before each sample, and before stopping().
    void paced(int bodies) { m_pacedBodies = bodies; }
    void pageFetched(const Response& response);
    void failed(const Response& response) { m_failures.failed(response); }
    void forbidden(const Response& response) { m_failures.forbidden(response); }
    void controlStepped(const std::string& slot, const ControlReading& reading) { m_control.stepped(slot, reading); }
    /// A knob was turned; what comes of it is told by noted() when it has settled.
    void knobChanged(const KnobChange& change);
    void sample(const Settings& settings, Scheduler& scheduler);

Q_SIGNALS:
    void sampled(const QJsonObject& status);
    void noted(const QString& line);

private:
    void look(const Settings& settings, const Progress& progress, const std::vector<SlotStatus>& slots);
    QJsonObject describe(const Progress& progress, const std::vector<SlotStatus>& slots) const;

    Gauges m_gauges;
    SlotRows m_rows;
    ControlRows m_control;
    ChangeEffect m_effect;
    LoopLag m_lag;
    Failures m_failures;
    double m_lagMs = 0;
    int m_pacedBodies = 0;
    QJsonObject m_limits; // at the last look
    RecentLimits m_recentLimits;
    bool m_isStopping = false;
};

} // namespace lanescope::crawl
