// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/csv.h"
#include "core/store/snapshot.h"

#include <optional>
#include <string_view>

namespace lanescope::session {

/// Values of the store as cells of a table. Threads: any.
inline Cell text(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}
inline Cell whole(auto value)
{
    return static_cast<qint64>(value);
}
inline Cell wholeOrNothing(const auto& value)
{
    return value ? whole(*value) : Cell{};
}
inline Cell secondsSince(const store::Snapshot& snapshot, std::int64_t timeNs)
{
    return snapshot.seconds(timeNs);
}
inline Cell secondsOrNothing(const store::Snapshot& snapshot, const std::optional<std::int64_t>& timeNs)
{
    return timeNs ? secondsSince(snapshot, *timeNs) : Cell{};
}
inline Cell seconds(double ns)
{
    return ns / 1e9;
}
inline Cell microseconds(double ns)
{
    return ns / 1e3;
}
inline Cell threadName(const store::Snapshot& snapshot, std::uint32_t thread)
{
    return thread < snapshot.threads->size() ? text((*snapshot.threads)[thread].name) : Cell{};
}
inline Cell objectName(const store::Snapshot& snapshot, std::uint32_t object)
{
    return object < snapshot.objects->size() ? text((*snapshot.objects)[object].name) : Cell{};
}

} // namespace lanescope::session
