// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/interval.h"
#include "core/store/segment_forest.h"

#include <cassert>
#include <memory>
#include <vector>

namespace lanescope::store {

/// A stretch of entries with its index. Filled once, front to back, in memory that never moves: a reader
/// that was told "n entries" reads those without a lock while the writer appends behind them.
template <class Entry, class Summary>
class Chunk {
public:
    static constexpr std::size_t kBlock = 32; ///< entries a leaf of the index sums up

    explicit Chunk(std::size_t capacity)
        : m_capacity(capacity)
        , m_entries(std::make_unique_for_overwrite<Entry[]>(capacity))
        , m_nodes(std::make_unique_for_overwrite<Summary[]>(SegmentForest::nodesFor(capacity / kBlock)))
    {
        assert(capacity % kBlock == 0);
    }

    std::size_t capacity() const { return m_capacity; }
    std::size_t bytes() const
    {
        return sizeof(*this) + m_capacity * sizeof(Entry) +
               SegmentForest::nodesFor(m_capacity / kBlock) * sizeof(Summary);
    }
    const Entry& operator[](std::size_t index) const { return m_entries[index]; }

    void put(std::size_t index, const Entry& entry)
    {
        m_entries[index] = entry;
        if ((index + 1) % kBlock == 0) {
            const std::size_t first = index + 1 - kBlock;
            Summary block{};
            for (std::size_t i = first; i <= index; ++i)
                block.add(m_entries[i]);
            SegmentForest::append(m_nodes.get(), first / kBlock, block);
        }
    }

    /// Adds the entries [first, last) to `sum`, in order.
    void summarise(std::size_t first, std::size_t last, Summary& sum) const
    {
        while (first < last && first % kBlock != 0)
            sum.add(m_entries[first++]);
        if (const std::size_t endBlock = last / kBlock; first < endBlock * kBlock) {
            SegmentForest::cover(m_nodes.get(), first / kBlock, endBlock, [&](const Summary& node) { sum.add(node); });
            first = endBlock * kBlock;
        }
        while (first < last)
            sum.add(m_entries[first++]);
    }

private:
    std::size_t m_capacity;
    std::unique_ptr<Entry[]> m_entries;
    std::unique_ptr<Summary[]> m_nodes;
};

/// The full chunks of a series: immutable once shared; the writer copies it before it changes a shared one.
template <class Entry, class Summary>
struct SealedChunks {
    using ChunkPtr = std::shared_ptr<const Chunk<Entry, Summary>>;
    std::vector<ChunkPtr> chunks;
    std::vector<std::size_t> firstIndex; ///< of each chunk; back() + its capacity is the size
    std::vector<Entry> lastEntries;      ///< of each chunk, side by side: a search that hops over chunks misses caches
    std::vector<Summary> nodes;          ///< forest over whole chunks
    std::int64_t goneBeforeNs = std::numeric_limits<std::int64_t>::min(); ///< dropped over the memory budget
    std::uint64_t goneCount = 0;

    std::size_t size() const { return chunks.empty() ? 0 : firstIndex.back() + chunks.back()->capacity(); }
    void append(ChunkPtr chunk)
    {
        Summary all{};
        chunk->summarise(0, chunk->capacity(), all);
        firstIndex.push_back(size());
        lastEntries.push_back((*chunk)[chunk->capacity() - 1]);
        chunks.push_back(std::move(chunk));
        nodes.resize(SegmentForest::nodesFor(chunks.size()));
        SegmentForest::append(nodes.data(), chunks.size() - 1, all);
    }
};

/// An immutable look at a series as it was when it was taken. Cheap to copy. Threads: any.
template <class Entry, class Summary>
class SeriesView {
public:
    SeriesView() = default;
    SeriesView(std::shared_ptr<const SealedChunks<Entry, Summary>> sealed,
               std::shared_ptr<const Chunk<Entry, Summary>> open, std::size_t openCount)
        : m_sealed(std::move(sealed))
        , m_open(std::move(open))
        , m_openCount(openCount)
    {
    }

    std::size_t size() const { return sealedSize() + m_openCount; }
    bool empty() const { return size() == 0; }
    std::int64_t goneBeforeNs() const
    {
        return m_sealed ? m_sealed->goneBeforeNs : std::numeric_limits<std::int64_t>::min();
    }
    /// Entries dropped before the first one that is there.
    std::uint64_t goneCount() const { return m_sealed ? m_sealed->goneCount : 0; }

    const Entry& operator[](std::size_t index) const
    {
        const std::size_t sealed = sealedSize();
        if (index >= sealed)
            return (*m_open)[index - sealed];
        const std::size_t chunk = chunkOf(index);
        return (*m_sealed->chunks[chunk])[index - m_sealed->firstIndex[chunk]];
    }

    /// The first entry for which `before(entry)` is false; entries are partitioned by it. O(log n).
    template <class Before>
    std::size_t partitionPoint(Before&& before) const
    {
        // The chunk first: a search over all indices would look up the chunk of each.
        const std::size_t chunks = m_sealed ? m_sealed->chunks.size() : 0;
        const std::size_t chunk = search(chunks, [&](std::size_t i) { return before(m_sealed->lastEntries[i]); });
        if (chunk == chunks)
            return sealedSize() + search(m_openCount, [&](std::size_t i) { return before((*m_open)[i]); });
        const auto& entries = *m_sealed->chunks[chunk];
        return m_sealed->firstIndex[chunk] +
               search(entries.capacity(), [&](std::size_t i) { return before(entries[i]); });
    }

    /// The entries [first, last), summed through the index. O(log n).
    Summary summarise(std::size_t first, std::size_t last) const
    {
        Summary sum{};
        const std::size_t sealed = sealedSize();
        if (first < std::min(last, sealed))
            summariseSealed(first, std::min(last, sealed), sum);
        if (last > sealed)
            m_open->summarise(std::max(first, sealed) - sealed, last - sealed, sum);
        return sum;
    }

private:
    // The first of 0 … count for which `isBefore` is false, count if there is none.
    template <class IsBefore>
    static std::size_t search(std::size_t count, IsBefore&& isBefore)
    {
        std::size_t low = 0;
        for (std::size_t high = count; low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            if (isBefore(middle))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
    std::size_t sealedSize() const { return m_sealed ? m_sealed->size() : 0; }
    std::size_t chunkOf(std::size_t index) const
    {
        const auto& starts = m_sealed->firstIndex;
        return static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), index) - starts.begin()) - 1;
    }
    void summariseSealed(std::size_t first, std::size_t last, Summary& sum) const
    {
        const std::size_t firstChunk = chunkOf(first);
        const std::size_t lastChunk = chunkOf(last - 1);
        const auto part = [&](std::size_t chunk, std::size_t from, std::size_t to) {
            const std::size_t base = m_sealed->firstIndex[chunk];
            m_sealed->chunks[chunk]->summarise(from - base, to - base, sum);
        };
        if (firstChunk == lastChunk) {
            part(firstChunk, first, last);
            return;
        }
        part(firstChunk, first, m_sealed->firstIndex[firstChunk + 1]);
        SegmentForest::cover(m_sealed->nodes.data(), firstChunk + 1, lastChunk,
                             [&](const Summary& node) { sum.add(node); });
        part(lastChunk, m_sealed->firstIndex[lastChunk], last);
    }

    std::shared_ptr<const SealedChunks<Entry, Summary>> m_sealed;
    std::shared_ptr<const Chunk<Entry, Summary>> m_open;
    std::size_t m_openCount = 0;
};

/// The writer's side of a series: append at the end, drop at the front. Threads: the collector only; views
/// may be read by any thread after they were handed over under a mutex.
template <class Entry, class Summary>
class Series {
public:
    static constexpr std::size_t kSmallestChunk = 32;
    static constexpr std::size_t kLargestChunk = 4096;

    void append(const Entry& entry)
    {
        if (!m_open || m_openCount == m_open->capacity())
            sealAndOpen();
        m_open->put(m_openCount++, entry);
        m_last = entry;
    }
    std::size_t size() const { return m_sealed->size() + m_openCount; }
    bool empty() const { return size() == 0; }
    const Entry& last() const { return m_last; }

    SeriesView<Entry, Summary> view()
    {
        m_sealedIsShared = true;
        return {m_sealed, m_open, m_openCount};
    }

    /// A look for the writer itself; gone before the next append.
    SeriesView<Entry, Summary> peek() const { return {m_sealed, m_open, m_openCount}; }

    std::uint64_t goneCount() const { return m_sealed->goneCount; }
    std::size_t bytes() const { return m_bytes; }
    std::size_t sealedChunks() const { return m_sealed->chunks.size(); }

    /// Lets the oldest full chunks go, so many if there are, and remembers until when; false if there is none. `endNs(entry)`
    /// gives the end of an entry. O(chunks)
    template <class EndNs>
    bool dropOldest(EndNs&& endNs, std::size_t count = 1)
    {
        const auto& chunks = m_sealed->chunks;
        count = std::min(count, chunks.size());
        if (count == 0)
            return false;
        auto next = std::make_shared<SealedChunks<Entry, Summary>>();
        const auto& newest = *chunks[count - 1];
        next->goneBeforeNs = endNs(newest[newest.capacity() - 1]);
        next->goneCount = m_sealed->goneCount;
        for (std::size_t i = 0; i < count; ++i) {
            next->goneCount += chunks[i]->capacity();
            m_bytes -= chunks[i]->bytes();
        }
        for (std::size_t i = count; i < chunks.size(); ++i)
            next->append(chunks[i]);
        m_sealed = std::move(next);
        m_sealedIsShared = false;
        return true;
    }

private:
    void sealAndOpen()
    {
        std::size_t capacity = kSmallestChunk;
        if (m_open) {
            capacity = std::min(m_open->capacity() * 2, kLargestChunk);
            if (m_sealedIsShared)
                m_sealed = std::make_shared<SealedChunks<Entry, Summary>>(*m_sealed);
            m_sealedIsShared = false;
            m_sealed->append(std::move(m_open));
        }
        m_open = std::make_shared<Chunk<Entry, Summary>>(capacity);
        m_bytes += m_open->bytes();
        m_openCount = 0;
    }

    std::shared_ptr<SealedChunks<Entry, Summary>> m_sealed = std::make_shared<SealedChunks<Entry, Summary>>();
    std::shared_ptr<Chunk<Entry, Summary>> m_open;
    std::size_t m_openCount = 0;
    std::size_t m_bytes = 0;
    Entry m_last{};
    bool m_sealedIsShared = false; // a view holds m_sealed; use_count() would say so without ordering memory
};

using IntervalSeries = Series<Interval, IntervalSummary>;
using SampleSeries = Series<Sample, SampleSummary>;

} // namespace lanescope::store
