// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/tables.h"

#include "core/session/safe_file.h"
#include "core/session/table_rows.h"
#include "core/session/words.h"

#include <array>

namespace lanescope::session {
namespace {

using namespace store;

struct Table {
    const char* columns;
    void (*rows)(const Snapshot& snapshot, const RowSink& sink);
};

// In the order of TableKind. {s} stands for one column for each thread state.
constexpr std::array<Table, 15> kTables{{
    {"kind process name start_ns duration_ns state subject ended_by open value", timelineRows},
    {"process thread tid state object start_ns duration_ns ended_by open", waitRows},
    {"time_s kind subject text value", markRows},
    {"time_s width_s {s}", utilisationRows},
    {"time_s width_s what count per_s", throughputRows},
    {"time_s width_s queue depth_min depth_mean depth_max", queueDepthRows},
    {"time_s width_s lock wait_s share_of_thread_time", lockWaitRows},
    {"time_s width_s reason waiting_mean", waitReasonRows},
    {"lock what from_us to_us count", lockTimeRows},
    {"what of from_us to_us count", requestTimeRows},
    {"name kind process acquisitions contended owner_changes max_waiters futile "
     "wait_total_s wait_mean_us wait_p50_us wait_p99_us wait_max_us "
     "hold_total_s hold_mean_us hold_p50_us hold_p99_us hold_max_us "
     "acquire_measured acquire_mean_us acquire_p50_us acquire_p99_us acquire_max_us address dropped",
     lockRows},
    {"name kind process capacity puts gets depth_mean depth_max futile "
     "put_wait_total_s put_wait_mean_us put_wait_p50_us put_wait_p99_us put_wait_max_us "
     "get_wait_total_s get_wait_mean_us get_wait_p50_us get_wait_p99_us get_wait_max_us "
     "sojourn_total_s sojourn_mean_us sojourn_p50_us sojourn_p99_us sojourn_max_us dropped",
     queueRows},
    {"pid tid name start_s end_s {s} dropped", threadRows},
    {"pid ppid name start_s end_s exit_code signal cpu_s dropped fault", processRows},
    {"id start_s duration_s outcome status bytes url process queued_s resolve_s connect_s first_byte_s body_s "
     "parse_queue_s parse_s held_most_by held_dispatch_s held_pause_s held_parse_backlog_s held_rate_cap_s "
     "held_global_cap_s held_slot_cap_s held_delay_s held_retry_after_s held_backoff_s held_breaker_s held_dns_s "
     "held_robots_s note",
     requestRows},
}};

constexpr std::size_t kFlushBytes = 1 << 16;
constexpr double kUnknownTotal = 100'000; // rows; a bar that goes by this fills fast and then stays near its end

const Table& table(TableKind kind)
{
    return kTables[static_cast<std::size_t>(kind)];
}

// Rows to come, for the progress. Only the long tables matter.
double expectedRows(TableKind kind, const Snapshot& snapshot)
{
    if (kind != TableKind::Timeline && kind != TableKind::Waits)
        return kUnknownTotal;
    std::size_t count = 0;
    for (const Row& row : snapshot.rows)
        count += row.intervals.size() + row.samples.size();
    return static_cast<double>(count);
}

/// Writes `before`, every row as `rowText` puts it, and `after`.
template <class RowText>
Status writeRows(TableKind kind, const Snapshot& snapshot, const QString& path, const Progress& progress,
                 const QByteArray& before, RowText&& rowText, const QByteArray& after)
{
    SafeFile file(path);
    if (Status opened = file.open(); !opened)
        return opened;
    ProgressMeter meter(progress, expectedRows(kind, snapshot));
    QByteArray buffer = before;
    eachTableRow(kind, snapshot, [&](const std::vector<Cell>& cells) {
        buffer += rowText(cells);
        if (static_cast<std::size_t>(buffer.size()) >= kFlushBytes) {
            file.write(buffer);
            buffer.clear();
        }
        return meter.advance(1) && !file.failed();
    });
    if (meter.cancelled())
        return Error{kCancelled};
    file.write(buffer + after);
    return file.commit();
}

} // namespace

QStringList tableColumns(TableKind kind)
{
    QStringList columns;
    for (const QString& column : QString::fromLatin1(table(kind).columns).split(QLatin1Char(' '))) {
        if (column != QLatin1String("{s}")) {
            columns << column;
            continue;
        }
        for (std::size_t state = 0; state < kThreadStateCount; ++state) {
            const std::string_view word = stateWord(static_cast<State>(state));
            columns << QString::fromLatin1(word.data(), static_cast<qsizetype>(word.size()))
                               .replace(QLatin1Char(' '), QLatin1Char('_')) +
                           QStringLiteral("_s");
        }
    }
    return columns;
}

void eachTableRow(TableKind kind, const Snapshot& snapshot, const RowSink& sink)
{
    table(kind).rows(snapshot, sink);
}

Status writeCsv(TableKind kind, const Snapshot& snapshot, const QString& path, const Progress& progress)
{
    std::vector<Cell> header;
    for (const QString& column : tableColumns(kind))
        header.emplace_back(column);
    return writeRows(kind, snapshot, path, progress, csvLine(header), csvLine, {});
}

Status writeJson(TableKind kind, const Snapshot& snapshot, const QString& path, const Progress& progress)
{
    std::vector<QByteArray> keys;
    for (const QString& column : tableColumns(kind))
        keys.push_back(jsonValue(column) + ':');
    bool first = true;
    const auto object = [&](const std::vector<Cell>& cells) {
        QByteArray line = first ? "\n{" : ",\n{";
        first = false;
        for (std::size_t i = 0; i < cells.size(); ++i)
            line += (i == 0 ? QByteArray() : QByteArray(",")) + keys[i] + jsonValue(cells[i]);
        return line + '}';
    };
    return writeRows(kind, snapshot, path, progress, "[", object, "\n]\n");
}

} // namespace lanescope::session
