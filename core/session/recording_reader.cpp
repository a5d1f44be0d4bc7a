// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/recording_reader.h"

namespace lanescope::session {

using namespace store;

namespace {

std::int64_t startOf(const Interval& interval)
{
    return interval.startNs;
}
std::int64_t startOf(const Sample& sample)
{
    return sample.timeNs;
}

} // namespace

bool RecordingReader::readRows()
{
    return m_tables.each("row", [this](Statement& s) { return readRow(s); });
}

bool RecordingReader::readRow(Statement& s)
{
    Row row;
    RowPlan plan;
    row.kind = TableReader::choice(s, kLastRowKind);
    plan.intervals = s.count();
    plan.samples = s.count();
    if (s.skipNull()) {
        s.skipNull();
        s.skipNull();
    } else {
        const std::int64_t start = TableReader::time(s);
        const auto state = static_cast<State>(s.integer(0, kStateCount - 1));
        row.open = OpenInterval{start, state, s.integerAs<std::uint32_t>()};
    }
    row.knownUntilNs = TableReader::time(s);
    if (!s.skipNull())
        plan.goneBeforeNs = TableReader::time(s);
    m_plans.push_back(plan);
    m_entries += static_cast<double>(plan.intervals) + static_cast<double>(plan.samples);
    return m_tables.keep(m_rows, std::move(row), sizeof(RowPlan));
}

bool RecordingReader::readChunks()
{
    m_meter.emplace(m_progress, m_entries);
    return m_tables.each("chunk", [this](Statement& s) { return readChunk(s); }) && finishRowsBefore(m_plans.size());
}

bool RecordingReader::readChunk(Statement& s)
{
    const auto row = static_cast<std::size_t>(s.integer(0));
    const auto entries = static_cast<std::size_t>(s.integer(1, kEntriesPerChunk));
    const ByteView data = s.blob();
    if (!s.ok() || row < m_row || row >= m_plans.size())
        return m_tables.refuse("a block of the recording belongs to no row");
    if (!finishRowsBefore(row))
        return false;
    m_cancelled = !m_meter->advance(static_cast<double>(entries));
    if (m_cancelled)
        return false;
    return m_intervals.size() < m_plans[row].intervals
               ? addBlock(m_intervals, unpackIntervals(data, entries), m_plans[row].intervals)
               : addBlock(m_samples, unpackSamples(data, entries), m_plans[row].samples);
}

template <class Entry, class Summary>
bool RecordingReader::addBlock(SeriesBuilder<Entry, Summary>& builder, const Result<std::vector<Entry>>& entries,
                               std::uint64_t planned)
{
    if (!entries)
        return m_tables.refuse(entries.error());
    if (builder.size() > 0 && startOf(entries.value().front()) < m_lastStartNs)
        return m_tables.refuse("times are out of order");
    m_lastStartNs = startOf(entries.value().back());
    const std::size_t before = builder.bytes();
    if (!builder.add(entries.value()) || builder.size() > planned)
        return m_tables.refuse("a row has more blocks than it says");
    return m_tables.account(builder.bytes() - before);
}

bool RecordingReader::finishRowsBefore(std::size_t row)
{
    while (m_row < row) {
        if (!finishRow())
            return false;
    }
    return true;
}

bool RecordingReader::finishRow()
{
    const RowPlan& plan = m_plans[m_row];
    if (m_intervals.size() != plan.intervals || m_samples.size() != plan.samples)
        return m_tables.refuse("a part of the recording is missing");
    Row& row = m_rows[m_row++];
    row.intervals = m_intervals.finish(row.isCounter() ? kNeverGone : plan.goneBeforeNs);
    row.samples = m_samples.finish(row.isCounter() ? plan.goneBeforeNs : kNeverGone);
    m_intervals = {};
    m_samples = {};
    return true;
}

} // namespace lanescope::session
