// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/host_rows.h"

#include <algorithm>
#include <string>

namespace lanescope::timeline {
namespace {

constexpr std::string_view kHost = "host ";
constexpr std::string_view kSnoozed = "snoozed: ";
constexpr std::string_view kOnTheWire = "on the wire: ";

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

/// The counter with the host's name and that word before it.
std::optional<store::ObjectIndex> counterOf(const store::Snapshot& snapshot, const store::Object& host,
                                            std::string_view word)
{
    const std::size_t at = placeOf(kHost, host.name);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string wanted = host.name;
    wanted.replace(at, kHost.size(), word);
    const auto& objects = *snapshot.objects;
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
        if (objects[i].process == host.process && objects[i].name == wanted && isCounter(snapshot, objects[i]))
            return store::ObjectIndex{i};
    }
    return std::nullopt;
}

} // namespace

bool isHostRow(const store::Snapshot& snapshot, const store::Object& object)
{
    return object.kind == trace::ObjectKind::Queue && isCounter(snapshot, object) &&
           placeOf(kHost, object.name) != std::string_view::npos;
}

bool hasHostRow(const store::Snapshot& snapshot)
{
    return std::ranges::any_of(*snapshot.objects, [&](const auto& object) { return isHostRow(snapshot, object); });
}

bool isSnoozeRow(const store::Snapshot& snapshot, const store::Object& object)
{
    return isCounter(snapshot, object) && placeOf(kSnoozed, object.name) != std::string_view::npos;
}

bool isWireRow(const store::Snapshot& snapshot, const store::Object& object)
{
    return isCounter(snapshot, object) && placeOf(kOnTheWire, object.name) != std::string_view::npos;
}

const store::Row* snoozeRowOf(const store::Snapshot& snapshot, const store::Object& host)
{
    const auto found = counterOf(snapshot, host, kSnoozed);
    return found ? &snapshot.row(*snapshot.object(*found).row) : nullptr;
}

std::optional<store::ObjectIndex> wireRowOf(const store::Snapshot& snapshot, const store::Object& host)
{
    return counterOf(snapshot, host, kOnTheWire);
}

double snoozedS(const store::Row& snooze, std::int64_t timeNs)
{
    const auto sum = snooze.sampled(timeNs, timeNs + 1);
    return sum ? std::max(sum->last, 0.0) : 0.0;
}

} // namespace lanescope::timeline
