// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/object_writer.h"
#include "core/session/part_file.h"
#include "core/session/safe_file.h"
#include "core/session/session_file.h"
#include "core/session/session_schema.h"
#include "core/session/thread_writer.h"

#include <QJsonDocument>

namespace lanescope::session {
namespace {

using namespace store;

std::string jsonText(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

/// Puts one snapshot into an empty database. One function for each table.
class SessionWriter {
public:
    SessionWriter(Database& database, const Snapshot& snapshot, const SessionInfo& info, const Progress& progress)
        : m_tables(database)
        , m_snapshot(snapshot)
        , m_info(info)
        , m_meter(progress, entryCount(snapshot))
    {
    }

    /// False: the database or the meter knows why.
    bool write()
    {
        return writeSchema() && writeRun() && writeRecording() && ThreadWriter(m_tables, m_snapshot).write() &&
               ObjectWriter(m_tables, m_snapshot).write() && writeCpus() && writeMarks() && writeFlows() &&
               writeNames() && writeRequests() && writeMachine() && writeRows() && execute("COMMIT");
    }
    bool cancelled() const { return m_meter.cancelled(); }

private:
    static double entryCount(const Snapshot& snapshot)
    {
        double count = 0;
        for (const Row& row : snapshot.rows)
            count += static_cast<double>(row.intervals.size() + row.samples.size());
        return count;
    }
    bool execute(const std::string& sql) { return m_tables.database().execute(sql.c_str()).ok(); }

    bool writeSchema()
    {
        bool ok = execute("PRAGMA application_id=" + std::to_string(kApplicationId)) &&
                  execute("PRAGMA user_version=" + std::to_string(kSchemaVersion)) && execute("BEGIN");
        for (const char* table : kTables)
            ok = ok && execute(table);
        return ok;
    }

    bool writeRun()
    {
        return m_tables.into("INSERT INTO run VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", [this](Statement& s) {
            std::optional<qint64> started;
            if (m_info.startedAt.isValid())
                started = m_info.startedAt.toMSecsSinceEpoch();
            s.run(0, m_info.scenario.toStdString(), m_info.title.toStdString(), m_info.seed,
                  jsonText(m_info.parameters), m_info.outcome.toStdString(), m_info.message.toStdString(),
                  jsonText(m_info.result), started, TableWriter::finite(m_info.durationS), m_snapshot.generation,
                  m_snapshot.beginNs, m_snapshot.endNs);
        });
    }
    bool writeRecording()
    {
        return m_tables.into("INSERT INTO recording VALUES(?,?,?,?,?,?,?,?,?,?)", [this](Statement& s) {
            const Recording& r = m_snapshot.recording;
            s.run(0, r.records, r.dropped, r.lostBytes, TableWriter::finite(r.recordsPerSecond), r.memoryBytes,
                  r.memoryBudget, static_cast<int>(r.kernelLayer), r.kernelLayerNote, r.switchesLost);
        });
    }
    bool writeMachine()
    {
        return m_tables.into("INSERT INTO machine VALUES(0,?)",
                             [this](Statement& s) { s.run(m_snapshot.recording.cacheLineBytes); });
    }
    bool writeCpus()
    {
        return m_tables.each("INSERT INTO cpu VALUES(?,?,?)", *m_snapshot.cpus,
                             [](Statement& s, std::int64_t id, const Cpu& c) {
                                 return s.run(id, c.number, static_cast<std::uint32_t>(c.row));
                             });
    }
    bool writeMarks()
    {
        return m_tables.each("INSERT INTO mark VALUES(?,?,?,?,?,?)", *m_snapshot.marks,
                             [](Statement& s, std::int64_t id, const Mark& m) {
                                 return s.run(id, m.timeNs, static_cast<int>(m.kind), m.subject, m.text,
                                              TableWriter::finite(m.value));
                             });
    }
    bool writeFlows()
    {
        return m_tables.each("INSERT INTO flow VALUES(?,?,?,?,?)", *m_snapshot.flows,
                             [](Statement& s, std::int64_t id, const Flow& f) {
                                 return s.run(id, f.fromNs, f.toNs, static_cast<std::uint32_t>(f.from),
                                              static_cast<std::uint32_t>(f.to));
                             });
    }
    bool writeNames()
    {
        return m_tables.each("INSERT INTO name VALUES(?,?)", *m_snapshot.names,
                             [](Statement& s, std::int64_t id, const std::string& name) { return s.run(id, name); });
    }
    bool writeRequests()
    {
        const RequestFigures& figures = *m_snapshot.requests;
        return m_tables.each("INSERT INTO request_outcome VALUES(?,?)", figures.byOutcome,
                             [](Statement& s, std::int64_t id, std::uint64_t count) { return s.run(id, count); }) &&
               m_tables.into("INSERT INTO request_total VALUES(?,?,?)",
                             [&](Statement& s) {
                                 const Bytes latency = packHistogram(figures.latency);
                                 s.run(0, figures.bytes, ByteView(latency));
                             }) &&
               m_tables.each("INSERT INTO request VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", figures.recent,
                             [](Statement& s, std::int64_t id, const Request& r) {
                                 const Bytes phases = packDurations(r.phaseNs);
                                 const Bytes held = packDurations(r.heldNs);
                                 return s.run(id, r.id, static_cast<std::uint32_t>(r.process), r.startNs, r.endNs,
                                              static_cast<int>(r.outcome), r.httpStatus, r.bytes, ByteView(phases),
                                              ByteView(held), r.url, r.note);
                             });
    }

    bool writeRows()
    {
        return m_tables.each("INSERT INTO row VALUES(?,?,?,?,?,?,?,?,?)", m_snapshot.rows,
                             [](Statement& s, std::int64_t id, const Row& r) {
                                 const bool open = r.open.has_value();
                                 using Optional = std::optional<std::int64_t>;
                                 const std::int64_t gone =
                                     r.isCounter() ? r.samples.goneBeforeNs() : r.intervals.goneBeforeNs();
                                 const bool isGone = gone != std::numeric_limits<std::int64_t>::min();
                                 return s.run(id, static_cast<int>(r.kind), r.intervals.size(), r.samples.size(),
                                              open ? Optional(r.open->startNs) : std::nullopt,
                                              open ? Optional(static_cast<int>(r.open->state)) : std::nullopt,
                                              open ? Optional(r.open->subject) : std::nullopt, r.knownUntilNs,
                                              isGone ? Optional(gone) : std::nullopt);
                             }) &&
               m_tables.into("INSERT INTO chunk VALUES(NULL,?,?,?)",
                             [this](Statement& s) {
                                 for (std::size_t row = 0; row < m_snapshot.rows.size(); ++row) {
                                     if (!writeChunks(s, row, m_snapshot.rows[row].intervals, packIntervals) ||
                                         !writeChunks(s, row, m_snapshot.rows[row].samples, packSamples))
                                         return;
                                 }
                             }) &&
               !m_meter.cancelled();
    }
    template <class Entry, class Summary>
    bool writeChunks(Statement& statement, std::size_t row, const SeriesView<Entry, Summary>& series,
                     Bytes (*pack)(std::span<const Entry>))
    {
        std::vector<Entry> part;
        for (std::size_t first = 0; first < series.size(); first += kEntriesPerChunk) {
            part.clear();
            for (std::size_t i = first; i < std::min(first + kEntriesPerChunk, series.size()); ++i)
                part.push_back(series[i]);
            const Bytes packed = pack(part);
            if (!statement.run(row, part.size(), ByteView(packed)) ||
                !m_meter.advance(static_cast<double>(part.size())))
                return false;
        }
        return true;
    }

    TableWriter m_tables;
    const Snapshot& m_snapshot;
    const SessionInfo& m_info;
    ProgressMeter m_meter;
};

} // namespace

Status saveSession(const store::Snapshot& snapshot, const SessionInfo& info, const QString& path,
                   const Progress& progress)
{
    PartFile part(path);
    if (Status opened = part.open(); !opened)
        return opened;
    Result<Database> database = Database::create(part.path());
    if (!database)
        return writeError(path, QString::fromStdString(database.error()));
    SessionWriter writer(database.value(), snapshot, info, progress);
    if (!writer.write())
        return writer.cancelled() ? Error{kCancelled}
                                  : writeError(path, QString::fromStdString(database.value().reason()));
    if (Status closed = database.value().close(); !closed)
        return writeError(path, QString::fromStdString(closed.error()));
    return part.commit();
}

} // namespace lanescope::session
