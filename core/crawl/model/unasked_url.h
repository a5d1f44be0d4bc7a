// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/filter_reason.h"
#include "core/crawl/model/request.h"

#include <functional>
#include <optional>
#include <vector>

namespace lanescope::crawl {

/// A URL that was found and is not asked for: filtered, or still waiting. Plain data.
struct UnaskedUrl {
    Url url;
    RequestTag tag;
    std::optional<FilterReason> filtered = {}; ///< nothing: it waits
    RequestGate gate = RequestGate::None;      ///< what it waits for
};

/// Called on any thread, holding none of the scheduler's locks unless it is said otherwise.
using UnaskedListener = std::function<void(const UnaskedUrl&)>;

/// What one step of the scheduler leaves out: collected under its lock, told when this goes, after the lock.
/// Threads: one.
class LeftOut {
public:
    explicit LeftOut(const UnaskedListener& listener)
        : m_listener(listener)
    {
    }
    ~LeftOut()
    {
        for (const UnaskedUrl& url : m_urls)
            m_listener(url);
    }
    LeftOut(const LeftOut&) = delete;
    LeftOut& operator=(const LeftOut&) = delete;

    bool isWanted() const { return m_listener != nullptr; }
    void add(UnaskedUrl url)
    {
        if (isWanted())
            m_urls.push_back(std::move(url));
    }

private:
    const UnaskedListener& m_listener;
    std::vector<UnaskedUrl> m_urls;
};

} // namespace lanescope::crawl
