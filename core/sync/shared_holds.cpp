// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/shared_holds.h"

#include <algorithm>
#include <vector>

namespace lanescope::sync {
namespace {

struct Hold {
    trace::ObjectId object{};
    int count = 0;
    trace::Ticks since = 0;
    trace::Acquired how = trace::Acquired::AtOnce;
};

// A thread holds few things at a time, and what it took last it gives back first.
thread_local std::vector<Hold> t_holds;

auto find(trace::ObjectId object)
{
    return std::find_if(t_holds.rbegin(), t_holds.rend(), [&](const Hold& hold) { return hold.object == object; });
}

} // namespace

void SharedHolds::taken(trace::TracedObject& object, int count, trace::Ticks since, trace::Acquired how)
{
    if (!object.recorded() || count <= 0)
        return;
    if (const auto hold = find(object.id()); hold != t_holds.rend()) {
        hold->count += count;
        return;
    }
    t_holds.push_back({object.id(), count, object.acquired(since, trace::HoldKind::Shared), how});
}

void SharedHolds::givenBack(trace::TracedObject& object, int count)
{
    if (!object.recorded() || count <= 0)
        return;
    const auto hold = find(object.id());
    object.releasing();
    if (hold == t_holds.rend()) {
        object.releasedByOther();
        return;
    }
    hold->count -= count;
    if (hold->count > 0)
        return;
    object.released(hold->since, hold->how, trace::HoldKind::Shared);
    t_holds.erase(std::next(hold).base());
}

} // namespace lanescope::sync
