// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lanescope::crawl {

/// Turns bytes of any encoding into UTF-8, piece by piece; what is none of its characters becomes U+FFFD.
///
/// Unlike libxml2's own conversion it does not end at the first wrong byte. An encoding that iconv does not know
/// is read as windows-1252. Threads: as a value; may be moved. Complexity: linear; UTF-8 itself is only checked.
class CharsetDecoder {
public:
    /// `encoding`: iconv's name.
    explicit CharsetDecoder(const std::string& encoding);

    /// Appends to `out`; the start of a character at the end of `bytes` is kept for the next call.
    void decode(std::string_view bytes, std::string& out);
    /// Nothing comes any more: what was kept is no character.
    void finish(std::string& out);

private:
    struct CloseConverter {
        void operator()(void* converter) const;
    };

    void decodeUtf8(std::string_view bytes, std::string& out);
    void convert(std::string_view bytes, std::string& out);

    std::unique_ptr<void, CloseConverter> m_converter; // null: the input is UTF-8
    std::string m_kept;
};

} // namespace lanescope::crawl
