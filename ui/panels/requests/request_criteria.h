// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <optional>
#include <string>

namespace lanescope::panels {

/// Which requests are to be seen; what is not set lets all of them through. Plain data. Threads: as a value.
struct RequestCriteria {
    enum class Ending { Any, OnTheWire, Ok, Failed, Filtered, Redirected, Cancelled };

    Ending ending = Ending::Any;
    std::string host;                         ///< as requestHost() has it; empty: any
    std::optional<int> statusClass;           ///< 2 for 200 to 299 …; 0: no answer came
    std::optional<trace::RequestGate> reason; ///< where it was held longest

    bool matches(const store::Request& request) const;
    bool isAny() const { return *this == RequestCriteria{}; }
    bool operator==(const RequestCriteria&) const = default;
};

/// How it ended, or OnTheWire; never Any.
RequestCriteria::Ending endingOf(const store::Request& request);

} // namespace lanescope::panels
