// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/table_reader.h"

namespace lanescope::session {

/// Reads what a session file says of locks, queues and shared words. Each function answers false when it is not to be believed,
/// and the table reader says why. Threads: one. Lifetime: within that of the table reader.
class ObjectReader {
public:
    explicit ObjectReader(TableReader& tables)
        : m_tables(tables)
    {
    }

    bool read();
    /// What files of version 4 do not have.
    bool readNews();
    /// What those of version 5 do not have either.
    bool readStayAccounts();
    /// What those of version 6 do not have.
    bool readItemCounts();
    std::vector<store::Object> take() { return std::move(m_objects); }

private:
    bool readObjects();
    bool readLocks();
    bool readQueues();
    bool readPlaces();
    bool readAcquires();
    bool readWriters();
    store::Object* objectOf(Statement& s);

    TableReader& m_tables;
    std::vector<store::Object> m_objects;
};

} // namespace lanescope::session
