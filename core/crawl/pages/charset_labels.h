// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lanescope::crawl {

/// The encoding that a label on the web means, by the name that iconv has for it; empty for labels that mean none.
///
/// By the table of the WHATWG Encoding standard: "latin1", "ascii" and "iso-8859-1" all mean windows-1252,
/// because that is what pages that say so are written in. Capitals and blanks around do not count.
std::string encodingOfLabel(std::string_view label);

inline constexpr std::string_view kUtf8 = "UTF-8";
inline constexpr std::string_view kWindows1252 = "CP1252";

} // namespace lanescope::crawl
