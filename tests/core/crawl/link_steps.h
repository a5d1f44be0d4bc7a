// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/pages/link_extractor.h"

#include <string>
#include <vector>

/// What tests of the link extractor do again and again.
namespace link_steps {

using namespace lanescope::crawl;
using Links = std::vector<std::string>;

inline Links hrefsOf(const PageLinks& page)
{
    Links hrefs;
    for (const PageLink& link : page.links)
        hrefs.push_back(link.href);
    return hrefs;
}

/// The same page, cut into pieces of this length.
inline PageLinks inPieces(std::string_view html, std::size_t length, const std::string& contentType = {})
{
    LinkExtractor extractor(contentType);
    for (std::size_t at = 0; at < html.size(); at += length)
        extractor.feed(html.substr(at, length));
    return extractor.finish();
}

} // namespace link_steps
