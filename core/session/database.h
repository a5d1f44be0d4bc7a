// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/byte_codec.h"
#include "core/trace/result.h"

#include <QString>

#include <concepts>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace lanescope::session {

/// A prepared statement. Inserting: run(values…) binds, steps and resets; after the first failure the rest
/// does nothing and ok() is false. Reading: next(), then the columns from left to right; a column of another
/// type or range than asked for makes ok() false for good. Threads: one at a time. Lifetime: within that of
/// its Database.
class Statement {
public:
    explicit Statement(sqlite3_stmt* statement);

    template <class... Values>
    bool run(const Values&... values)
    {
        m_column = 0;
        if (m_ok)
            (bind(values), ...);
        return stepAndReset();
    }

    /// True while there is a row.
    bool next();
    std::int64_t integer(std::int64_t lowest = std::numeric_limits<std::int64_t>::min(),
                         std::int64_t highest = std::numeric_limits<std::int64_t>::max());
    template <std::integral T>
    T integerAs()
    {
        return static_cast<T>(integer(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    }
    std::uint64_t count() { return static_cast<std::uint64_t>(integer(0)); }
    bool flag() { return integer(0, 1) != 0; }
    double real();
    std::string text();
    /// Valid until next().
    ByteView blob();
    /// True, and the column is skipped, if it is NULL.
    bool skipNull();
    void refuse() { m_ok = false; }
    bool ok() const { return m_ok; }

private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const;
    };

    void bind(std::int64_t value);
    void bind(double value);
    void bind(std::string_view text);
    void bind(ByteView blob);
    void bind(std::nullopt_t);
    template <std::integral T>
    void bind(T value)
    {
        bind(static_cast<std::int64_t>(value));
    }
    template <class T>
    void bind(const std::optional<T>& value)
    {
        if (value)
            bind(*value);
        else
            bind(std::nullopt);
    }
    bool stepAndReset();

    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
    int m_column = 0;
    bool m_ok = true;
};

/// One SQLite file. Errors are half sentences with SQLite's own reason. Threads: one at a time.
class Database {
public:
    /// An empty file, written without a journal: it is a new file that is renamed when it is complete.
    static Result<Database> create(const QString& path);
    /// Read-only, no journal or other file beside it is looked at, and nothing the file says is trusted.
    static Result<Database> open(const QString& path);

    Status execute(const char* sql);
    Result<Statement> prepare(const char* sql);
    Status close();
    /// Why the last call failed.
    std::string reason() const;

private:
    struct Closer {
        void operator()(sqlite3* handle) const;
    };
    explicit Database(sqlite3* handle)
        : m_handle(handle)
    {
    }

    std::unique_ptr<sqlite3, Closer> m_handle;
};

} // namespace lanescope::session
