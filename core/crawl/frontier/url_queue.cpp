// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/url_queue.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace lanescope::crawl {

namespace {

constexpr std::uint32_t kSmallestBlock = 256;
constexpr std::uint32_t kLargestBlock = 16 * 1024;
using Trailer = std::uint16_t; // length of the target again, to be found from behind

} // namespace

// A record: Header, target, Trailer.
std::size_t UrlQueue::recordBytes(std::size_t targetLength)
{
    return sizeof(Header) + targetLength + sizeof(Trailer);
}

UrlQueue::Header UrlQueue::headerAt(const char* record)
{
    Header header;
    std::memcpy(&header, record, sizeof header);
    return header;
}

UrlQueue::Entry UrlQueue::entryAt(const char* record)
{
    const Header header = headerAt(record);
    return {std::string(record + sizeof header, header.length),
            header.sequence,
            {.discovered = header.discovered,
             .depth = header.depth,
             .redirects = header.redirects,
             .retries = header.retries,
             .backoffMs = header.backoffMs,
             .lastTry = {header.lastStatus, static_cast<trace::RequestOutcome>(header.lastOutcome)}}};
}

const char* UrlQueue::lastRecord(const Block& block)
{
    const char* end = block.bytes.get() + block.end;
    Trailer length = 0;
    std::memcpy(&length, end - sizeof length, sizeof length);
    return end - recordBytes(length);
}

UrlQueue::Block& UrlQueue::blockWithRoom(std::size_t bytes)
{
    if (m_first < m_blocks.size() && m_blocks.back().capacity - m_blocks.back().end >= bytes)
        return m_blocks.back();
    const std::uint32_t last = m_first < m_blocks.size() ? m_blocks.back().capacity : 0;
    const std::uint32_t usual = std::clamp(last * 2, kSmallestBlock, kLargestBlock);
    Block block;
    block.capacity = std::max(usual, static_cast<std::uint32_t>(bytes));
    block.bytes = std::make_unique_for_overwrite<char[]>(block.capacity);
    return m_blocks.emplace_back(std::move(block));
}

void UrlQueue::pushBack(std::uint32_t sequence, std::string_view target, const RequestTag& tag)
{
    assert(target.size() <= Url::kMaxLength);
    Block& block = blockWithRoom(recordBytes(target.size()));
    const Header header{.discovered = tag.discovered,
                        .sequence = sequence,
                        .backoffMs = tag.backoffMs,
                        .depth = tag.depth,
                        .length = static_cast<std::uint16_t>(target.size()),
                        .redirects = tag.redirects,
                        .retries = tag.retries,
                        .lastStatus = static_cast<std::uint16_t>(tag.lastTry.status & 0xfff),
                        .lastOutcome = static_cast<std::uint16_t>(static_cast<unsigned>(tag.lastTry.outcome) & 0xfU)};
    const auto trailer = static_cast<Trailer>(target.size());
    char* to = block.bytes.get() + block.end;
    std::memcpy(to, &header, sizeof header);
    std::memcpy(to + sizeof header, target.data(), target.size());
    std::memcpy(to + sizeof header + target.size(), &trailer, sizeof trailer);
    block.end += static_cast<std::uint32_t>(recordBytes(target.size()));
    ++m_size;
}

void UrlQueue::dropFrontBlock()
{
    m_blocks[m_first++] = Block{};
    if (m_first * 2 > m_blocks.size()) {
        m_blocks.erase(m_blocks.begin(), m_blocks.begin() + static_cast<std::ptrdiff_t>(m_first));
        m_first = 0;
    }
}

UrlQueue::Entry UrlQueue::takeFront()
{
    assert(!isEmpty());
    Block& block = m_blocks[m_first];
    Entry entry = entryAt(block.bytes.get() + block.begin);
    block.begin += static_cast<std::uint32_t>(recordBytes(entry.target.size()));
    --m_size;
    if (block.begin == block.end)
        dropFrontBlock();
    return entry;
}

UrlQueue::Entry UrlQueue::takeBack()
{
    assert(!isEmpty());
    Block& block = m_blocks.back();
    const char* record = lastRecord(block);
    Entry entry = entryAt(record);
    block.end = static_cast<std::uint32_t>(record - block.bytes.get());
    --m_size;
    if (block.begin == block.end)
        m_blocks.pop_back();
    return entry;
}

std::uint32_t UrlQueue::frontSequence() const
{
    assert(!isEmpty());
    const Block& block = m_blocks[m_first];
    return headerAt(block.bytes.get() + block.begin).sequence;
}

std::uint32_t UrlQueue::backSequence() const
{
    assert(!isEmpty());
    return headerAt(lastRecord(m_blocks.back())).sequence;
}

void UrlQueue::forEach(const std::function<void(const Entry&)>& visit) const
{
    for (std::size_t index = m_first; index < m_blocks.size(); ++index) {
        const Block& block = m_blocks[index];
        for (std::uint32_t at = block.begin; at < block.end;) {
            const Entry entry = entryAt(block.bytes.get() + at);
            at += static_cast<std::uint32_t>(recordBytes(entry.target.size()));
            visit(entry);
        }
    }
}

std::size_t UrlQueue::memoryBytes() const
{
    std::size_t total = m_blocks.capacity() * sizeof(Block);
    for (const Block& block : m_blocks)
        total += block.capacity;
    return total;
}

} // namespace lanescope::crawl
