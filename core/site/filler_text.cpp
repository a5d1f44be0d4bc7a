// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/filler_text.h"

#include "core/site/seeded_random.h"

#include <algorithm>
#include <array>

namespace lanescope::site {

namespace {

constexpr qsizetype kTextBytes = qsizetype{32} * 1024;
constexpr qsizetype kLongestPhrase = 256;

constexpr std::array<const char*, 48> kWords = {
    "amber",  "anchor",  "basin",  "bridge", "canal",  "cedar",   "circuit", "cloud",   "copper", "current",
    "delta",  "ember",   "ferry",  "field",  "garden", "glass",   "granite", "harbour", "hollow", "island",
    "ladder", "lantern", "ledger", "marble", "meadow", "mirror",  "north",   "orchard", "paper",  "pebble",
    "plain",  "quarry",  "quiet",  "river",  "saddle", "shadow",  "signal",  "silver",  "slow",   "station",
    "stone",  "thread",  "timber", "tunnel", "valley", "village", "window",  "winter"};

} // namespace

FillerText::FillerText(std::uint64_t seed)
{
    SeededRandom random{seed, kTextBytes};
    m_text.reserve(kTextBytes + 16);
    while (m_text.size() < kTextBytes) {
        m_text += kWords[random.below(kWords.size())];
        m_text += random.below(12) == 0 ? ". " : " ";
    }
}

void FillerText::appendTo(QByteArray& out, std::uint64_t position, qsizetype bytes) const
{
    auto from = static_cast<qsizetype>(position % static_cast<std::uint64_t>(m_text.size()));
    while (bytes > 0) {
        const qsizetype taken = std::min(bytes, m_text.size() - from);
        out.append(m_text.constData() + from, taken);
        bytes -= taken;
        from = 0;
    }
}

QByteArrayView FillerText::words(std::uint64_t position, int count) const
{
    const auto room = static_cast<std::uint64_t>(m_text.size() - kLongestPhrase);
    const qsizetype begin = m_text.indexOf(' ', static_cast<qsizetype>(position % room)) + 1;
    qsizetype end = begin;
    for (int word = 0; word < count; ++word) {
        end = m_text.indexOf(' ', end) + 1;
    }
    return QByteArrayView(m_text).sliced(begin, end - begin - 1);
}

} // namespace lanescope::site
