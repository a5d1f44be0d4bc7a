// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/progress.h"
#include "core/session/session_info.h"
#include "core/store/snapshot.h"
#include "core/trace/result.h"

#include <QString>

namespace lanescope::session {

inline constexpr char kSessionSuffix[] = "lanescope";

struct LoadedSession {
    SessionInfo info;
    store::SnapshotPtr snapshot; ///< not live; otherwise as it was saved
};

/// What a file may make us allocate. A few bytes of zstd can stand for gigabytes, so the loader counts.
struct LoadLimits {
    std::size_t memoryBytes = std::size_t{4} << 30;
};

/// Writes a session to one file (session_schema.h). The target is replaced when the whole file is on the
/// disk, not before. Errors: sentences that name the path and the reason. Threads: any; takes seconds for tens of
/// millions of intervals, so not the GUI thread.
Status saveSession(const store::Snapshot& snapshot, const SessionInfo& info, const QString& path,
                   const Progress& progress = {});

/// Reads a session file that may be damaged or made by an enemy: every type, index, count and time is
/// checked, the memory is bounded. Errors and Threads: as saveSession().
Result<LoadedSession> loadSession(const QString& path, const LoadLimits& limits = {}, const Progress& progress = {});

} // namespace lanescope::session
