// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/url.h"
#include "core/trace/record.h"

namespace lanescope::crawl {

/// A slot is what one set of caps and one delay apply to: all URLs of one host name.
enum class SlotId : std::uint32_t {};

/// What a waiting request carries besides its URL.
struct RequestTag {
    trace::Ticks discovered = 0; ///< when it was queued
    std::uint16_t depth = 0;     ///< links from a start URL
    std::uint8_t redirects = 0;  ///< redirects that led here

    bool operator==(const RequestTag&) const = default;
};

/// A request that may start now; it holds its tokens until Frontier::finished().
struct Request {
    std::uint32_t id = 0; ///< counts from 1 within a crawl
    SlotId slot{};
    RequestTag tag;
    Url url;
};

} // namespace lanescope::crawl
