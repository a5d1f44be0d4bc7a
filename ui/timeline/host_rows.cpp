// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/host_rows.h"

#include <algorithm>
#include <string>

namespace lanescope::timeline {
namespace {

constexpr std::string_view kHost = "host ";
constexpr std::string_view kSnoozed = "snoozed: ";

/// Where `word` begins in a name: at its start, or behind the name of one of several crawls.
std::size_t placeOf(std::string_view word, std::string_view name)
{
    if (name.starts_with(word))
        return 0;
    const std::size_t at = name.find(word);
    return at != std::string_view::npos && name[at - 1] == ' ' ? at : std::string_view::npos;
}

bool isCounter(const store::Snapshot& snapshot, const store::Object& object)
{
    return object.row && snapshot.row(*object.row).isCounter();
}

} // namespace

bool isHostRow(const store::Snapshot& snapshot, const store::Object& object)
{
    return object.kind == trace::ObjectKind::Queue && isCounter(snapshot, object) &&
           placeOf(kHost, object.name) != std::string_view::npos;
}

bool isSnoozeRow(const store::Snapshot& snapshot, const store::Object& object)
{
    return isCounter(snapshot, object) && placeOf(kSnoozed, object.name) != std::string_view::npos;
}

const store::Row* snoozeRowOf(const store::Snapshot& snapshot, const store::Object& host)
{
    const std::size_t at = placeOf(kHost, host.name);
    if (at == std::string_view::npos)
        return nullptr;
    std::string wanted = host.name;
    wanted.replace(at, kHost.size(), kSnoozed);
    const auto found =
        std::find_if(snapshot.objects->begin(), snapshot.objects->end(), [&](const store::Object& object) {
            return object.process == host.process && object.name == wanted && isCounter(snapshot, object);
        });
    return found == snapshot.objects->end() ? nullptr : &snapshot.row(*found->row);
}

double snoozedS(const store::Row& snooze, std::int64_t timeNs)
{
    const auto sum = snooze.sampled(timeNs, timeNs + 1);
    return sum ? std::max(sum->last, 0.0) : 0.0;
}

} // namespace lanescope::timeline
