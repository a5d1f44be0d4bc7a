// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace lanescope {

/// Why something did not work, as a whole sentence for people: what, where, and what to do next.
struct Error {
    std::string message;
};

/// A value, or the Error that explains why there is none. Expected failures travel as values; contract
/// breaches are asserts. Threads: as the T it holds.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_value(std::move(value))
    {
    }
    Result(Error error)
        : m_error(std::move(error))
    {
    }

    explicit operator bool() const { return m_value.has_value(); }
    bool ok() const { return m_value.has_value(); }

    T& value() &
    {
        assert(ok());
        return *m_value;
    }
    const T& value() const&
    {
        assert(ok());
        return *m_value;
    }
    T&& value() &&
    {
        assert(ok());
        return std::move(*m_value);
    }
    const std::string& error() const { return m_error.message; }

private:
    std::optional<T> m_value;
    Error m_error;
};

/// For actions that return nothing.
struct Done {};
using Status = Result<Done>;

} // namespace lanescope
