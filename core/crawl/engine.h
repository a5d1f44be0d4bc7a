// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/crawl_monitor.h"
#include "core/crawl/frontier/scheduler.h"
#include "core/crawl/model/settings.h"
#include "core/crawl/pages/page_reading.h"
#include "core/crawl/robots/robots_cache.h"
#include "core/crawl/wire/downloader.h"
#include "core/crawl/wire/redirect_trail.h"
#include "core/crawl/wire/wire_recorder.h"

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
    /// `prefix` goes before the names in the recording, where several crawls run side by side.
    explicit Engine(const Settings& settings, QObject* parent = nullptr, const std::string& prefix = {});
    ~Engine() override;

    /// Told of the URLs that are not asked for: when they are filtered (see Scheduler::onUnasked()), and at the end of
    /// those that wait still, before finished(). Set before start().
    void onUnasked(UnaskedListener listener) { m_scheduler.onUnasked(std::move(listener)); }
    /// Begins a crawl with nothing seen yet; none may be running. `earlier`: what counts towards the stop conditions
    /// already.
    void start(const std::vector<Url>& urls, const StopConditions::Spent& earlier = {});
    /// Ends it: what is on the wire is cancelled, unread pages are dropped. finished() follows when the
    /// parsers have put down what they hold, mostly at once.
    void stop();
    /// Applied in the engine's thread, at once when called from there.
    void setSettings(const Settings& settings);
    /// Something was turned, here or at the site; what comes of it is told by noted() when it has settled. Any
    /// thread.
    void watchEffectOf(const KnobChange& change);

    bool isRunning() const { return m_running; }
    Progress progress() const;
    int onTheWire() const { return m_onTheWire.load(std::memory_order_relaxed); }
    /// Pages that parsers are given while they arrive. Its own thread.
    std::size_t arrivingPages() const { return m_pages.arriving(); }
    /// The most there ever were at once.
    int maxOnTheWire() const { return m_maxOnTheWire.load(std::memory_order_relaxed); }

Q_SIGNALS:
    /// A request ended, in whatever way; it may be tried again.
    void requestDone(const lanescope::crawl::Response& response);
    /// A URL is done with: fetched, failed for good, or filtered (by robots.txt, without having been sent).
    void urlDone(const lanescope::crawl::Response& response);
    /// Settings were applied and no more than they allow is on the wire: at once after a raise, when enough
    /// has ended after a lowering.
    void capsKept();
    /// The crawl is over; the reason in Scrapy's words: finished, shutdown, closespider_pagecount,
    /// closespider_timeout, closespider_errorcount.
    void finished(const QString& reason);
    /// Something a person would want to know: a host is left alone, asked us to wait, or what a knob did.
    void noted(const QString& line);
    /// A few times a second: see CrawlMonitor.
    void sampled(const QJsonObject& status);

private:
    /// How often people were told of each.
    struct Told {
        int robots = 0;
        int cutPages = 0;
        int guardedHosts = 0;
    };
    void apply(const Settings& settings);
    void usePatterns();
    void dispatch();
    std::optional<Outlook> startWhatMay();
    bool isLeftOut(const Turn& turn);
    bool isForbidden(const Request& request);
    void dispatchSoon();
    void armWakeTimer(std::optional<std::int64_t> wakeNs);
    void responseArrived(const Response& response);
    void urlEnded(const Response& response);
    void tellOf(const Response& response, const HealthNews& news);
    void resolveForSlots();
    void robotsArrived(const Response& response);
    void requestEnded(const Response& response, const Url* redirectedTo);
    void pageArrived(const Response& response, const Url* redirectedTo);
    void noteCutPage(const Url& page);
    void noteGuardedHosts();
    void finish();
    void noteOnTheWire();
    void sample();

    Settings m_settings;
    Scheduler m_scheduler;
    CrawlMonitor m_monitor;
    WireRecorder m_wireRecorder;
    RobotsCache m_robots;
    RedirectTrail m_redirects;
    Downloader m_downloader;
    QTimer m_wakeTimer;   // the next delay that is over
    QTimer m_sampleTimer; // counters a few times a second
    const trace::StringId m_dispatchSpan;
    const trace::StringId m_responseSpan;
    std::atomic<bool> m_dispatchPosted{false};
    std::atomic<int> m_onTheWire{0};
    std::atomic<int> m_maxOnTheWire{0};
    bool m_saidBacklogged = false;
    Told m_told;
    bool m_running = false;
    bool m_stopping = false;
    bool m_askedMeanwhile = false; // to dispatch, while it did
    bool m_dispatching = false;    // or cancelling: nothing starts from within
    PageReading m_pages;           // last: its threads use the scheduler and this object
};

} // namespace lanescope::crawl
