// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/backoffs.h"

namespace lanescope::crawl {

std::optional<std::int64_t> Backoffs::nextNs() const
{
    return m_heap.empty() ? std::nullopt : std::optional(m_heap.top().atNs);
}

std::optional<PostponedRequest> Backoffs::takeDue(std::int64_t nowNs)
{
    if (m_heap.empty() || m_heap.top().atNs > nowNs)
        return std::nullopt;
    PostponedRequest request = m_heap.top();
    m_heap.pop();
    return request;
}

std::size_t Backoffs::drop(OriginId origin)
{
    const std::size_t before = m_heap.size();
    std::vector<PostponedRequest> others;
    for (; !m_heap.empty(); m_heap.pop()) {
        if (m_heap.top().origin != origin)
            others.push_back(m_heap.top());
    }
    m_heap = Heap(std::greater<>(), std::move(others));
    return before - m_heap.size();
}

} // namespace lanescope::crawl
