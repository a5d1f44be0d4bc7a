// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/series_builder.h"
#include "core/session/table_reader.h"

namespace lanescope::session {

/// Reads the rows of a recording and the blocks that fill them. Blocks lie in the order of their rows; of one
/// row, first its intervals, then its samples. Threads: one at a time.
class RecordingReader {
public:
    RecordingReader(TableReader& tables, const Progress& progress)
        : m_tables(tables)
        , m_progress(progress)
    {
    }

    /// False when the file is not to be believed (the tables know why) or the progress said to stop.
    bool read() { return readRows() && readChunks(); }
    bool cancelled() const { return m_cancelled; }
    std::vector<store::Row> take() { return std::move(m_rows); }

private:
    struct RowPlan {
        std::uint64_t intervals = 0;
        std::uint64_t samples = 0;
        std::int64_t goneBeforeNs = kNeverGone;
    };
    static constexpr std::int64_t kNeverGone = std::numeric_limits<std::int64_t>::min();

    bool readRows();
    bool readRow(Statement& s);
    bool readChunks();
    bool readChunk(Statement& s);
    bool finishRowsBefore(std::size_t row);
    bool finishRow();
    template <class Entry, class Summary>
    bool addBlock(SeriesBuilder<Entry, Summary>& builder, const Result<std::vector<Entry>>& entries,
                  std::uint64_t planned);

    TableReader& m_tables;
    const Progress& m_progress;
    bool m_cancelled = false;
    std::vector<store::Row> m_rows;
    std::vector<RowPlan> m_plans;
    double m_entries = 0;
    std::size_t m_row = 0; ///< the row whose blocks come now
    std::int64_t m_lastStartNs = 0;
    SeriesBuilder<store::Interval, store::IntervalSummary> m_intervals;
    SeriesBuilder<store::Sample, store::SampleSummary> m_samples;
    std::optional<ProgressMeter> m_meter;
};

} // namespace lanescope::session
