// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

namespace lanescope::panels {

/// Where a selected duration lies among all of its kind.
struct Among {
    store::Histogram all;
    std::int64_t markedNs = 0; ///< the selected one; negative: none
    QString markedText;        ///< "this wait"
};

} // namespace lanescope::panels
