// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

/// What this machine allows of perf events, and how to say it. Threads: any.
namespace lanescope::kernel {

/// The numbers in a kernel list such as "0-3,8,10-11". Empty when the text is not such a list.
std::vector<int> parseCpuList(std::string_view text);

/// The CPUs that are switched on now, in order. Never empty.
std::vector<int> onlineCpus();

/// kernel.perf_event_paranoid; nothing when the kernel has no perf events.
std::optional<int> perfEventParanoid();

/// Why recording the switches of `pid` was refused with `errorNumber`, and what to do next, as whole
/// sentences.
std::string explainRefusal(int errorNumber, pid_t pid, std::optional<int> paranoid);

/// The same for the memory of the rings, which all programs of a user share.
std::string explainNoRing(int errorNumber);

} // namespace lanescope::kernel
