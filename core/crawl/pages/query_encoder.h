// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lanescope::crawl {

/// Writes what is not ASCII in the query of a link as the page's own encoding has it, in percent signs and hexadecimal
/// digits: a server that writes its pages in Shift_JIS reads its queries so. What that encoding has no character for becomes
/// a numeric character reference, as in a form. Paths are always UTF-8, and are left alone, as is all of a page in UTF-8
/// or UTF-16. The URL standard of the WHATWG, "percent-encode after encoding".
/// Threads: one at a time. Complexity: linear; of a link without such characters, one look at its bytes.
class QueryEncoder {
public:
    /// `encoding`: iconv's name.
    explicit QueryEncoder(const std::string& encoding);

    /// `href` is UTF-8.
    std::string encoded(std::string_view href) const;
    /// Nothing would be changed.
    bool leaves(std::string_view href) const;

private:
    struct CloseConverter {
        void operator()(void* converter) const;
    };

    void appendEncoded(std::string_view character, std::string& out) const;

    std::unique_ptr<void, CloseConverter> m_converter; // null: all is UTF-8
};

} // namespace lanescope::crawl
