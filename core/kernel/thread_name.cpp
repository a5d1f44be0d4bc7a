// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/thread_name.h"

#include <algorithm>
#include <array>

namespace lanescope::kernel {
namespace {

constexpr std::size_t kCommBytes = 15;

// As Qt 6 names them; the object's own name where it has one, else the class of the thread.
constexpr std::array<std::string_view, 5> kLongNames{"QNetworkAccessManager", "QDBusConnectionManager",
                                                     "QFileInfoGatherer", "QHostInfoLookupManager",
                                                     "QFileSystemWatcherThread"};

} // namespace

std::string_view wholeThreadName(std::string_view comm)
{
    if (comm.size() != kCommBytes)
        return comm;
    const auto found = std::find_if(kLongNames.begin(), kLongNames.end(),
                                    [comm](std::string_view name) { return name.starts_with(comm); });
    return found == kLongNames.end() ? comm : *found;
}

} // namespace lanescope::kernel
