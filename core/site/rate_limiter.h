// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <unordered_map>

namespace lanescope::site {

/// Lets each client address have so many requests a second of one host: a bucket of tokens for each.
///
/// Of more than a few thousand addresses the bucket that is fullest is given up, which is to its owner's
/// advantage. Threads: belongs to the site's thread. Complexity: O(1) but for that case.
class RateLimiter {
public:
    using Clock = std::chrono::steady_clock;

    struct Rate {
        double perSecond = 0; // 0 = no limit
        int burst = 1;
    };

    /// Takes a token; false: there is none.
    [[nodiscard]] bool admit(std::uint32_t client, Rate rate, Clock::time_point now);
    [[nodiscard]] std::size_t clients() const { return m_buckets.size(); }

private:
    struct Bucket {
        double tokens = 0;
        Clock::time_point filledAt;
    };
    void forgetFullest();

    std::unordered_map<std::uint32_t, Bucket> m_buckets;
};

} // namespace lanescope::site
