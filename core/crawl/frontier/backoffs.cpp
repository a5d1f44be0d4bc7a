// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/backoffs.h"

#include <algorithm>
#include <functional>

namespace lanescope::crawl {

void Backoffs::push(PostponedRequest request)
{
    m_heap.push_back(std::move(request));
    std::push_heap(m_heap.begin(), m_heap.end(), std::greater<>());
}

std::optional<std::int64_t> Backoffs::nextNs() const
{
    return m_heap.empty() ? std::nullopt : std::optional(m_heap.front().atNs);
}

std::optional<PostponedRequest> Backoffs::takeDue(std::int64_t nowNs)
{
    if (m_heap.empty() || m_heap.front().atNs > nowNs)
        return std::nullopt;
    std::pop_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    PostponedRequest request = std::move(m_heap.back());
    m_heap.pop_back();
    return request;
}

void Backoffs::makeDue(std::int64_t nowNs)
{
    for (PostponedRequest& request : m_heap) {
        const std::int64_t leftNs = std::max<std::int64_t>(request.atNs - nowNs, 0);
        request.tag.backoffMs -= std::min(request.tag.backoffMs, static_cast<std::uint32_t>(leftNs / 1'000'000));
        request.atNs -= leftNs;
    }
    std::make_heap(m_heap.begin(), m_heap.end(), std::greater<>());
}

std::size_t Backoffs::drop(OriginId origin)
{
    const std::size_t dropped =
        std::erase_if(m_heap, [origin](const PostponedRequest& each) { return each.origin == origin; });
    std::make_heap(m_heap.begin(), m_heap.end(), std::greater<>());
    return dropped;
}

} // namespace lanescope::crawl
