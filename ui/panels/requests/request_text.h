// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

#include <string_view>

namespace lanescope::panels {

/// What people read of a request. Pure. Threads: any.

/// "ok", "timeout", "host not found": how a request ended.
QString outcomeText(trace::RequestOutcome outcome);

/// The same; of one that is on the wire still, the phase it is in: "awaiting the first byte".
QString outcomeText(const store::Request& request);

/// False for one that was filtered: whatever its stamps say, it was never on the wire.
bool wasSent(const store::Request& request);

/// The host of a URL, without user, port and brackets; empty if it has none. A view into `url`.
std::string_view requestHost(std::string_view url);

/// The line that fetches this URL from a shell, as the crawl did: quoted for any POSIX shell, "[]" and "{}" taken as
/// they stand. `userAgent` may be empty.
QString curlCommand(std::string_view url, const QString& userAgent);

/// "slot cap, 1.2 s": where it was held longest, and how long; empty if nowhere.
QString reasonText(const store::Request& request);

} // namespace lanescope::panels
