// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/present.h"

#include "core/analysis/object_kinds.h"

namespace lanescope::analysis {
namespace {

using namespace store;
using trace::WaitKind;

WaitKind kindOf(State state)
{
    switch (state) {
    case State::LockWait: return WaitKind::Lock;
    case State::ConditionWait: return WaitKind::Condition;
    case State::SemaphoreWait: return WaitKind::Semaphore;
    case State::QueuePutWait: return WaitKind::QueuePut;
    case State::QueueGetWait: return WaitKind::QueueGet;
    case State::JoinWait: return WaitKind::Future;
    default: return WaitKind::None;
    }
}

} // namespace

Present presentOf(const Snapshot& snapshot)
{
    Present present;
    for (std::size_t i = 0; i < snapshot.threads->size(); ++i) {
        const Thread& thread = (*snapshot.threads)[i];
        const std::optional<OpenInterval>& open = snapshot.row(thread.stateRow).open;
        if (thread.endNs || !open || open->subject >= snapshot.objects->size() || kindOf(open->state) == WaitKind::None)
            continue;
        present.waits.push_back({static_cast<ThreadIndex>(i), kindOf(open->state),
                                 static_cast<ObjectIndex>(open->subject), open->startNs});
    }
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        if (!object.owner || !isOwned(object.kind) || snapshot.thread(*object.owner).endNs)
            continue;
        std::int64_t sinceNs = snapshot.beginNs;
        if (object.row && snapshot.row(*object.row).open)
            sinceNs = snapshot.row(*object.row).open->startNs;
        present.holds.push_back({*object.owner, static_cast<ObjectIndex>(i), sinceNs});
    }
    return present;
}

} // namespace lanescope::analysis
