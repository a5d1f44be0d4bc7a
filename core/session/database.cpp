// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/database.h"

#include <QUrl>

#include <cerrno>
#include <cstring>

#include <sqlite3.h>

namespace lanescope::session {
namespace {

constexpr int kLongestValue = 64 << 20; // bytes of one value; ours stay far below

} // namespace

Statement::Statement(sqlite3_stmt* statement)
    : m_statement(statement)
{
}

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

void Statement::bind(std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), ++m_column, value);
}

void Statement::bind(double value)
{
    sqlite3_bind_double(m_statement.get(), ++m_column, value);
}

void Statement::bind(std::string_view text)
{
    // A null pointer would bind NULL instead of an empty text.
    const char* data = text.data() == nullptr ? "" : text.data();
    sqlite3_bind_text(m_statement.get(), ++m_column, data, static_cast<int>(text.size()), SQLITE_STATIC);
}

void Statement::bind(ByteView blob)
{
    sqlite3_bind_blob64(m_statement.get(), ++m_column, blob.data(), blob.size(), SQLITE_STATIC);
}

void Statement::bind(std::nullopt_t)
{
    sqlite3_bind_null(m_statement.get(), ++m_column);
}

bool Statement::stepAndReset()
{
    if (!m_ok)
        return false;
    m_ok = sqlite3_step(m_statement.get()) == SQLITE_DONE;
    if (m_ok)
        sqlite3_reset(m_statement.get());
    return m_ok;
}

bool Statement::next()
{
    if (!m_ok)
        return false;
    m_column = 0;
    const int result = sqlite3_step(m_statement.get());
    m_ok = result == SQLITE_ROW || result == SQLITE_DONE;
    return result == SQLITE_ROW;
}

std::int64_t Statement::integer(std::int64_t lowest, std::int64_t highest)
{
    const int column = m_column++;
    const std::int64_t value = sqlite3_column_int64(m_statement.get(), column);
    if (sqlite3_column_type(m_statement.get(), column) == SQLITE_INTEGER && value >= lowest && value <= highest)
        return value;
    m_ok = false;
    return lowest > 0 || highest < 0 ? lowest : 0;
}

double Statement::real()
{
    const int column = m_column++;
    if (sqlite3_column_type(m_statement.get(), column) == SQLITE_FLOAT)
        return sqlite3_column_double(m_statement.get(), column);
    m_ok = false;
    return 0;
}

std::string Statement::text()
{
    const int column = m_column++;
    if (sqlite3_column_type(m_statement.get(), column) != SQLITE_TEXT) {
        m_ok = false;
        return {};
    }
    const auto* data = sqlite3_column_text(m_statement.get(), column);
    const int size = sqlite3_column_bytes(m_statement.get(), column);
    return data == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(data), size);
}

ByteView Statement::blob()
{
    const int column = m_column++;
    if (sqlite3_column_type(m_statement.get(), column) != SQLITE_BLOB) {
        m_ok = false;
        return {};
    }
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_statement.get(), column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

bool Statement::skipNull()
{
    if (sqlite3_column_type(m_statement.get(), m_column) != SQLITE_NULL)
        return false;
    ++m_column;
    return true;
}

void Database::Closer::operator()(sqlite3* handle) const
{
    sqlite3_close(handle);
}

Result<Database> Database::create(const QString& path)
{
    sqlite3* handle = nullptr;
    const int result =
        sqlite3_open_v2(path.toUtf8().constData(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    Database database(handle);
    if (result != SQLITE_OK)
        return Error{database.reason()};
    if (Status status = database.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=16384;");
        !status)
        return Error{status.error()};
    return database;
}

Result<Database> Database::open(const QString& path)
{
    QByteArray uri = QUrl::fromLocalFile(path).toEncoded(QUrl::FullyEncoded) + "?immutable=1";
    sqlite3* handle = nullptr;
    const int result = sqlite3_open_v2(uri.constData(), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    Database database(handle);
    if (result != SQLITE_OK)
        return Error{database.reason()};
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kLongestValue);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    if (Status status = database.execute("PRAGMA cell_size_check=ON; PRAGMA mmap_size=0;"); !status)
        return Error{status.error()};
    return database;
}

Status Database::execute(const char* sql)
{
    if (sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        return Error{reason()};
    return Done{};
}

Result<Statement> Database::prepare(const char* sql)
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(m_handle.get(), sql, -1, &statement, nullptr) != SQLITE_OK)
        return Error{reason()};
    return Statement(statement);
}

Status Database::close()
{
    if (sqlite3_close(m_handle.get()) != SQLITE_OK)
        return Error{reason()};
    [[maybe_unused]] sqlite3* closed = m_handle.release();
    return Done{};
}

std::string Database::reason() const
{
    if (!m_handle)
        return "out of memory";
    std::string text = sqlite3_errmsg(m_handle.get());
    if (const int code = sqlite3_system_errno(m_handle.get()); code != 0)
        text += std::string(": ") + std::strerror(code);
    return text;
}

} // namespace lanescope::session
