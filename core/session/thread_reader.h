// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/table_reader.h"

namespace lanescope::session {

/// Reads what a session file says of processes and threads. Each function answers false when it is not to be believed, and
/// the table reader says why. Threads: one. Lifetime: within that of the table reader.
class ThreadReader {
public:
    explicit ThreadReader(TableReader& tables)
        : m_tables(tables)
    {
    }

    bool read();
    /// What files of version 4 do not have.
    bool readMigrations();
    /// What those of version 6 do not have.
    bool readNews();
    std::vector<store::Process> takeProcesses() { return std::move(m_processes); }
    std::vector<store::Thread> takeThreads() { return std::move(m_threads); }
    std::vector<store::CpuSet> takeCpuSets() { return std::move(m_cpuSets); }

private:
    bool readProcesses();
    bool readThreads();
    bool readTaskRows();
    bool readCpuSets();
    bool readAffinities();
    bool readUnsampled();
    store::Thread* threadOf(Statement& s);

    TableReader& m_tables;
    std::vector<store::Process> m_processes;
    std::vector<store::Thread> m_threads;
    std::vector<store::CpuSet> m_cpuSets;
};

} // namespace lanescope::session
