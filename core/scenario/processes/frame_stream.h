// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lanescope::scenario {

/// The head of a message in a pipe; behind it, up to `bytes` in all, one byte of the writer again and again, so that
/// the reader knows whose bytes they are.
struct FrameHead {
    static constexpr std::uint64_t kMagic = 0xF5'4C'41'4E'45'46'52'FAULL;
    static constexpr std::uint32_t kMostBytes = 1U << 20;

    std::uint64_t magic = kMagic;
    std::uint64_t flow = 0;   ///< for the arrow in the recording
    std::uint32_t writer = 0; ///< below 26
    std::uint32_t bytes = 0;
};

/// A whole frame. `bytes` is at least the head's size.
std::vector<std::byte> makeFrame(std::uint32_t writer, std::uint64_t flow, std::uint32_t bytes);

/// Takes frames out of a stream of bytes and tells whole ones from those that another writer's bytes got into.
/// Never trusts a head; finds the next one after damage. Threads: one. Complexity: O(1) a byte on the average.
class FrameStream {
public:
    /// `arrived` is called with each whole frame's head.
    void take(std::span<const std::byte> bytes, const std::function<void(const FrameHead&)>& arrived);

    std::uint64_t intact() const { return m_intact; }
    std::uint64_t corrupt() const { return m_corrupt; }

private:
    enum class Step { NeedMore, Intact, Damaged };
    Step next(const std::function<void(const FrameHead&)>& arrived);
    void skipDamage();

    std::vector<std::byte> m_bytes; // from m_begin on, not dealt with yet
    std::size_t m_begin = 0;
    std::uint64_t m_intact = 0;
    std::uint64_t m_corrupt = 0;
    bool m_lost = false; // since the last whole frame: this damage is counted
};

} // namespace lanescope::scenario
