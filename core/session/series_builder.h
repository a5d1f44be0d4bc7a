// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/series_codec.h"
#include "core/store/series.h"

namespace lanescope::session {

/// Makes a series view out of blocks read from a file. A chunk is allocated only when there are entries to
/// put into it. Threads: one at a time.
template <class Entry, class Summary>
class SeriesBuilder {
public:
    using Chunk = store::Chunk<Entry, Summary>;

    /// The next block: all but the last are kEntriesPerChunk long. False if that does not hold.
    bool add(const std::vector<Entry>& entries)
    {
        if (m_open || entries.empty() || entries.size() > kEntriesPerChunk)
            return false;
        auto chunk = std::make_shared<Chunk>(capacityFor(entries.size()));
        for (std::size_t i = 0; i < entries.size(); ++i)
            chunk->put(i, entries[i]);
        m_size += entries.size();
        m_bytes += chunk->bytes();
        if (entries.size() == kEntriesPerChunk) {
            m_sealed->append(std::move(chunk));
        } else {
            m_open = std::move(chunk);
            m_openCount = entries.size();
        }
        return true;
    }
    std::size_t size() const { return m_size; }
    std::size_t bytes() const { return m_bytes; }

    store::SeriesView<Entry, Summary> finish(std::int64_t goneBeforeNs)
    {
        m_sealed->goneBeforeNs = goneBeforeNs;
        return {m_sealed, m_open, m_openCount};
    }

private:
    static std::size_t capacityFor(std::size_t entries)
    {
        return (entries + Chunk::kBlock - 1) / Chunk::kBlock * Chunk::kBlock;
    }

    std::shared_ptr<store::SealedChunks<Entry, Summary>> m_sealed =
        std::make_shared<store::SealedChunks<Entry, Summary>>();
    std::shared_ptr<Chunk> m_open;
    std::size_t m_openCount = 0;
    std::size_t m_size = 0;
    std::size_t m_bytes = 0;
};

} // namespace lanescope::session
