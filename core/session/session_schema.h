// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lanescope::session {

/// The tables of a session file. It is an SQLite 3 database so that any SQLite tool opens it; the two series
/// tables hold packed blobs (series_codec.h). A reader takes a file only if its tables are, letter by letter, these:
/// a view, trigger or virtual table in their place could make it run whatever the file's author liked. A change of
/// any of them, or one more, is a new kSchemaVersion. Times: CLOCK_MONOTONIC, ns. NULL: unknown, none.
inline constexpr std::int64_t kApplicationId = 0x4c4e5343; // "LNSC", at offset 68 of the file
inline constexpr std::int64_t kSchemaVersion = 7;
inline constexpr std::int64_t kOldestReadVersion = 4;

inline constexpr std::array kTables = {
    "CREATE TABLE run(id INTEGER PRIMARY KEY, scenario TEXT, title TEXT, seed INTEGER, parameters TEXT, outcome TEXT,"
    " message TEXT, result TEXT, started_ms INTEGER, duration_s REAL, generation INTEGER, begin_ns INTEGER,"
    " end_ns INTEGER)",
    "CREATE TABLE recording(id INTEGER PRIMARY KEY, records INTEGER, dropped INTEGER, lost_bytes INTEGER,"
    " records_per_s REAL, memory INTEGER, budget INTEGER, layer INTEGER, layer_note TEXT, switches_lost INTEGER)",
    "CREATE TABLE process(id INTEGER PRIMARY KEY, pid INTEGER, parent_pid INTEGER, name TEXT, start_ns INTEGER,"
    " end_ns INTEGER, exit_code INTEGER, signal INTEGER, cpu_ns INTEGER, recorded INTEGER, own INTEGER, fault TEXT,"
    " dropped INTEGER)",
    "CREATE TABLE thread(id INTEGER PRIMARY KEY, process INTEGER, tid INTEGER, name TEXT, start_ns INTEGER,"
    " end_ns INTEGER, state_row INTEGER, dropped INTEGER, own INTEGER, last_cpu INTEGER, on_cpu INTEGER)",
    "CREATE TABLE task_row(id INTEGER PRIMARY KEY, thread INTEGER, row INTEGER)",
    "CREATE TABLE object(id INTEGER PRIMARY KEY, process INTEGER, kind INTEGER, name TEXT, capacity INTEGER,"
    " row INTEGER, waiters_row INTEGER, putters_row INTEGER, owner INTEGER, waiters INTEGER, destroyed INTEGER,"
    " released_by_others INTEGER)",
    "CREATE TABLE lock(id INTEGER PRIMARY KEY, object INTEGER, acquisitions INTEGER, contended INTEGER,"
    " owner_changes INTEGER, max_waiters INTEGER, futile INTEGER, wait BLOB, hold BLOB)",
    "CREATE TABLE queue(id INTEGER PRIMARY KEY, object INTEGER, puts INTEGER, gets INTEGER, depth_max REAL,"
    " futile INTEGER, put_wait BLOB, get_wait BLOB, sojourn BLOB)",
    "CREATE TABLE cpu(id INTEGER PRIMARY KEY, number INTEGER, row INTEGER)",
    "CREATE TABLE mark(id INTEGER PRIMARY KEY, time_ns INTEGER, kind INTEGER, subject TEXT, text TEXT, value REAL)",
    "CREATE TABLE flow(id INTEGER PRIMARY KEY, from_ns INTEGER, to_ns INTEGER, from_thread INTEGER, to_thread "
    "INTEGER)",
    "CREATE TABLE name(id INTEGER PRIMARY KEY, text TEXT)",
    "CREATE TABLE request_outcome(id INTEGER PRIMARY KEY, count INTEGER)",
    "CREATE TABLE request_total(id INTEGER PRIMARY KEY, bytes INTEGER, latency BLOB)",
    "CREATE TABLE request(id INTEGER PRIMARY KEY, request INTEGER, process INTEGER, start_ns INTEGER, end_ns INTEGER,"
    " outcome INTEGER, status INTEGER, bytes INTEGER, phases BLOB, held BLOB, url TEXT, note TEXT)",
    "CREATE TABLE row(id INTEGER PRIMARY KEY, kind INTEGER, intervals INTEGER, samples INTEGER, open_ns INTEGER,"
    " open_state INTEGER, open_subject INTEGER, known_ns INTEGER, gone_ns INTEGER)",
    "CREATE TABLE chunk(id INTEGER PRIMARY KEY, row INTEGER, entries INTEGER, data BLOB)",
    // Since version 5:
    "CREATE TABLE machine(id INTEGER PRIMARY KEY, cache_line INTEGER)",
    "CREATE TABLE place(id INTEGER PRIMARY KEY, object INTEGER, address INTEGER)",
    "CREATE TABLE acquire(id INTEGER PRIMARY KEY, object INTEGER, cost BLOB)",
    "CREATE TABLE writer(id INTEGER PRIMARY KEY, object INTEGER, thread INTEGER, cpu INTEGER, row INTEGER,"
    " writes INTEGER)",
    "CREATE TABLE migration(id INTEGER PRIMARY KEY, thread INTEGER, count INTEGER)",
    // Since version 6, of queues in which items overtake one another:
    "CREATE TABLE stay_account(id INTEGER PRIMARY KEY, object INTEGER, account INTEGER, oldest_put_ns INTEGER)",
    // Since version 7. CPUs: their numbers, with commas. Rows: counters over time:
    "CREATE TABLE cpu_set(id INTEGER PRIMARY KEY, cpus TEXT)",
    "CREATE TABLE affinity(id INTEGER PRIMARY KEY, thread INTEGER, cpu_set INTEGER, row INTEGER)",
    "CREATE TABLE unsampled(id INTEGER PRIMARY KEY, thread INTEGER)",
    "CREATE TABLE item_count(id INTEGER PRIMARY KEY, object INTEGER, surplus_row INTEGER, drift_row INTEGER)",
};
inline constexpr std::size_t kTablesOfVersion6 = kTables.size() - 4;
inline constexpr std::size_t kTablesOfVersion5 = kTablesOfVersion6 - 1;
inline constexpr std::size_t kTablesOfVersion4 = kTablesOfVersion5 - 5;

/// How many of kTables a file of this version has: what is new goes behind what there was, so that older files
/// are read as files without it.
constexpr std::size_t tableCount(std::int64_t version)
{
    constexpr std::array kOlder = {kTablesOfVersion4, kTablesOfVersion5, kTablesOfVersion6};
    return version >= kSchemaVersion ? kTables.size()
                                     : kOlder.at(static_cast<std::size_t>(version - kOldestReadVersion));
}

} // namespace lanescope::session
