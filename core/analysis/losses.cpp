// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/losses.h"

#include "core/store/loss_counter.h"

namespace lanescope::analysis {
namespace {

using namespace store;

// From the last sample before the range to the first one behind it.
std::uint64_t rise(const SeriesView<Sample, SampleSummary>& samples, Range range)
{
    if (samples.empty())
        return 0;
    const std::size_t begin = samples.partitionPoint([&](const Sample& s) { return s.timeNs <= range.fromNs; });
    const std::size_t end = samples.partitionPoint([&](const Sample& s) { return s.timeNs < range.toNs; });
    const double before = begin > 0 ? samples[begin - 1].value : 0;
    const double after = samples[std::min(end, samples.size() - 1)].value;
    return static_cast<std::uint64_t>(std::max(after - before, 0.0));
}

bool isShared(const Object& object)
{
    return object.kind == trace::ObjectKind::ProcessLock || object.kind == trace::ObjectKind::ProcessQueue;
}

} // namespace

Losses::Losses(const Snapshot& snapshot)
    : m_snapshot(snapshot)
    , m_any(snapshot.recording.dropped > 0)
    , m_counters(snapshot.processes->size())
{
    if (!m_any)
        return;
    for (const Object& object : *snapshot.objects) {
        if (object.kind == trace::ObjectKind::None && object.row && object.name == kLossCounter)
            m_counters[static_cast<std::size_t>(object.process)] = object.row;
    }
}

std::uint64_t Losses::in(Range range) const
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; m_any && i < m_counters.size(); ++i)
        sum += of(static_cast<ProcessIndex>(i), range);
    return sum;
}

std::uint64_t Losses::of(ProcessIndex process, Range range) const
{
    if (!m_any)
        return 0;
    const auto& counter = m_counters[static_cast<std::size_t>(process)];
    return counter ? rise(m_snapshot.row(*counter).samples, range) : 0;
}

std::uint64_t Losses::of(const Object& object, Range range) const
{
    return isShared(object) ? in(range) : of(object.process, range);
}

std::uint64_t Losses::of(const Object& object) const
{
    const std::uint64_t seen = of(object, {m_snapshot.beginNs, std::max(m_snapshot.endNs, m_snapshot.beginNs + 1)});
    return std::max(seen, m_snapshot.process(object.process).dropped); // the last reading of a run is past its end
}

std::uint64_t Losses::switchesIn(Range range) const
{
    if (m_snapshot.recording.switchesLost == 0)
        return 0;
    if (range.fromNs <= m_snapshot.beginNs && range.toNs >= m_snapshot.endNs)
        return m_snapshot.recording.switchesLost;
    double sum = 0;
    for (const Mark& mark : *m_snapshot.marks) {
        const bool isIn = mark.timeNs >= range.fromNs && mark.timeNs < range.toNs + kLateNs;
        sum += isIn && mark.kind == MarkKind::Lost && mark.subject == "kernel" ? mark.value : 0;
    }
    return static_cast<std::uint64_t>(sum);
}

} // namespace lanescope::analysis
