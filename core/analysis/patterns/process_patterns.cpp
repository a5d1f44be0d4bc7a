// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"

#include <algorithm>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;

// The window's pause is a SIGSTOP, too, and everybody knows of it.
bool isPaused(const Snapshot& snapshot)
{
    for (auto mark = snapshot.marks->rbegin(); mark != snapshot.marks->rend(); ++mark) {
        if (mark->kind == MarkKind::Paused || mark->kind == MarkKind::Resumed)
            return mark->kind == MarkKind::Paused;
    }
    return false;
}

std::vector<ThreadIndex> mainThread(const Snapshot& snapshot, ProcessIndex process)
{
    const auto found = std::ranges::find_if(
        *snapshot.threads, [process](const Thread& thread) { return thread.process == process && !thread.isOurOwn; });
    if (found == snapshot.threads->end())
        return {};
    return {static_cast<ThreadIndex>(found - snapshot.threads->begin())};
}

} // namespace

bool isStopped(const Process& process)
{
    const bool isTraced = process.kernelState == 't';
    return !process.endNs && (process.kernelState == 'T' || isTraced);
}

void findStopped(const Snapshot& snapshot, Findings& findings)
{
    if (std::ranges::none_of(*snapshot.processes, isStopped) || isPaused(snapshot))
        return;
    for (std::size_t i = 0; i < snapshot.processes->size(); ++i) {
        const Process& process = (*snapshot.processes)[i];
        if (!isStopped(process))
            continue;
        const std::string how = process.kernelState == 't' ? "by a debugger" : "(SIGSTOP)";
        Finding finding =
            found(FindingKind::ProcessStopped, {snapshot.endNs, snapshot.endNs},
                  "Process “" + process.name + "”, pid " + std::to_string(process.pid) + ", is stopped " + how +
                      ": nothing in it goes on, and nothing else is judged until it does (SIGCONT).",
                  {}, mainThread(snapshot, static_cast<ProcessIndex>(i)));
        finding.identity = (static_cast<std::uint64_t>(finding.kind) + 1) << 32 | i;
        findings.push_back(std::move(finding));
    }
}

} // namespace lanescope::analysis::patterns
