// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace lanescope::crawl {

/// The encoding that the <meta> elements at the start of a page name, as iconv calls it; empty if they name none.
/// https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding; callers give 1024 bytes.
/// Threads: any. Complexity: linear.
std::string metaCharset(std::string_view start);

/// "utf-8" of "text/html; charset=UTF-8" and of the content of a <meta http-equiv>; empty if there is none.
std::string charsetOf(std::string_view contentType);

} // namespace lanescope::crawl
