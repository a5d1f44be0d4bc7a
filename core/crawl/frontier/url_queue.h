// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/request.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::crawl {

/// What waits at one origin: a compact deque of request targets, open at both ends, so that last-in-first-out
/// and first-in-first-out are the same store and can be exchanged at any time.
///
/// Entries lie as bytes in blocks that grow from 256 B to 16 KB: 26 B and the target each, no allocation per
/// entry. Threads: none of its own; the owner locks. Complexity: all O(1) amortised.
class UrlQueue {
public:
    struct Entry {
        std::string target;
        std::uint32_t sequence = 0; ///< its number among all that were pushed anywhere
        RequestTag tag;
    };

    void pushBack(std::uint32_t sequence, std::string_view target, const RequestTag& tag);
    /// The queue must not be empty, for all four.
    Entry takeFront();
    Entry takeBack();
    std::uint32_t frontSequence() const;
    std::uint32_t backSequence() const;
    /// From the front to the back.
    void forEach(const std::function<void(const Entry&)>& visit) const;

    std::size_t size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
    std::size_t memoryBytes() const;

private:
    struct Header { // as a RequestTag, in an order that leaves no holes
        trace::Ticks discovered = 0;
        std::uint32_t sequence = 0;
        std::uint32_t backoffMs = 0;
        std::uint16_t depth = 0;
        std::uint16_t length = 0; // of the target
        std::uint8_t redirects = 0;
        std::uint8_t retries = 0;
        std::uint16_t lastStatus : 12 = 0;
        std::uint16_t lastOutcome : 4 = 0;
        static_assert(static_cast<int>(trace::kLastRequestOutcome) < 16);
    };
    static_assert(sizeof(Header) == 24);
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::uint32_t capacity = 0;
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    static std::size_t recordBytes(std::size_t targetLength);
    static Header headerAt(const char* record);
    static Entry entryAt(const char* record);
    static const char* lastRecord(const Block& block);
    Block& blockWithRoom(std::size_t bytes);
    void dropFrontBlock();

    std::vector<Block> m_blocks; // those before m_first are used up
    std::size_t m_first = 0;
    std::size_t m_size = 0;
};

} // namespace lanescope::crawl
