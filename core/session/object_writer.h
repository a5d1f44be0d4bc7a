// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/table_writer.h"

namespace lanescope::session {

/// Writes what a session file says of locks, queues and shared words. Threads: one. Lifetime: within that of both.
class ObjectWriter {
public:
    ObjectWriter(TableWriter& tables, const store::Snapshot& snapshot)
        : m_tables(tables)
        , m_snapshot(snapshot)
    {
    }

    bool write();

private:
    bool writeObjects();
    bool writeLocks();
    bool writeQueues();
    bool writePlaces();
    bool writeAcquires();
    bool writeWriters();
    bool writeStayAccounts();
    bool writeItemCounts();

    TableWriter& m_tables;
    const store::Snapshot& m_snapshot;
};

} // namespace lanescope::session
