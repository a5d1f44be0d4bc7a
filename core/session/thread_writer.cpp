// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/thread_writer.h"

namespace lanescope::session {

using namespace store;

bool ThreadWriter::write()
{
    return writeProcesses() && writeThreads() && writeTaskRows() && writeMigrations() && writeCpuSets() &&
           writeAffinities() && writeUnsampled();
}

bool ThreadWriter::writeProcesses()
{
    return m_tables.each("INSERT INTO process VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", *m_snapshot.processes,
                         [](Statement& s, std::int64_t id, const Process& p) {
                             return s.run(id, p.pid, p.parentPid, p.name, p.startNs, p.endNs, p.exitCode, p.signal,
                                          p.cpuNs, p.recorded, p.isOurOwn, p.fault, p.dropped);
                         });
}

bool ThreadWriter::writeThreads()
{
    return m_tables.each("INSERT INTO thread VALUES(?,?,?,?,?,?,?,?,?,?,?)", *m_snapshot.threads,
                         [](Statement& s, std::int64_t id, const Thread& t) {
                             return s.run(id, static_cast<std::uint32_t>(t.process), t.tid, t.name, t.startNs, t.endNs,
                                          static_cast<std::uint32_t>(t.stateRow), t.dropped, t.isOurOwn, t.lastCpu,
                                          t.onCpu);
                         });
}

bool ThreadWriter::writeTaskRows()
{
    return m_tables.into("INSERT INTO task_row VALUES(NULL,?,?)", [this](Statement& s) {
        for (std::size_t thread = 0; thread < m_snapshot.threads->size(); ++thread) {
            for (const RowIndex row : (*m_snapshot.threads)[thread].taskRows)
                s.run(thread, static_cast<std::uint32_t>(row));
        }
    });
}

bool ThreadWriter::writeMigrations()
{
    return m_tables.each(
        "INSERT INTO migration VALUES(NULL,?,?)", *m_snapshot.threads,
        [](Statement& s, std::int64_t id, const Thread& t) { return t.migrations == 0 || s.run(id, t.migrations); });
}

bool ThreadWriter::writeCpuSets()
{
    return m_tables.each("INSERT INTO cpu_set VALUES(?,?)", *m_snapshot.cpuSets,
                         [](Statement& s, std::int64_t id, const CpuSet& cpus) {
                             std::string list;
                             for (const std::uint16_t cpu : cpus)
                                 list += (list.empty() ? "" : ",") + std::to_string(cpu);
                             return s.run(id, list);
                         });
}

bool ThreadWriter::writeAffinities()
{
    return m_tables.each("INSERT INTO affinity VALUES(NULL,?,?,?)", *m_snapshot.threads,
                         [](Statement& s, std::int64_t id, const Thread& t) {
                             return !t.cpuSet || s.run(id, *t.cpuSet, TableWriter::number(t.cpuSetRow));
                         });
}

bool ThreadWriter::writeUnsampled()
{
    return m_tables.each("INSERT INTO unsampled VALUES(NULL,?)", *m_snapshot.threads,
                         [](Statement& s, std::int64_t id, const Thread& t) { return !t.isUnsampled || s.run(id); });
}

} // namespace lanescope::session
