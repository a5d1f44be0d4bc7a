// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/control_rows.h"
#include "core/crawl/controllers/control_reading.h"
#include "core/crawl/crawl_thread.h"
#include "core/scenario/context.h"

#include <QJsonObject>

namespace lanescope::crawl {

/// One of several crawls side by side, each of a host of its own and under a controller of its own. The knobs
/// "concurrency", "target_concurrency" and "tolerance" of the run act on it.
/// Threads: the run's, whose event loop the signals come to.
class ThrottledCrawl : public QObject {
    Q_OBJECT

public:
    ThrottledCrawl(scenario::Context& context, Controller controller, const Url& host);

    void start();
    /// over() follows.
    void stop() { m_crawl.stop(); }
    /// A knob was turned.
    void follow() { m_crawl.setSettings(settings()); }

    Controller controller() const { return m_controller; }
    /// As it stands: "controller", "set_point", "error", "output" and their units, "pages", "pages_per_s", "p95_ms",
    /// "latency_ms", "on_the_wire", "errors".
    QJsonObject status() const;
    /// The same at the end, "pages_per_s" over the whole run, with "max_on_the_wire" and "balanced".
    QJsonObject report(double seconds) const;

Q_SIGNALS:
    void sampled();
    void over();

private:
    Settings settings() const;
    void take(const QJsonObject& status);
    ControlReading fixedReading(const QJsonObject& slot) const;

    scenario::Context& m_context;
    const Controller m_controller;
    const Url m_host;
    ControlRows m_rows; // of the fixed one; the others are told of by the engine
    QJsonObject m_status;
    QJsonObject m_reading;
    QJsonObject m_slot;
    CrawlThread m_crawl;
};

} // namespace lanescope::crawl
