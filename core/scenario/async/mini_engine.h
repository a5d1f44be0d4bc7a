// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/wire/downloader.h"
#include "core/crawl/wire/wire_recorder.h"
#include "core/scenario/async/deferred.h"

#include <QEventLoop>
#include <QObject>

#include <memory>
#include <stop_token>
#include <unordered_map>

namespace lanescope::scenario {

/// The engine of the notes in a few lines: start(url) sends a request and returns a deferred with two callbacks, a
/// DeferredList of all of them stops the loop. Everything on the thread of the one event loop.
/// Threads: the one it is made in.
class MiniEngine : public QObject {
    Q_OBJECT

public:
    /// `callbackMs`: live, the CPU time of each of the two callbacks; cut short once `stop` is asked for.
    MiniEngine(const std::atomic<double>& callbackMs, std::stop_token stop);

    /// One list of URLs, until the last of them has come or failed. Turns the event loop meanwhile.
    void run(const std::vector<crawl::Url>& urls);
    /// While it runs: joins the list.
    void start(const crawl::Url& url);
    /// URLs on the list that runs; 0 when none does.
    int started() const { return m_stopped ? 0 : static_cast<int>(m_deferreds.size()); }
    /// What is on the wire fails, and so the list ends.
    void cancel() { m_downloader.cancelAll(); }

    qint64 callbacks() const { return m_callbacks; }
    qint64 ok() const { return m_ok; }
    qint64 failed() const { return m_failed; }
    qint64 cancelled() const { return m_cancelled; }
    int maxOverlap() const { return m_maxOverlap; }

private:
    Deferred& getPage(const crawl::Url& url);
    void arrived(const crawl::Response& response);
    void work();

    const std::atomic<double>& m_callbackMs;
    const std::stop_token m_stop;
    const trace::StringId m_responseName = trace::Recorder::intern("response");
    const trace::StringId m_callbackName = trace::Recorder::intern("callback");
    const trace::StringId m_errbackName = trace::Recorder::intern("errback");
    const trace::StringId m_stopName = trace::Recorder::intern("stop");
    std::unordered_map<std::uint32_t, std::unique_ptr<Deferred>> m_deferreds; // of this list, by request
    std::unique_ptr<DeferredList> m_list;
    bool m_stopped = true; // the list has ended, or none has begun
    QEventLoop m_loop;
    crawl::WireRecorder m_wire{"request"};
    std::uint32_t m_lastId = 0;
    qint64 m_callbacks = 0;
    qint64 m_ok = 0;
    qint64 m_failed = 0;
    qint64 m_cancelled = 0;
    int m_maxOverlap = 0;
    crawl::Downloader m_downloader;
};

} // namespace lanescope::scenario
