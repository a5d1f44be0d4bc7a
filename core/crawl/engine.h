// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/downloader.h"
#include "core/crawl/gauges.h"
#include "core/crawl/page_parser.h"
#include "core/crawl/parse_pool.h"
#include "core/crawl/scheduler.h"
#include "core/crawl/settings.h"
#include "core/crawl/wire_recorder.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <vector>

namespace lanescope::crawl {

/// Crawls: takes requests from the scheduler as its gates allow, puts them on the wire, hands pages to the
/// parsers, which give the links back to the scheduler. Everything is recorded if the process records.
///
/// Threads: lives in the network thread, which runs an event loop; setSettings(), progress() and the
/// numbers may be called from any thread, the rest from its own. Lifetime: the destructor drops what is on
/// the wire and waits for the pages in the parsers' hands.
class Engine : public QObject {
    Q_OBJECT

public:
    explicit Engine(const Settings& settings, QObject* parent = nullptr);
    ~Engine() override;

    /// Begins a crawl with nothing seen yet; none may be running.
    void start(const std::vector<Url>& urls);
    /// Ends it: what is on the wire is cancelled, unread pages are dropped. finished() follows when the
    /// parsers have put down what they hold, mostly at once.
    void stop();
    /// Applied in the engine's thread, at once when called from there.
    void setSettings(const Settings& settings);

    bool isRunning() const { return m_running; }
    Progress progress() const;
    int onTheWire() const { return m_onTheWire.load(std::memory_order_relaxed); }
    /// The most there ever were at once.
    int maxOnTheWire() const { return m_maxOnTheWire.load(std::memory_order_relaxed); }

Q_SIGNALS:
    /// A request ended, in whatever way.
    void requestDone(const lanescope::crawl::Response& response);
    /// Settings were applied and no more than they allow is on the wire: at once after a raise, when enough
    /// has ended after a lowering.
    void capsKept();
    /// The crawl is over; the reason in Scrapy's words: finished, shutdown, closespider_pagecount.
    void finished(const QString& reason);

private:
    void apply(const Settings& settings);
    void dispatch();
    void dispatchSoon();
    bool backlogged();
    void armWakeTimer(std::optional<std::int64_t> wakeNs);
    void responseArrived(const Response& response);
    bool isForParser(const Response& response) const;
    void followRedirect(const Response& response);
    void onParser(const ParseJob& job);
    void finish(const Outlook& outlook);
    void noteOnTheWire();
    void sample();

    Settings m_settings;
    Scheduler m_scheduler;
    PageParser m_pageParser;
    Gauges m_gauges;
    WireRecorder m_wireRecorder;
    Downloader m_downloader;
    QTimer m_wakeTimer;   // the next delay that is over
    QTimer m_sampleTimer; // counters a few times a second
    const trace::StringId m_dispatchSpan;
    const trace::StringId m_responseSpan;
    std::atomic<bool> m_dispatchPosted{false};
    std::atomic<bool> m_heldByBacklog{false}; // a parser that finishes a page has to call
    std::atomic<int> m_onTheWire{0};
    std::atomic<int> m_maxOnTheWire{0};
    bool m_running = false;
    bool m_stopping = false;
    bool m_dispatching = false; // or cancelling: nothing starts from within
    ParsePool m_parsers;        // last: its threads use the scheduler and this object
};

} // namespace lanescope::crawl
