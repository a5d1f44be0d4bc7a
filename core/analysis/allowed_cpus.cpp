// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/allowed_cpus.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <thread>

namespace lanescope::analysis {
namespace {

using namespace store;

CpuSet united(const CpuSet& a, const CpuSet& b)
{
    CpuSet both;
    std::ranges::set_union(a, b, std::back_inserter(both));
    return both;
}

// An older recording does not tell, nor does one of a moment ago: those that are seen, and as many as there are here.
CpuSet allCpus(const Snapshot& snapshot)
{
    if (!snapshot.cpuSets->empty() && !snapshot.cpuSets->front().empty())
        return snapshot.cpuSets->front();
    CpuSet all(std::max<std::size_t>({snapshot.cpus->size(), std::thread::hardware_concurrency(), 1}));
    std::iota(all.begin(), all.end(), std::uint16_t{0});
    return all;
}

} // namespace

std::size_t machineCpus(const Snapshot& snapshot)
{
    return std::max(allCpus(snapshot).size(), snapshot.cpus->size());
}

AllowedCpus::AllowedCpus(const Snapshot& snapshot, Range range)
    : m_snapshot(snapshot)
    , m_range(range)
    , m_sets(snapshot.threads->size())
{
    std::vector<CpuSet> ofProcess(snapshot.processes->size());
    for (std::size_t i = 0; i < m_sets.size(); ++i) {
        const Thread& thread = (*snapshot.threads)[i];
        if (!thread.cpuSet || !isInRange(thread, range))
            continue;
        m_sets[i] = setOf(thread);
        CpuSet& all = ofProcess[static_cast<std::size_t>(thread.process)];
        if (!std::ranges::includes(all, m_sets[i]))
            all = united(all, m_sets[i]);
    }
    const CpuSet all = allCpus(snapshot);
    for (std::size_t i = 0; i < m_sets.size(); ++i) {
        const Thread& thread = (*snapshot.threads)[i];
        if (thread.cpuSet || !isInRange(thread, range))
            continue;
        const CpuSet& known = ofProcess[static_cast<std::size_t>(thread.process)];
        m_sets[i] = known.empty() ? all : known;
    }
    noteAll(all);
}

void AllowedCpus::noteAll(const CpuSet& ofMachine)
{
    const std::set<CpuSet> distinct(m_sets.begin(), m_sets.end());
    CpuSet all;
    for (const CpuSet& set : distinct)
        all = united(all, set);
    std::ranges::copy_if(distinct, std::back_inserter(m_distinct),
                         [&](const CpuSet& set) { return !set.empty() && set != all; });
    m_distinct.push_back(all.empty() ? ofMachine : all);
}

CpuSet AllowedCpus::setOf(const Thread& thread) const
{
    const auto set = [&](double number) { // a session file may state any
        const std::vector<CpuSet>& sets = *m_snapshot.cpuSets;
        return number >= 0 && number < static_cast<double>(sets.size()) ? sets[static_cast<std::size_t>(number)]
                                                                        : CpuSet();
    };
    if (!thread.cpuSetRow)
        return set(*thread.cpuSet);
    const auto& samples = m_snapshot.row(*thread.cpuSetRow).samples;
    const auto before = [](std::int64_t timeNs) { return [timeNs](const Sample& s) { return s.timeNs < timeNs; }; };
    const std::size_t first = samples.partitionPoint(before(m_range.fromNs));
    const std::size_t last = samples.partitionPoint(before(m_range.toNs));
    CpuSet all = first > 0 ? set(samples[first - 1].value) : CpuSet();
    for (std::size_t i = first; i < last; ++i)
        all = united(all, set(samples[i].value));
    return all.empty() ? set(*thread.cpuSet) : all;
}

} // namespace lanescope::analysis
