// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/object_reader.h"
#include "core/session/recording_reader.h"
#include "core/session/session_schema.h"
#include "core/session/snapshot_check.h"
#include "core/session/thread_reader.h"

#include <QDir>
#include <QFile>

#include <span>

namespace lanescope::session {
namespace {

using namespace store;

/// Fills one snapshot from a database. One function for each table; each answers false when the file is not
/// to be believed, and reason() says why.
class SessionReader : private TableReader {
public:
    SessionReader(Database& database, const LoadLimits& limits, const Progress& progress)
        : TableReader(database, limits)
        , m_threads(*this)
        , m_objects(*this)
        , m_recording(*this, progress)
    {
    }

    bool read()
    {
        return checkSchema() && readRun() && readRecording() && m_threads.read() && m_objects.read() && readCpus() &&
               readMarks() && readFlows() && readNames() && readRequests() && readNews() && m_recording.read() &&
               finish();
    }
    using TableReader::reason;
    bool cancelled() const { return m_recording.cancelled(); }
    LoadedSession take() { return {std::move(m_info), std::move(m_snapshot)}; }

private:
    bool checkSchema()
    {
        if (pragma("PRAGMA application_id") != kApplicationId)
            return refuse("it is a database, but not a Lanescope session");
        m_version = pragma("PRAGMA user_version");
        if (m_version < kOldestReadVersion || m_version > kSchemaVersion)
            return refuse("it has format version " + std::to_string(m_version) +
                          ", and this Lanescope reads versions " + std::to_string(kOldestReadVersion) + " to " +
                          std::to_string(kSchemaVersion));
        Result<Statement> statement = database().prepare("SELECT sql FROM sqlite_schema ORDER BY rowid");
        if (!statement)
            return refuse(statement.error());
        for (const char* table : std::span(kTables).first(tableCount(m_version))) {
            if (!statement.value().next() || statement.value().text() != table)
                return refuse("its tables are not those of a session");
        }
        return (!statement.value().next() && statement.value().ok()) || refuse("its tables are not those of a session");
    }
    std::int64_t pragma(const char* sql)
    {
        Result<Statement> statement = database().prepare(sql);
        return statement && statement.value().next() ? statement.value().integer() : -1;
    }

    bool readRun()
    {
        bool found = false;
        return each("run",
                    [&](Statement& s) {
                        found = true;
                        m_info.scenario = text(s);
                        m_info.title = text(s);
                        m_info.seed = static_cast<quint64>(s.integer());
                        m_info.parameters = json(s);
                        m_info.outcome = text(s);
                        m_info.message = text(s);
                        m_info.result = json(s);
                        if (!s.skipNull())
                            m_info.startedAt =
                                QDateTime::fromMSecsSinceEpoch(s.integer(-kLatestWallMs, kLatestWallMs), Qt::UTC);
                        m_info.durationS = real(s);
                        m_snapshot->generation = s.count();
                        m_snapshot->beginNs = time(s);
                        m_snapshot->endNs = time(s);
                        return true;
                    }) &&
               (found || refuse("it does not say what was run"));
    }
    bool readRecording()
    {
        return each("recording", [&](Statement& s) {
            Recording& r = m_snapshot->recording;
            r.records = s.count();
            r.dropped = s.count();
            r.lostBytes = s.count();
            r.recordsPerSecond = real(s);
            r.memoryBytes = s.count();
            r.memoryBudget = s.count();
            r.kernelLayer = choice(s, KernelLayer::Switches);
            r.kernelLayerNote = s.text();
            r.switchesLost = s.count();
            return true;
        });
    }
    bool readCpus()
    {
        return each("cpu", [&](Statement& s) {
            Cpu cpu;
            cpu.number = s.integerAs<std::uint16_t>();
            cpu.row = index<RowIndex>(s);
            return keep(m_cpus, std::move(cpu));
        });
    }
    bool readMarks()
    {
        return each("mark", [&](Statement& s) {
            Mark mark;
            mark.timeNs = time(s);
            mark.kind = choice(s, MarkKind::Lost);
            mark.subject = s.text();
            mark.text = s.text();
            mark.value = real(s);
            const std::size_t extra = mark.subject.size() + mark.text.size();
            return keep(m_marks, std::move(mark), extra);
        });
    }
    bool readFlows()
    {
        return each("flow", [&](Statement& s) {
            Flow flow;
            flow.fromNs = time(s);
            flow.toNs = time(s);
            flow.from = index<ThreadIndex>(s);
            flow.to = index<ThreadIndex>(s);
            return keep(m_flows, std::move(flow));
        });
    }
    bool readNames()
    {
        return each("name", [&](Statement& s) {
            std::string name = s.text();
            const std::size_t extra = name.size();
            return keep(m_names, std::move(name), extra);
        });
    }
    bool readRequests()
    {
        const bool read =
            each("request_outcome", [&](Statement& s) { return keep(m_requests->byOutcome, s.count()); }) &&
            each("request_total", [&](Statement& s) {
                m_requests->bytes = s.count();
                m_requests->latency = histogram(s);
                return reason().empty();
            });
        return read && each("request", [&](Statement& s) {
                   Request r;
                   r.id = s.integerAs<std::uint32_t>();
                   r.process = index<ProcessIndex>(s);
                   r.startNs = time(s);
                   r.endNs = time(s);
                   r.outcome = choice(s, trace::kLastRequestOutcome);
                   r.httpStatus = s.integerAs<std::uint16_t>();
                   r.bytes = s.count();
                   for (const std::span<std::int64_t> durations : {std::span<std::int64_t>(r.phaseNs), {r.heldNs}}) {
                       if (const Status taken = unpackDurations(s.blob(), durations); !taken)
                           return refuse(taken.error());
                   }
                   r.url = s.text();
                   r.note = s.text();
                   const std::size_t extra = r.url.size() + r.note.size();
                   return keep(m_requests->recent, std::move(r), extra);
               });
    }

    // What older files do not have.
    bool readNews()
    {
        return (m_version < 5 || (readMachine() && m_objects.readNews() && m_threads.readMigrations())) &&
               (m_version < 6 || m_objects.readStayAccounts()) &&
               (m_version < 7 || (m_threads.readNews() && m_objects.readItemCounts()));
    }
    bool readMachine()
    {
        return each("machine", [&](Statement& s) {
            m_snapshot->recording.cacheLineBytes = static_cast<std::uint32_t>(s.integer(1, kLongestCacheLine));
            return true;
        });
    }
    bool finish()
    {
        Snapshot& snapshot = *m_snapshot;
        snapshot.live = false;
        snapshot.rows = m_recording.take();
        snapshot.processes = std::make_shared<std::vector<Process>>(m_threads.takeProcesses());
        snapshot.threads = std::make_shared<std::vector<Thread>>(m_threads.takeThreads());
        snapshot.objects = std::make_shared<std::vector<Object>>(m_objects.take());
        snapshot.cpus = std::make_shared<std::vector<Cpu>>(std::move(m_cpus));
        snapshot.cpuSets = std::make_shared<std::vector<CpuSet>>(m_threads.takeCpuSets());
        snapshot.marks = std::make_shared<std::vector<Mark>>(std::move(m_marks));
        snapshot.flows = std::make_shared<std::vector<Flow>>(std::move(m_flows));
        snapshot.names = std::make_shared<std::vector<std::string>>(std::move(m_names));
        snapshot.requests = m_requests;
        snapshot.present = std::make_shared<Present>();
        snapshot.lockOrder = std::make_shared<std::vector<OrderEdge>>();
        if (snapshot.endNs < snapshot.beginNs)
            return refuse("it ends before it begins");
        const Status checked = checkIndices(snapshot);
        return checked ? true : refuse(checked.error());
    }

    static constexpr std::int64_t kLongestCacheLine = 4096;
    static constexpr std::int64_t kLatestWallMs = std::int64_t{1} << 48; // some 8,900 years

    std::int64_t m_version = 0;
    SessionInfo m_info;
    std::shared_ptr<Snapshot> m_snapshot = std::make_shared<Snapshot>();
    std::vector<Cpu> m_cpus;
    std::vector<Mark> m_marks;
    std::vector<Flow> m_flows;
    std::vector<std::string> m_names;
    std::shared_ptr<RequestFigures> m_requests = std::make_shared<RequestFigures>();
    ThreadReader m_threads;
    ObjectReader m_objects;
    RecordingReader m_recording;
};

Error cannotRead(const QString& path, const std::string& reason)
{
    return Error{"Cannot open “" + QDir::toNativeSeparators(path).toStdString() + "”: " + reason +
                 ". Choose another file, or save the session again."};
}

} // namespace

Result<LoadedSession> loadSession(const QString& path, const LoadLimits& limits, const Progress& progress)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return cannotRead(path, file.errorString().toStdString());
    if (!file.read(16).startsWith("SQLite format 3"))
        return cannotRead(path, "it is not a Lanescope session");
    file.close();
    Result<Database> database = Database::open(path);
    if (!database)
        return cannotRead(path, database.error());
    SessionReader reader(database.value(), limits, progress);
    if (reader.read())
        return reader.take();
    return reader.cancelled() ? Error{"The opening was cancelled."} : cannotRead(path, reader.reason());
}

} // namespace lanescope::session
