// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/trace/probes.h"

#include <functional>
#include <optional>
#include <vector>

namespace lanescope::scenario {

/// A response to come and what is to be done then, as in Twisted: callbacks when it went well, errbacks when it did
/// not, one after the other and each a span, if it has a name. What is added after it has fired runs at once. Threads:
/// one, that of the event loop: nothing here is locked, because nothing here needs to be.
class Deferred {
public:
    using Callback = std::function<void(const crawl::Response&)>;

    Deferred& addCallback(trace::StringId name, Callback callback);
    Deferred& addErrback(trace::StringId name, Callback callback);
    Deferred& addBoth(trace::StringId name, Callback callback);
    /// Once.
    void fire(const crawl::Response& response);

private:
    enum class When { Success, Failure, Both };
    struct Link {
        When when;
        trace::StringId name;
        Callback callback;
    };
    void add(Link link);
    void call(const Link& link) const;

    std::vector<Link> m_links;
    std::optional<crawl::Response> m_fired;
};

/// Many deferreds as one: fires when all of them have, whether they went well or not. Threads: as Deferred.
class DeferredList {
public:
    /// Also while others have fired already.
    void add(Deferred& deferred);
    void addBoth(trace::StringId name, std::function<void()> callback);

private:
    void oneFired();

    int m_open = 0;
    std::vector<std::pair<trace::StringId, std::function<void()>>> m_links;
};

} // namespace lanescope::scenario
