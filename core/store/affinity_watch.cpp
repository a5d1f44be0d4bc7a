// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/affinity_watch.h"

#include "core/kernel/affinity.h"
#include "core/kernel/perf_limits.h"

namespace lanescope::store {

AffinityWatch::AffinityWatch(Store& store)
    : m_store(store)
{
    CpuSet all;
    for (const int cpu : kernel::onlineCpus())
        all.push_back(static_cast<std::uint16_t>(cpu));
    numberOf(all);
}

void AffinityWatch::poll(std::int64_t nowNs)
{
    if (nowNs - m_lookedNs < kPeriodNs)
        return;
    m_lookedNs = nowNs;
    m_last.resize(m_store.threads.size());
    for (std::size_t i = 0; i < m_store.threads.size(); ++i) {
        const Thread& thread = m_store.threads[i];
        if (!thread.endNs && !thread.isOurOwn && thread.tid > 0) // else known by its lane alone
            look(static_cast<ThreadIndex>(i), nowNs);
    }
}

// A thread that nobody binds again has its entry in the table changed once, and no row.
void AffinityWatch::look(ThreadIndex index, std::int64_t nowNs)
{
    const CpuSet cpus = kernel::allowedCpus(m_store.threads[static_cast<std::size_t>(index)].tid);
    const auto set = cpus.empty() ? std::nullopt : numberOf(cpus);
    auto& last = m_last[static_cast<std::size_t>(index)];
    if (!set || set == last)
        return;
    if (last)
        boundAnew(index, *set, nowNs);
    else
        m_store.thread(index).cpuSet = set;
    last = set;
}

void AffinityWatch::boundAnew(ThreadIndex index, std::uint32_t set, std::int64_t nowNs)
{
    const Thread& thread = m_store.threads[static_cast<std::size_t>(index)];
    if (!thread.cpuSetRow) {
        const RowIndex made = m_store.addRow(RowKind::Counter);
        m_store.row(made).samples.append({thread.startNs, static_cast<double>(*thread.cpuSet)});
        m_store.thread(index).cpuSetRow = made;
    }
    m_store.row(*m_store.threads[static_cast<std::size_t>(index)].cpuSetRow)
        .samples.append({nowNs, static_cast<double>(set)});
}

std::optional<std::uint32_t> AffinityWatch::numberOf(const CpuSet& cpus)
{
    if (const auto known = m_numbers.find(cpus); known != m_numbers.end())
        return known->second;
    if (m_numbers.size() == kMostSets)
        return std::nullopt;
    m_store.cpuSets.edit().push_back(cpus);
    return m_numbers.emplace(cpus, static_cast<std::uint32_t>(m_numbers.size())).first->second;
}

} // namespace lanescope::store
