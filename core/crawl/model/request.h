// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/gate_clock.h"
#include "core/crawl/url/url.h"
#include "core/trace/record.h"

namespace lanescope::crawl {

/// A slot is what one cap and one delay apply to: all URLs of one host, registrable domain or address.
enum class SlotId : std::uint32_t {};
/// Scheme, host and port: what one robots.txt and one breaker apply to.
enum class OriginId : std::uint32_t {};

/// How a request that is tried again ended before. Plain data.
struct LastTry {
    std::uint16_t status = 0; ///< 0: no answer came
    trace::RequestOutcome outcome = trace::RequestOutcome::Ok;

    bool operator==(const LastTry&) const = default;
};

/// What a waiting request carries besides its URL.
struct RequestTag {
    trace::Ticks discovered = 0; ///< when it was queued; of one that is tried again: for this try
    std::uint16_t depth = 0;     ///< links from a start URL
    std::uint8_t redirects = 0;  ///< redirects that led here
    std::uint8_t retries = 0;    ///< times it was tried before
    std::uint32_t backoffMs = 0; ///< how much of its wait was for Backoff
    LastTry lastTry = {};        ///< where it was tried before

    bool operator==(const RequestTag&) const = default;
};

/// A page is one of the URLs that a crawl counts; a robots.txt is fetched on the way.
enum class RequestKind : std::uint8_t { Page, Robots };

/// A request that may start now; it holds its tokens until Frontier::finished().
struct Request {
    std::uint32_t id = 0; ///< of no other request of this process
    RequestKind kind = RequestKind::Page;
    OriginId origin{};
    SlotId slot{};            ///< at its start; slots change when their key does
    std::int64_t takenNs = 0; ///< when it took its tokens
    OriginId robotsFor{};     ///< of a robots.txt: whose pages wait for it
    RequestTag tag = {};
    GateTimes waited = {}; ///< how long it waited at which gate
    Url url = {};
};

} // namespace lanescope::crawl
