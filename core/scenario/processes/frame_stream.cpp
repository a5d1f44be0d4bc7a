// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/frame_stream.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace lanescope::scenario {
namespace {

constexpr std::uint32_t kMostWriters = 26;

std::byte filler(std::uint32_t writer)
{
    return static_cast<std::byte>('a' + writer);
}

std::array<std::byte, sizeof(FrameHead::kMagic)> magicBytes()
{
    std::array<std::byte, sizeof(FrameHead::kMagic)> bytes{};
    std::memcpy(bytes.data(), &FrameHead::kMagic, sizeof FrameHead::kMagic);
    return bytes;
}

} // namespace

std::vector<std::byte> makeFrame(std::uint32_t writer, std::uint64_t flow, std::uint32_t bytes)
{
    const FrameHead head{FrameHead::kMagic, flow, writer, bytes};
    std::vector<std::byte> frame(bytes, filler(writer));
    std::memcpy(frame.data(), &head, sizeof head);
    return frame;
}

void FrameStream::take(std::span<const std::byte> bytes, const std::function<void(const FrameHead&)>& arrived)
{
    m_bytes.erase(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_begin));
    m_begin = 0;
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    for (Step step = next(arrived); step != Step::NeedMore; step = next(arrived)) {
        if (step == Step::Damaged)
            skipDamage();
    }
}

FrameStream::Step FrameStream::next(const std::function<void(const FrameHead&)>& arrived)
{
    FrameHead head;
    const std::size_t left = m_bytes.size() - m_begin;
    if (left < sizeof head)
        return Step::NeedMore;
    std::memcpy(&head, m_bytes.data() + m_begin, sizeof head);
    const bool possible = head.magic == FrameHead::kMagic && head.writer < kMostWriters && head.bytes >= sizeof head &&
                          head.bytes <= FrameHead::kMostBytes;
    if (!possible)
        return Step::Damaged;
    if (left < head.bytes)
        return Step::NeedMore;
    const std::span body = std::span(m_bytes).subspan(m_begin + sizeof head, head.bytes - sizeof head);
    if (!std::all_of(body.begin(), body.end(), [&](std::byte each) { return each == filler(head.writer); })) {
        m_lost = false; // a frame of its own, whatever was lost before it
        return Step::Damaged;
    }
    ++m_intact;
    m_lost = false;
    m_begin += head.bytes;
    arrived(head);
    return Step::Intact;
}

// To the next place where a head may begin. What is torn off without a head of its own counts once.
void FrameStream::skipDamage()
{
    static const auto magic = magicBytes();
    m_corrupt += m_lost ? 0 : 1;
    m_lost = true;
    const auto from = m_bytes.begin() + static_cast<std::ptrdiff_t>(m_begin) + 1;
    const auto found = std::search(from, m_bytes.end(), magic.begin(), magic.end());
    const std::size_t tail = found != m_bytes.end() ? 0 : std::min<std::size_t>(magic.size() - 1, m_bytes.end() - from);
    m_begin = static_cast<std::size_t>(found - m_bytes.begin()) - tail;
}

} // namespace lanescope::scenario
