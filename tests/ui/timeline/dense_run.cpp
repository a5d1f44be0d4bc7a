// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/dense_run.h"

#include <algorithm>
#include <string>

namespace lanescope::tests {

DenseRun::DenseRun(std::size_t rows, std::size_t intervalsPerRow, std::int64_t meanNs, unsigned seed)
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

void DenseRun::append(std::size_t row)
{
    using store::State;
    static constexpr State kStates[] = {State::Running, State::Running, State::Ready, State::LockWait,
                                        State::QueueGetWait};
    const auto length = static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(2 * m_meanNs)) + 1;
    m_series[row].append(store::Interval::make(m_untilNs[row], m_untilNs[row] + length, kStates[m_random() % 5]));
    m_untilNs[row] += length;
}

void DenseRun::advance(std::int64_t ns)
{
    m_endNs += ns;
    for (std::size_t row = 0; row < m_series.size(); ++row) {
        while (m_untilNs[row] < m_endNs)
            append(row);
    }
}

store::SnapshotPtr DenseRun::snapshot(bool live)
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

} // namespace lanescope::tests
