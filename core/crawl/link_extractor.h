// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lanescope::crawl {

/// The links of one page, as the page writes them (entities resolved, UTF-8), not yet made absolute.
struct PageLinks {
    std::string base;               ///< href of the first <base>; empty if there is none
    std::vector<std::string> hrefs; ///< of <a> and <area>, in page order, duplicates included
    bool truncated = false;         ///< a bound was reached and the rest of the page was not read
};

/// Where reading stops, so that no page can cost more than a moment.
struct ExtractionBounds {
    std::size_t bytes = std::size_t{4} << 20;
    std::size_t links = 20'000;
    int nesting = 512; ///< open elements; libxml2 looks through all of them for each end tag
};

/// Reads HTML with libxml2's SAX push parser. No error: what cannot be read has no links. `charset` is that
/// of the Content-Type header, empty if it names none; then the page's own <meta> counts.
/// Threads: any, at the same time.
PageLinks extractLinks(std::string_view html, const std::string& charset = {},
                       const ExtractionBounds& bounds = {});

/// The charset of a Content-Type value, lower case: "utf-8" of `text/html; charset="UTF-8"`, else empty.
std::string charsetOf(std::string_view contentType);
/// True for text/html and application/xhtml+xml, and for pages that do not say what they are.
bool isHtml(std::string_view contentType);

} // namespace lanescope::crawl
