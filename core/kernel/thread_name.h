// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace lanescope::kernel {

/// What a thread is called whose name the kernel cut after 15 bytes: Qt's own threads have longer ones, which are
/// known. Anything else comes back as it is. Threads: any.
std::string_view wholeThreadName(std::string_view comm);

} // namespace lanescope::kernel
