// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lanescope::crawl {

/// Who said in which encoding a page is written.
enum class CharsetSource {
    ByteOrderMark,
    Http,  ///< the Content-Type header
    Meta,  ///< the page itself
    Guess, ///< nobody; its bytes look like it
};

struct Charset {
    std::string encoding; ///< iconv's name
    CharsetSource source = CharsetSource::Guess;
    std::size_t markBytes = 0; ///< of the byte order mark at the very start
};

/// How much of a page is looked at for what.
inline constexpr std::size_t kPrescanBytes = 1024;
inline constexpr std::size_t kGuessBytes = 16 * 1024;

/// The encoding of a page, in the order of the HTML standard: byte order mark, HTTP, <meta>, then a guess. `start`:
/// what has arrived so far; `complete`: that is all, or all there will be. Nothing: more of it is needed.
///
/// The guess is UTF-8 if the bytes are that, else libuchardet's, else windows-1252.
/// Threads: any. Complexity: linear in what it looks at.
std::optional<Charset> sniffCharset(std::string_view start, std::string_view contentType, bool complete);

} // namespace lanescope::crawl
