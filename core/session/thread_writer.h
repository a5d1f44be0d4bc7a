// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/table_writer.h"

namespace lanescope::session {

/// Writes what a session file says of processes and threads. Threads: one. Lifetime: within that of both.
class ThreadWriter {
public:
    ThreadWriter(TableWriter& tables, const store::Snapshot& snapshot)
        : m_tables(tables)
        , m_snapshot(snapshot)
    {
    }

    bool write();

private:
    bool writeProcesses();
    bool writeThreads();
    bool writeTaskRows();
    bool writeMigrations();
    bool writeCpuSets();
    bool writeAffinities();
    bool writeUnsampled();

    TableWriter& m_tables;
    const store::Snapshot& m_snapshot;
};

} // namespace lanescope::session
