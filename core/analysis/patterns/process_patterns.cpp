// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/patterns/patterns.h"

#include <algorithm>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;

std::vector<ThreadIndex> mainThread(const Snapshot& snapshot, ProcessIndex process)
{
    const auto found = std::ranges::find_if(
        *snapshot.threads, [process](const Thread& thread) { return thread.process == process && !thread.isOurOwn; });
    if (found == snapshot.threads->end())
        return {};
    return {static_cast<ThreadIndex>(found - snapshot.threads->begin())};
}

std::uint64_t identityOfStopped(std::size_t process)
{
    return (static_cast<std::uint64_t>(FindingKind::ProcessStopped) + 1) << 32 | process;
}

} // namespace

void findStopped(const Snapshot& snapshot, Findings& findings)
{
    if (std::ranges::none_of(*snapshot.processes, &Process::isStopped) || isPaused(*snapshot.marks))
        return;
    for (std::size_t i = 0; i < snapshot.processes->size(); ++i) {
        const Process& process = (*snapshot.processes)[i];
        if (!process.isStopped())
            continue;
        const std::string how = process.isTraced() ? "by a debugger" : "(SIGSTOP)";
        Finding finding =
            found(FindingKind::ProcessStopped, {snapshot.endNs, snapshot.endNs},
                  "Process “" + process.name + "”, pid " + std::to_string(process.pid) + ", is stopped " + how +
                      ": nothing in it goes on, and nothing else is judged until it does (SIGCONT).",
                  {}, mainThread(snapshot, static_cast<ProcessIndex>(i)));
        finding.identity = identityOfStopped(i);
        findings.push_back(std::move(finding));
    }
}

bool isStillStopped(const Snapshot& snapshot, const Finding& stopped)
{
    for (std::size_t i = 0; i < snapshot.processes->size(); ++i) {
        if (identityOfStopped(i) == stopped.identity)
            return (*snapshot.processes)[i].isStopped();
    }
    return false;
}

} // namespace lanescope::analysis::patterns
