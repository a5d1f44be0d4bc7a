// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/database.h"
#include "core/session/series_codec.h"
#include "core/store/snapshot.h"

#include <cmath>
#include <optional>

namespace lanescope::session {

/// Fills tables of a session file. Each function answers false when that failed, and the database knows why. Threads: one at
/// a time. Lifetime: within that of the database.
class TableWriter {
public:
    explicit TableWriter(Database& database)
        : m_database(database)
    {
    }
    TableWriter(const TableWriter&) = delete;
    TableWriter& operator=(const TableWriter&) = delete;

    /// Runs `fill(statement)`, which ends in Statement::run(); true if all of it worked.
    template <class Fill>
    bool into(const char* sql, Fill&& fill)
    {
        Result<Statement> statement = m_database.prepare(sql);
        if (!statement)
            return false;
        fill(statement.value());
        return statement.value().ok();
    }
    template <class T, class Put>
    bool each(const char* sql, const std::vector<T>& items, Put&& put)
    {
        return into(sql, [&](Statement& statement) {
            std::int64_t id = 0;
            for (const T& item : items) {
                if (!put(statement, id++, item))
                    return;
            }
        });
    }
    /// None becomes NULL.
    static std::optional<std::int64_t> number(const auto& index)
    {
        return index ? std::optional(static_cast<std::int64_t>(*index)) : std::nullopt;
    }
    static double finite(double value) { return std::isfinite(value) ? value : 0.0; }

    Database& database() { return m_database; }

private:
    Database& m_database;
};

} // namespace lanescope::session
