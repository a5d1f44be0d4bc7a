// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>

namespace lanescope::site {

/// Spreads the bits of a 64-bit number (the finaliser of SplitMix64, Steele, Lea, Flood 2014).
[[nodiscard]] constexpr std::uint64_t mixBits(std::uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

/// Small repeatable random sequence: the same key gives the same draws on every machine, unlike the
/// distributions of the standard library, whose algorithms are left to the implementation.
///
/// Threads: one sequence belongs to one thread.
class SeededRandom {
public:
    /// A sequence of its own for each key, e.g. {seed, host, page}.
    explicit constexpr SeededRandom(std::initializer_list<std::uint64_t> key)
    {
        for (const std::uint64_t part : key) {
            m_state = mixBits(m_state + kStep + mixBits(part + kStep));
        }
    }

    constexpr std::uint64_t next() { return mixBits(m_state += kStep); }

    /// Uniform in [0, limit); limit must not be 0. The bias of at most limit / 2^32 does not matter here.
    constexpr std::uint32_t below(std::uint32_t limit)
    {
        return static_cast<std::uint32_t>(((next() >> 32) * limit) >> 32);
    }

    /// Uniform in [0, 1).
    constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

private:
    static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15ULL;
    std::uint64_t m_state = 0;
};

} // namespace lanescope::site
