// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/thread_reader.h"

#include <charconv>

namespace lanescope::session {

using namespace store;

namespace {

constexpr std::size_t kMostTaskDepth = 4096;

// "0,2,3", ascending; nothing if it is anything else.
std::optional<CpuSet> cpusIn(std::string_view list)
{
    CpuSet cpus;
    for (bool goesOn = !list.empty(); goesOn;) {
        std::uint16_t cpu = 0;
        const auto [end, error] = std::from_chars(list.data(), list.data() + list.size(), cpu);
        if (error != std::errc() || (!cpus.empty() && cpu <= cpus.back()))
            return std::nullopt;
        cpus.push_back(cpu);
        list.remove_prefix(static_cast<std::size_t>(end - list.data()));
        goesOn = !list.empty();
        if (goesOn && (list.front() != ',' || list.size() == 1))
            return std::nullopt;
        list.remove_prefix(goesOn ? 1 : 0);
    }
    return cpus;
}

} // namespace

bool ThreadReader::read()
{
    return readProcesses() && readThreads() && readTaskRows();
}

bool ThreadReader::readNews()
{
    return readCpuSets() && readAffinities() && readUnsampled();
}

Thread* ThreadReader::threadOf(Statement& s)
{
    const auto thread = static_cast<std::size_t>(s.integer(0));
    return thread < m_threads.size() ? &m_threads[thread] : nullptr;
}

bool ThreadReader::readProcesses()
{
    return m_tables.each("process", [&](Statement& s) {
        Process p;
        p.pid = s.integerAs<std::int32_t>();
        p.parentPid = s.integerAs<std::int32_t>();
        p.name = s.text();
        p.startNs = TableReader::time(s);
        p.endNs = TableReader::optionalTime(s);
        p.exitCode = TableReader::optionalInt(s);
        p.signal = TableReader::optionalInt(s);
        p.cpuNs = TableReader::time(s);
        p.recorded = s.flag();
        p.isOurOwn = s.flag();
        p.fault = s.text();
        p.dropped = s.count();
        const std::size_t extra = p.name.size() + p.fault.size();
        return m_tables.keep(m_processes, std::move(p), extra);
    });
}

bool ThreadReader::readThreads()
{
    return m_tables.each("thread", [&](Statement& s) {
        Thread t;
        t.process = TableReader::index<ProcessIndex>(s);
        t.tid = s.integerAs<std::int32_t>();
        t.name = s.text();
        t.startNs = TableReader::time(s);
        t.endNs = TableReader::optionalTime(s);
        t.stateRow = TableReader::index<RowIndex>(s);
        t.dropped = s.count();
        t.isOurOwn = s.flag();
        t.lastCpu = s.integerAs<std::uint16_t>();
        t.onCpu = s.flag();
        const std::size_t extra = t.name.size();
        return m_tables.keep(m_threads, std::move(t), extra);
    });
}

bool ThreadReader::readTaskRows()
{
    return m_tables.each("task_row", [&](Statement& s) {
        Thread* const thread = threadOf(s);
        const auto row = TableReader::index<RowIndex>(s);
        if (thread == nullptr || thread->taskRows.size() >= kMostTaskDepth)
            return m_tables.refuse("a task row belongs to no thread");
        thread->taskRows.push_back(row);
        return m_tables.account(sizeof row);
    });
}

bool ThreadReader::readMigrations()
{
    return m_tables.each("migration", [&](Statement& s) {
        Thread* const thread = threadOf(s);
        const std::uint64_t count = s.count();
        if (thread == nullptr)
            return m_tables.refuse("migrations belong to no thread");
        thread->migrations = count;
        return true;
    });
}

bool ThreadReader::readCpuSets()
{
    return m_tables.each("cpu_set", [&](Statement& s) {
        std::optional<CpuSet> cpus = cpusIn(s.text());
        if (!cpus)
            return m_tables.refuse("a set of CPUs is no list of numbers");
        const std::size_t extra = cpus->size() * sizeof(std::uint16_t);
        return m_tables.keep(m_cpuSets, std::move(*cpus), extra);
    });
}

bool ThreadReader::readAffinities()
{
    return m_tables.each("affinity", [&](Statement& s) {
        Thread* const thread = threadOf(s);
        const auto set = s.integerAs<std::uint32_t>();
        const auto row = TableReader::optional<RowIndex>(s);
        if (thread == nullptr || set >= m_cpuSets.size())
            return m_tables.refuse("the CPUs of a thread belong to no thread, or are no set of CPUs");
        thread->cpuSet = set;
        thread->cpuSetRow = row;
        return true;
    });
}

bool ThreadReader::readUnsampled()
{
    return m_tables.each("unsampled", [&](Statement& s) {
        Thread* const thread = threadOf(s);
        if (thread == nullptr)
            return m_tables.refuse("a note on a thread belongs to no thread");
        thread->isUnsampled = true;
        return true;
    });
}

} // namespace lanescope::session
