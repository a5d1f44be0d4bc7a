// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/crawl/wire/wire_recorder.h"

#include <atomic>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace lanescope::crawl {

/// Fetches pages the other way round than Downloader: the calling thread stands still until the page is there,
/// as with a plain socket or Python's requests. One connection a page, plain http, no redirects: it is made
/// for the built-in site. The wait is an I/O wait of the thread, the request passes through the lowest free
/// slot, "<name> 1" …
///
/// Threads: any number at once. Errors: every end is an outcome in the response.
class BlockingClient {
public:
    /// Requests take their ids from `ids`, which several clients of a process may share.
    BlockingClient(std::string name, std::atomic<std::uint32_t>& ids)
        : m_ids(ids)
        , m_recorder(std::move(name))
    {
    }

    /// Ends early, as Cancelled, once `stop` is asked for.
    Response fetch(const Url& url, const std::stop_token& stop);

private:
    int takeLane();
    void finish(const Response& response);

    std::atomic<std::uint32_t>& m_ids;
    std::mutex m_mutex;
    WireRecorder m_recorder;       // guarded by m_mutex
    std::vector<bool> m_laneTaken; // guarded by m_mutex
};

} // namespace lanescope::crawl
