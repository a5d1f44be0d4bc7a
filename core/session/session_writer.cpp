// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/database.h"
#include "core/session/part_file.h"
#include "core/session/safe_file.h"
#include "core/session/series_codec.h"
#include "core/session/session_file.h"
#include "core/session/session_schema.h"

#include <QJsonDocument>

#include <cmath>

namespace lanescope::session {
namespace {

using namespace store;

std::string jsonText(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

double finite(double value)
{
    return std::isfinite(value) ? value : 0.0;
}

std::optional<std::int64_t> number(const auto& index)
{
    return index ? std::optional(static_cast<std::int64_t>(*index)) : std::nullopt;
}

/// Puts one snapshot into an empty database. One function for each table.
class SessionWriter {
public:
    SessionWriter(Database& database, const Snapshot& snapshot, const SessionInfo& info, const Progress& progress)
        : m_database(database)
        , m_snapshot(snapshot)
        , m_info(info)
        , m_meter(progress, entryCount(snapshot))
    {
    }

    /// False: the database or the meter knows why.
    bool write()
    {
        return writeSchema() && writeRun() && writeRecording() && writeProcesses() && writeThreads() &&
               writeTaskRows() && writeObjects() && writeLocks() && writeQueues() && writeCpus() && writeMarks() &&
               writeFlows() && writeNames() && writeRequests() && writeMachine() && writePlaces() && writeAcquires() &&
               writeWriters() && writeMigrations() && writeStayAccounts() && writeRows() && execute("COMMIT");
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
    bool execute(const std::string& sql) { return m_database.execute(sql.c_str()).ok(); }

    bool writeSchema()
    {
        bool ok = execute("PRAGMA application_id=" + std::to_string(kApplicationId)) &&
                  execute("PRAGMA user_version=" + std::to_string(kSchemaVersion)) && execute("BEGIN");
        for (const char* table : kTables)
            ok = ok && execute(table);
        return ok;
    }

    /// Runs `fill(statement)`, which ends in Statement::run(); true if all of it worked.
    template <class Fill>
    bool into(const char* sql, Fill&& fill)
    {
        Result<Statement> statement = m_database.prepare(sql);
        if (!statement)
            return false;
        fill(statement.value());
        return statement.value().ok();
    }
    template <class T, class Put>
    bool each(const char* sql, const std::vector<T>& items, Put&& put)
    {
        return into(sql, [&](Statement& statement) {
            std::int64_t id = 0;
            for (const T& item : items) {
                if (!put(statement, id++, item))
                    return;
            }
        });
    }

    bool writeRun()
    {
        return into("INSERT INTO run VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", [this](Statement& s) {
            std::optional<qint64> started;
            if (m_info.startedAt.isValid())
                started = m_info.startedAt.toMSecsSinceEpoch();
            s.run(0, m_info.scenario.toStdString(), m_info.title.toStdString(), m_info.seed,
                  jsonText(m_info.parameters), m_info.outcome.toStdString(), m_info.message.toStdString(),
                  jsonText(m_info.result), started, finite(m_info.durationS), m_snapshot.generation, m_snapshot.beginNs,
                  m_snapshot.endNs);
        });
    }
    bool writeRecording()
    {
        return into("INSERT INTO recording VALUES(?,?,?,?,?,?,?,?,?,?)", [this](Statement& s) {
            const Recording& r = m_snapshot.recording;
            s.run(0, r.records, r.dropped, r.lostBytes, finite(r.recordsPerSecond), r.memoryBytes, r.memoryBudget,
                  static_cast<int>(r.kernelLayer), r.kernelLayerNote, r.switchesLost);
        });
    }
    bool writeProcesses()
    {
        return each("INSERT INTO process VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", *m_snapshot.processes,
                    [](Statement& s, std::int64_t id, const Process& p) {
                        return s.run(id, p.pid, p.parentPid, p.name, p.startNs, p.endNs, p.exitCode, p.signal, p.cpuNs,
                                     p.recorded, p.isOurOwn, p.fault, p.dropped);
                    });
    }
    bool writeThreads()
    {
        return each("INSERT INTO thread VALUES(?,?,?,?,?,?,?,?,?,?,?)", *m_snapshot.threads,
                    [](Statement& s, std::int64_t id, const Thread& t) {
                        return s.run(id, static_cast<std::uint32_t>(t.process), t.tid, t.name, t.startNs, t.endNs,
                                     static_cast<std::uint32_t>(t.stateRow), t.dropped, t.isOurOwn, t.lastCpu, t.onCpu);
                    });
    }
    bool writeTaskRows()
    {
        return into("INSERT INTO task_row VALUES(NULL,?,?)", [this](Statement& s) {
            for (std::size_t thread = 0; thread < m_snapshot.threads->size(); ++thread) {
                for (const RowIndex row : (*m_snapshot.threads)[thread].taskRows)
                    s.run(thread, static_cast<std::uint32_t>(row));
            }
        });
    }
    bool writeObjects()
    {
        return each("INSERT INTO object VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", *m_snapshot.objects,
                    [](Statement& s, std::int64_t id, const Object& o) {
                        return s.run(id, static_cast<std::uint32_t>(o.process), static_cast<int>(o.kind), o.name,
                                     o.capacity, number(o.row), number(o.waitersRow), number(o.puttersRow),
                                     number(o.owner), o.waiters, o.destroyed, o.releasedByOthers);
                    });
    }
    bool writeLocks()
    {
        return each("INSERT INTO lock VALUES(NULL,?,?,?,?,?,?,?,?)", *m_snapshot.objects,
                    [](Statement& s, std::int64_t id, const Object& o) {
                        if (!o.lock)
                            return true;
                        const Bytes wait = packHistogram(o.lock->wait);
                        const Bytes hold = packHistogram(o.lock->hold);
                        return s.run(id, o.lock->acquisitions, o.lock->contended, o.lock->ownerChanges,
                                     o.lock->maxWaiters, o.lock->futile, ByteView(wait), ByteView(hold));
                    });
    }
    bool writeMachine()
    {
        return into("INSERT INTO machine VALUES(0,?)",
                    [this](Statement& s) { s.run(m_snapshot.recording.cacheLineBytes); });
    }
    bool writePlaces()
    {
        return each(
            "INSERT INTO place VALUES(NULL,?,?)", *m_snapshot.objects,
            [](Statement& s, std::int64_t id, const Object& o) { return o.address == 0 || s.run(id, o.address); });
    }
    bool writeAcquires()
    {
        return each("INSERT INTO acquire VALUES(NULL,?,?)", *m_snapshot.objects,
                    [](Statement& s, std::int64_t id, const Object& o) {
                        if (!o.lock || o.lock->acquire.count() == 0)
                            return true;
                        const Bytes cost = packHistogram(o.lock->acquire);
                        return s.run(id, ByteView(cost));
                    });
    }
    bool writeMigrations()
    {
        return each("INSERT INTO migration VALUES(NULL,?,?)", *m_snapshot.threads,
                    [](Statement& s, std::int64_t id, const Thread& t) {
                        return t.migrations == 0 || s.run(id, t.migrations);
                    });
    }
    bool writeStayAccounts()
    {
        return each("INSERT INTO stay_account VALUES(NULL,?,?,?)", *m_snapshot.objects,
                    [](Statement& s, std::int64_t id, const Object& o) {
                        return !o.queue || o.queue->stayAccount == StayAccount::InOrder ||
                               s.run(id, static_cast<int>(o.queue->stayAccount), o.queue->oldestPutNs);
                    });
    }
    bool writeWriters()
    {
        return each("INSERT INTO writer VALUES(NULL,?,?,?,?,?)", *m_snapshot.objects,
                    [](Statement& s, std::int64_t id, const Object& o) {
                        if (!o.word)
                            return true;
                        return std::ranges::all_of(o.word->writers, [&](const WordFigures::Writer& w) {
                            return s.run(id, static_cast<std::uint32_t>(w.thread), w.cpu,
                                         static_cast<std::uint32_t>(w.row), w.writes);
                        });
                    });
    }
    bool writeQueues()
    {
        return each("INSERT INTO queue VALUES(NULL,?,?,?,?,?,?,?,?)", *m_snapshot.objects,
                    [](Statement& s, std::int64_t id, const Object& o) {
                        if (!o.queue)
                            return true;
                        const Bytes put = packHistogram(o.queue->putWait);
                        const Bytes get = packHistogram(o.queue->getWait);
                        const Bytes sojourn = packHistogram(o.queue->sojourn);
                        return s.run(id, o.queue->puts, o.queue->gets, finite(o.queue->depthMax), o.queue->futile,
                                     ByteView(put), ByteView(get), ByteView(sojourn));
                    });
    }
    bool writeCpus()
    {
        return each("INSERT INTO cpu VALUES(?,?,?)", *m_snapshot.cpus, [](Statement& s, std::int64_t id, const Cpu& c) {
            return s.run(id, c.number, static_cast<std::uint32_t>(c.row));
        });
    }
    bool writeMarks()
    {
        return each("INSERT INTO mark VALUES(?,?,?,?,?,?)", *m_snapshot.marks,
                    [](Statement& s, std::int64_t id, const Mark& m) {
                        return s.run(id, m.timeNs, static_cast<int>(m.kind), m.subject, m.text, finite(m.value));
                    });
    }
    bool writeFlows()
    {
        return each("INSERT INTO flow VALUES(?,?,?,?,?)", *m_snapshot.flows,
                    [](Statement& s, std::int64_t id, const Flow& f) {
                        return s.run(id, f.fromNs, f.toNs, static_cast<std::uint32_t>(f.from),
                                     static_cast<std::uint32_t>(f.to));
                    });
    }
    bool writeNames()
    {
        return each("INSERT INTO name VALUES(?,?)", *m_snapshot.names,
                    [](Statement& s, std::int64_t id, const std::string& name) { return s.run(id, name); });
    }
    bool writeRequests()
    {
        const RequestFigures& figures = *m_snapshot.requests;
        return each("INSERT INTO request_outcome VALUES(?,?)", figures.byOutcome,
                    [](Statement& s, std::int64_t id, std::uint64_t count) { return s.run(id, count); }) &&
               into("INSERT INTO request_total VALUES(?,?,?)",
                    [&](Statement& s) {
                        const Bytes latency = packHistogram(figures.latency);
                        s.run(0, figures.bytes, ByteView(latency));
                    }) &&
               each("INSERT INTO request VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", figures.recent,
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
        return each("INSERT INTO row VALUES(?,?,?,?,?,?,?,?,?)", m_snapshot.rows,
                    [](Statement& s, std::int64_t id, const Row& r) {
                        const bool open = r.open.has_value();
                        using Optional = std::optional<std::int64_t>;
                        const std::int64_t gone = r.isCounter() ? r.samples.goneBeforeNs() : r.intervals.goneBeforeNs();
                        const bool isGone = gone != std::numeric_limits<std::int64_t>::min();
                        return s.run(id, static_cast<int>(r.kind), r.intervals.size(), r.samples.size(),
                                     open ? Optional(r.open->startNs) : std::nullopt,
                                     open ? Optional(static_cast<int>(r.open->state)) : std::nullopt,
                                     open ? Optional(r.open->subject) : std::nullopt, r.knownUntilNs,
                                     isGone ? Optional(gone) : std::nullopt);
                    }) &&
               into("INSERT INTO chunk VALUES(NULL,?,?,?)",
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

    Database& m_database;
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
