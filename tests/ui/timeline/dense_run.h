// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <algorithm>
#include <random>
#include <string>

namespace lanescope::tests {

/// Many threads with very many short intervals each, for tests and measurements of the cost of painting.
class DenseRun {
public:
    static constexpr std::int64_t kBeginNs = 5'000'000'000;

    DenseRun(std::size_t rows, std::size_t intervalsPerRow, std::int64_t meanNs, unsigned seed = 1)
        : m_random(seed)
        , m_meanNs(meanNs)
        , m_series(rows)
        , m_untilNs(rows, kBeginNs)
    {
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t i = 0; i < intervalsPerRow; ++i)
                append(row);
        }
        m_endNs = *std::min_element(m_untilNs.begin(), m_untilNs.end());
    }

    /// Every row grows by what happens in `ns`.
    void advance(std::int64_t ns)
    {
        m_endNs += ns;
        for (std::size_t row = 0; row < m_series.size(); ++row) {
            while (m_untilNs[row] < m_endNs)
                append(row);
        }
    }

    store::SnapshotPtr snapshot(bool live)
    {
        auto out = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
        out->generation = ++m_generation;
        out->beginNs = kBeginNs;
        out->endNs = m_endNs;
        out->live = live;
        store::Process process;
        process.pid = 1;
        process.name = "dense";
        out->processes = std::make_shared<std::vector<store::Process>>(1, process);
        auto threads = std::make_shared<std::vector<store::Thread>>();
        for (std::uint32_t row = 0; row < m_series.size(); ++row) {
            store::Thread thread;
            thread.name = "thread-" + std::to_string(row);
            thread.startNs = kBeginNs;
            thread.stateRow = store::RowIndex{row};
            threads->push_back(thread);
            store::Row lane;
            lane.intervals = m_series[row].view();
            lane.knownUntilNs = m_endNs;
            out->rows.push_back(lane);
        }
        out->threads = threads;
        return out;
    }

private:
    void append(std::size_t row)
    {
        using store::State;
        static constexpr State kStates[] = {State::Running, State::Running, State::Ready, State::LockWait, State::QueueGetWait};
        const auto length = static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(2 * m_meanNs)) + 1;
        m_series[row].append(
            store::Interval::make(m_untilNs[row], m_untilNs[row] + length, kStates[m_random() % 5], store::kNone));
        m_untilNs[row] += length;
    }

    std::mt19937 m_random;
    std::int64_t m_meanNs;
    std::vector<store::IntervalSeries> m_series;
    std::vector<std::int64_t> m_untilNs;
    std::int64_t m_endNs = kBeginNs;
    std::uint64_t m_generation = 0;
};

} // namespace lanescope::tests
