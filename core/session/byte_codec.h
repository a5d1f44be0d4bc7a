// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace lanescope::session {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Appends numbers to a byte string: variable-length integers (LEB128), zigzag for signed ones, doubles as
/// eight bytes, lowest first. Threads: one at a time.
class ByteWriter {
public:
    void number(std::uint64_t value)
    {
        while (value >= 0x80) {
            m_bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
            value >>= 7;
        }
        m_bytes.push_back(static_cast<std::uint8_t>(value));
    }
    void signedNumber(std::int64_t value)
    {
        number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void real(double value)
    {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (unsigned shift = 0; shift < 64; shift += 8)
            m_bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
    }
    const Bytes& bytes() const { return m_bytes; }

private:
    Bytes m_bytes;
};

/// Reads what ByteWriter wrote out of bytes that nobody vouches for: past the end or after a number that is
/// too long it gives zeros and ok() is false for good. Threads: one at a time.
class ByteReader {
public:
    explicit ByteReader(ByteView bytes)
        : m_bytes(bytes)
    {
    }

    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && m_at < m_bytes.size(); shift += 7) {
            const std::uint8_t byte = m_bytes[m_at++];
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0)
                return value;
        }
        return fail();
    }
    std::int64_t signedNumber()
    {
        const std::uint64_t value = number();
        return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
    }
    double real()
    {
        if (m_bytes.size() - m_at < 8)
            return static_cast<double>(fail());
        std::uint64_t bits = 0;
        for (unsigned shift = 0; shift < 64; shift += 8)
            bits |= static_cast<std::uint64_t>(m_bytes[m_at++]) << shift;
        return std::bit_cast<double>(bits);
    }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_at == m_bytes.size(); }

private:
    std::uint64_t fail()
    {
        m_ok = false;
        m_at = m_bytes.size();
        return 0;
    }

    ByteView m_bytes;
    std::size_t m_at = 0;
    bool m_ok = true;
};

} // namespace lanescope::session
