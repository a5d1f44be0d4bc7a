// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/request.h"

#include <optional>
#include <string>
#include <vector>

namespace lanescope::crawl {

/// A request that failed and waits for its time to be tried again.
struct PostponedRequest {
    std::int64_t atNs = 0;
    OriginId origin{};
    std::string target;
    RequestTag tag;

    bool operator>(const PostponedRequest& other) const { return atNs > other.atNs; }
};

/// Those of one frontier. Threads: none of its own; one owner. Complexity: O(log n); drop() O(n).
class Backoffs {
public:
    void push(PostponedRequest request);
    std::size_t size() const { return m_heap.size(); }
    /// When the next of them is due.
    std::optional<std::int64_t> nextNs() const;
    /// One that is due.
    std::optional<PostponedRequest> takeDue(std::int64_t nowNs);
    /// None of them waits any longer.
    void makeDue(std::int64_t nowNs);
    /// In no order.
    const std::vector<PostponedRequest>& all() const { return m_heap; }
    /// Forgets all of that origin; how many they were.
    std::size_t drop(OriginId origin);

private:
    std::vector<PostponedRequest> m_heap; // the next one first
};

} // namespace lanescope::crawl
