// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/snapshot.h"

namespace lanescope::store {

bool isPaused(const std::vector<Mark>& marks, std::int32_t pid)
{
    for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark) {
        if (mark->value == pid && (mark->kind == MarkKind::Paused || mark->kind == MarkKind::Resumed))
            return mark->kind == MarkKind::Paused;
    }
    return false;
}

SnapshotPtr Snapshot::empty()
{
    static const SnapshotPtr nothing = [] {
        auto snapshot = std::make_shared<Snapshot>();
        snapshot->processes = std::make_shared<std::vector<Process>>();
        snapshot->threads = std::make_shared<std::vector<Thread>>();
        snapshot->objects = std::make_shared<std::vector<Object>>();
        snapshot->cpus = std::make_shared<std::vector<Cpu>>();
        snapshot->cpuSets = std::make_shared<std::vector<CpuSet>>();
        snapshot->marks = std::make_shared<std::vector<Mark>>();
        snapshot->flows = std::make_shared<std::vector<Flow>>();
        snapshot->names = std::make_shared<std::vector<std::string>>();
        snapshot->requests = std::make_shared<RequestFigures>();
        snapshot->present = std::make_shared<Present>();
        snapshot->lockOrder = std::make_shared<std::vector<OrderEdge>>();
        return snapshot;
    }();
    return nothing;
}

} // namespace lanescope::store
