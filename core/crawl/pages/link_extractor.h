// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/pages/charset_sniffer.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::crawl {

/// A link as the page writes it: entities resolved, in UTF-8, not yet made absolute.
struct PageLink {
    std::string href;
    bool nofollow = false; ///< rel="nofollow"
    bool operator==(const PageLink&) const = default;
};

/// The links of one page.
struct PageLinks {
    std::string base;            ///< href of the first <base>; empty if there is none
    std::vector<PageLink> links; ///< of <a> and <area>, in page order, duplicates included
    bool nofollow = false;       ///< <meta name="robots" content="nofollow">: none of them
    bool truncated = false;      ///< a bound was reached and the rest of the page was not read
    std::uint64_t oversized = 0; ///< links left out because nothing could be so long
    Charset charset;             ///< the page was read in
};

/// Where reading stops, so that no page can cost more than a moment.
struct ExtractionBounds {
    std::size_t bytes = std::size_t{64} << 20;
    std::size_t links = 100'000;
    std::size_t hrefBytes = std::size_t{16} << 20; ///< of all links together
};

/// Finds the links of one page while it arrives: its encoding by the rules of the HTML standard, its links by
/// libxml2's SAX parser.
///
/// Errors: none; what cannot be read has no links. Threads: one at a time; different pages at the same time.
/// Memory: the first 16 KiB while the encoding is not known, then one tag and the links. Complexity: linear.
class LinkExtractor {
public:
    /// `contentType`: the header, for the charset that it may name.
    explicit LinkExtractor(std::string contentType = {}, const ExtractionBounds& bounds = {});
    ~LinkExtractor();
    LinkExtractor(LinkExtractor&&) noexcept;
    LinkExtractor& operator=(LinkExtractor&&) noexcept;

    void feed(std::string_view bytes);
    /// A bound was reached: nothing that still comes would be read.
    bool isFull() const;
    /// The page ends here. To be called once.
    PageLinks finish();

private:
    struct Reading;
    std::unique_ptr<Reading> m_reading;
};

/// The links of a page that is there as a whole.
PageLinks extractLinks(std::string_view html, std::string_view contentType = {}, const ExtractionBounds& bounds = {});

/// True for text/html and application/xhtml+xml, and for pages that do not say what they are.
bool isHtml(std::string_view contentType);

} // namespace lanescope::crawl
