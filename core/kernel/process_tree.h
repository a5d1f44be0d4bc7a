// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>
#include <vector>

namespace lanescope::kernel {

/// Who belongs to whom, from /proc at this moment. All of it may have changed when the answer is there:
/// somebody who vanished meanwhile is simply not in it. Threads: any. Errors: an empty list.

/// The threads of a process, in ascending order. Empty when it has ended.
std::vector<pid_t> threadsOf(pid_t pid);

/// The processes that `pid` made and that were not reaped yet, in ascending order.
/// Complexity: the threads of `pid`; all processes where the kernel does not list children.
std::vector<pid_t> childrenOf(pid_t pid);

/// Children, their children and so on; each before its own children.
std::vector<pid_t> descendantsOf(pid_t pid);

} // namespace lanescope::kernel
