// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/wire/downloader.h"
#include "core/crawl/wire/wire_recorder.h"

#include <QEventLoop>
#include <QObject>

#include <atomic>

namespace lanescope::scenario {

/// Fetches a list of URLs on one thread, so many at a time, by turning its event loop.
/// Threads: the one it is made in. Lifetime: the context's signals reach it there.
class AsyncFetch : public QObject {
    Q_OBJECT

public:
    /// `limit`: live. Requests take their ids from `ids`, which others of the process share.
    AsyncFetch(const std::string& name, const std::atomic<double>& limit, std::atomic<std::uint32_t>& ids);

    /// Returns when all have come or failed, or soon after cancel(). The number of those that went well.
    int fetch(const std::vector<crawl::Url>& urls);
    /// As many as the limit now allows.
    void fill();
    void cancel();

private:
    void arrived(const crawl::Response& response);

    const std::atomic<double>& m_limit;
    std::atomic<std::uint32_t>& m_ids;
    crawl::WireRecorder m_wire;
    const trace::StringId m_arrivedName = trace::Recorder::intern("response");
    std::vector<crawl::Url> m_urls;
    std::size_t m_next = 0;
    std::size_t m_ended = 0;
    int m_ok = 0;
    bool m_cancelled = false;
    QEventLoop m_loop;
    crawl::Downloader m_downloader;
};

} // namespace lanescope::scenario
