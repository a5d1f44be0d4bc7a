// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/rate_limiter.h"

#include <algorithm>

namespace lanescope::site {

namespace {

constexpr std::size_t kMaxClients = 4096;

} // namespace

bool RateLimiter::admit(std::uint32_t client, Rate rate, Clock::time_point now)
{
    if (rate.perSecond <= 0) {
        return true;
    }
    if (m_buckets.size() >= kMaxClients && !m_buckets.contains(client)) {
        forgetFullest();
    }
    const double full = std::max(rate.burst, 1);
    const auto [place, isNew] = m_buckets.try_emplace(client, Bucket{full, now});
    Bucket& bucket = place->second;
    const double elapsedS = std::chrono::duration<double>(now - bucket.filledAt).count();
    bucket.tokens = std::min(full, bucket.tokens + std::max(elapsedS, 0.0) * rate.perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
        return false;
    }
    bucket.tokens -= 1;
    return true;
}

void RateLimiter::forgetFullest()
{
    const auto fullest = std::ranges::max_element(m_buckets, {}, [](const auto& entry) { return entry.second.tokens; });
    m_buckets.erase(fullest);
}

} // namespace lanescope::site
