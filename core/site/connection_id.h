// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lanescope::site {

/// Names one accepted connection for the life of the server; never reused, so a late timer cannot hit a
/// newer connection.
enum class ConnectionId : std::uint64_t {};

} // namespace lanescope::site
