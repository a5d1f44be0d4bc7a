// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

namespace lanescope::store {

/// Writes of one thread to a shared word, as it tells of a block of them.
struct WritesTold {
    ThreadIndex thread{};
    std::int64_t startNs = 0;
    std::int64_t endNs = 0;
    std::uint64_t times = 0;
    std::uint16_t cpu = trace::kUnknownCpu;
};

/// Follows who writes to one shared word: a counter for each of its threads. Threads: the collector's.
class WordTrack {
public:
    explicit WordTrack(Store& store)
        : m_store(store)
    {
    }

    void add(const WritesTold& writes);
    const WordFigures& figures() const { return m_figures; }

private:
    WordFigures::Writer* writer(ThreadIndex thread, std::int64_t sinceNs);

    Store& m_store;
    WordFigures m_figures;
};

} // namespace lanescope::store
