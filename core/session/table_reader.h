// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/database.h"
#include "core/session/series_codec.h"
#include "core/session/session_file.h"
#include "core/store/snapshot.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <optional>

namespace lanescope::session {

/// Reads tables of a session file that nobody vouches for: keeps the first reason not to believe it, counts
/// the memory that the result takes, checks types and ranges of values. Threads: one at a time. Lifetime:
/// within that of the database and the limits.
class TableReader {
public:
    TableReader(Database& database, const LoadLimits& limits)
        : m_database(database)
        , m_limits(limits)
    {
    }
    TableReader(const TableReader&) = delete;
    TableReader& operator=(const TableReader&) = delete;

    const std::string& reason() const { return m_reason; }
    bool refuse(std::string why)
    {
        if (m_reason.empty())
            m_reason = std::move(why);
        return false;
    }
    /// Counts what the snapshot will take; false when it is too much.
    bool account(std::size_t bytes)
    {
        m_bytes += bytes;
        return m_bytes <= m_limits.memoryBytes || refuse("it needs more memory than is allowed for a session");
    }

    /// Calls read(statement) for every entry of a table; ids must count up by one, so that a damaged tree
    /// that shows the same page again and again ends the reading.
    template <class Read>
    bool each(const char* table, Read&& read)
    {
        const std::string sql = std::string("SELECT * FROM ") + table + " ORDER BY id";
        Result<Statement> statement = m_database.prepare(sql.c_str());
        if (!statement)
            return refuse(statement.error());
        Statement& s = statement.value();
        for (std::int64_t id = -1; s.next();) {
            const std::int64_t next = s.integer(0);
            if (id >= 0 && next != id + 1)
                s.refuse();
            id = next;
            const bool goOn = s.ok() && read(s);
            if (!s.ok())
                break;
            if (!goOn)
                return false;
        }
        return s.ok() || refuse(std::string("the table “") + table + "” is damaged");
    }
    template <class T>
    bool keep(std::vector<T>& items, T&& item, std::size_t extraBytes = 0)
    {
        items.push_back(std::move(item));
        return account(sizeof(T) + extraBytes);
    }

    static std::int64_t time(Statement& s) { return s.integer(-kTimeLimitNs, kTimeLimitNs); }
    static double real(Statement& s)
    {
        const double value = s.real();
        return std::isfinite(value) ? value : 0;
    }
    static std::optional<std::int64_t> optionalTime(Statement& s)
    {
        return s.skipNull() ? std::nullopt : std::optional(time(s));
    }
    template <class T>
    static std::optional<T> optional(Statement& s)
    {
        return s.skipNull() ? std::nullopt : std::optional(T(s.integerAs<std::uint32_t>()));
    }
    static std::optional<int> optionalInt(Statement& s)
    {
        return s.skipNull() ? std::nullopt : std::optional(s.integerAs<int>());
    }
    template <class E>
    static E choice(Statement& s, E last)
    {
        return static_cast<E>(s.integer(0, static_cast<std::int64_t>(last)));
    }
    template <class Index>
    static Index index(Statement& s)
    {
        return Index(s.integerAs<std::uint32_t>());
    }
    static QString text(Statement& s) { return QString::fromStdString(s.text()); }
    static QJsonObject json(Statement& s)
    {
        const std::string bytes = s.text();
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(bytes), &error);
        if (!document.isObject())
            s.refuse();
        return document.object();
    }

    store::Histogram histogram(Statement& s)
    {
        Result<store::Histogram> unpacked = unpackHistogram(s.blob());
        if (unpacked)
            return unpacked.value();
        refuse(unpacked.error());
        return {};
    }

    Database& database() { return m_database; }

private:
    Database& m_database;
    const LoadLimits& m_limits;
    std::string m_reason;
    std::size_t m_bytes = 0;
};

} // namespace lanescope::session
