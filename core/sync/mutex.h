// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/traced_lock.h"

#include <QMutex>

namespace lanescope::sync {

/// QMutex under the names of the standard, with its waits and holds recorded.
using Mutex = TracedLock<QMutex, trace::ObjectKind::Mutex>;

} // namespace lanescope::sync
