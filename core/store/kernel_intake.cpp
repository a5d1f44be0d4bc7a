// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/kernel_intake.h"

#include "core/kernel/process_tree.h"
#include "core/kernel/thread_name.h"

#include <algorithm>

namespace lanescope::store {

using kernel::SwitchEvent;

void KernelIntake::attach(std::int32_t pid, KernelLayer best)
{
    m_root = pid;
    m_layer = std::min(best, KernelLayer::Procfs);
    if (best == KernelLayer::Switches)
        listen(pid);
    if (m_layer == KernelLayer::Procfs)
        m_registry.expectShares();
}

void KernelIntake::listen(std::int32_t pid)
{
    auto source = kernel::SwitchSource::open(pid);
    if (!source) {
        m_note = source.error();
        return;
    }
    m_source = std::move(source).value();
    m_layer = KernelLayer::Switches;
}

void KernelIntake::poll(std::int64_t nowNs)
{
    if (m_source) {
        m_events.clear();
        m_source->drain(m_events);
        takeAll(m_events);
    } else if (m_layer == KernelLayer::Procfs && nowNs - m_sampledNs >= kSamplePeriodNs) {
        sampleProcfs(nowNs);
        m_sampledNs = nowNs;
    }
    for (CpuTrack& track : m_cpus) {
        if (!track.row)
            continue;
        RowData& row = m_store.row(*track.row);
        row.knownUntilNs = nowNs - settleNs();
        row.open.reset();
        if (track.running)
            row.open =
                OpenInterval{track.sinceNs, State::Running, static_cast<std::uint32_t>(*track.running), track.cameFrom};
    }
}

// What /proc tells reaches back to the reading before.
std::int64_t KernelIntake::settleNs() const
{
    switch (m_layer) {
    case KernelLayer::Switches:
        return kSettleNs;
    case KernelLayer::Procfs:
        return kSamplePeriodNs;
    case KernelLayer::None:
        break;
    }
    return 0;
}

void KernelIntake::finish(std::int64_t nowNs)
{
    m_sampledNs = 0; // read once more, however short ago that was
    if (m_source) {
        m_events.clear();
        m_source->drain(m_events, kernel::SwitchSource::Drain::Everything);
        takeAll(m_events);
    }
    poll(nowNs);
}

void KernelIntake::takeAll(const std::vector<SwitchEvent>& events)
{
    for (const SwitchEvent& event : events)
        take(event);
}

void KernelIntake::take(const SwitchEvent& event)
{
    switch (event.kind) {
    case SwitchEvent::Kind::SwitchIn:
        return switchIn(event);
    case SwitchEvent::Kind::SwitchOut:
    case SwitchEvent::Kind::SwitchOutPreempted:
        return switchOut(event);
    case SwitchEvent::Kind::Fork:
        return fork(event);
    case SwitchEvent::Kind::Exit:
        return exit(event);
    case SwitchEvent::Kind::Comm:
        return rename(event);
    case SwitchEvent::Kind::Lost:
        m_store.addMark({event.timeNs, MarkKind::Lost, "kernel",
                         std::to_string(event.lost) + " switches had no room in the kernel's buffer",
                         static_cast<double>(event.lost)});
        return;
    }
}

KernelIntake::CpuTrack& KernelIntake::cpu(std::uint16_t number)
{
    if (number >= m_cpus.size())
        m_cpus.resize(number + 1U);
    CpuTrack& track = m_cpus[number];
    if (!track.row) {
        track.row = m_store.addRow(RowKind::Cpu);
        m_store.cpus.edit().push_back({number, *track.row});
    }
    return track;
}

void KernelIntake::endStretch(CpuTrack& track, std::int64_t timeNs)
{
    if (!track.running)
        return;
    m_store.row(*track.row)
        .append(Interval::make(track.sinceNs, timeNs, State::Running, static_cast<std::uint32_t>(*track.running),
                               track.cameFrom));
    track.running.reset();
}

void KernelIntake::switchIn(const SwitchEvent& event)
{
    const ThreadIndex thread = m_registry.thread(event.pid, event.tid, event.timeNs);
    if (m_registry.track(thread).ended)
        return;
    m_registry.track(thread).timeline.addSwitch(event.timeNs, CpuState::OnCpu);
    CpuTrack& track = cpu(event.cpu);
    endStretch(track, event.timeNs);
    Registry::ThreadTrack& facts = m_registry.track(thread);
    const bool moved = facts.lastCpu && *facts.lastCpu != event.cpu;
    track.running = thread;
    track.sinceNs = event.timeNs;
    track.cameFrom = moved ? *facts.lastCpu : kNone;
    facts.migrations += moved ? 1 : 0;
    facts.lastCpu = event.cpu;
}

void KernelIntake::switchOut(const SwitchEvent& event)
{
    endStretch(cpu(event.cpu), event.timeNs);
    const ThreadIndex thread = m_registry.thread(event.pid, event.tid, event.timeNs);
    const bool preempted = event.kind == SwitchEvent::Kind::SwitchOutPreempted;
    m_registry.track(thread).timeline.addSwitch(event.timeNs, preempted ? CpuState::Preempted : CpuState::Off);
}

void KernelIntake::fork(const SwitchEvent& event)
{
    const ThreadIndex born = m_registry.thread(event.pid, event.tid, event.timeNs, Registry::Account::Birth);
    m_registry.track(born).timeline.addSwitch(event.timeNs, CpuState::Preempted); // ready until it is switched in
    if (!event.startsProcess())
        return;
    const ProcessIndex process = m_registry.process(event.pid, event.timeNs);
    if (m_store.processes[static_cast<std::size_t>(process)].parentPid == 0)
        m_store.process(process).parentPid = event.otherPid;
}

void KernelIntake::exit(const SwitchEvent& event)
{
    const auto thread = m_registry.findThread(event.tid);
    if (!thread)
        return;
    for (CpuTrack& track : m_cpus) {
        if (track.running == thread)
            endStretch(track, event.timeNs);
    }
    m_registry.endThread(*thread, event.timeNs);
    if (event.tid != event.pid)
        return;
    if (const auto process = m_registry.findProcess(event.pid))
        m_registry.endProcess(*process, event.timeNs);
}

void KernelIntake::rename(const SwitchEvent& event)
{
    const ThreadIndex thread = m_registry.thread(event.pid, event.tid, event.timeNs);
    const ProcessIndex process = m_registry.process(event.pid, event.timeNs);
    if (event.exec && !m_store.processes[static_cast<std::size_t>(process)].recorded)
        m_registry.nameProcess(process, event.name());
    const std::string& known = m_store.threads[static_cast<std::size_t>(thread)].name;
    if (event.tid != event.pid && known.starts_with("thread "))
        m_registry.nameThread(thread, kernel::wholeThreadName(event.name()));
}

void KernelIntake::followChildren()
{
    std::vector<pid_t> pids = kernel::descendantsOf(m_root);
    pids.push_back(m_root);
    for (const pid_t pid : pids) {
        if (m_sampled.contains(pid))
            continue;
        auto reader = kernel::ProcReader::open(pid, m_budget);
        if (!reader)
            continue;
        Sampled sampled;
        sampled.reader = std::make_unique<kernel::ProcReader>(std::move(reader).value());
        const kernel::ProcessSample first = sampled.reader->sampleProcess();
        sampled.process = m_registry.process(pid, first.startNs);
        Process& process = m_store.process(sampled.process);
        process.parentPid = first.parentPid;
        if (!process.recorded)
            m_registry.nameProcess(sampled.process, first.comm);
        m_sampled.emplace(pid, std::move(sampled));
    }
}

void KernelIntake::sampleProcfs(std::int64_t nowNs)
{
    followChildren();
    for (auto& [pid, sampled] : m_sampled)
        sample(sampled, nowNs);
    std::erase_if(m_sampled, [&](const auto& entry) {
        if (!entry.second.reader->sampleProcess().exited)
            return false;
        m_registry.endProcess(entry.second.process, nowNs);
        return true;
    });
}

void KernelIntake::sample(Sampled& sampled, std::int64_t nowNs)
{
    sampled.reader->refreshThreads();
    const std::int32_t pid = sampled.reader->pid();
    const auto& samples = sampled.reader->sampleThreads(kernel::ProcReader::Depth::Full);
    for (const kernel::ThreadSample& now : samples) {
        const ThreadIndex thread = m_registry.thread(pid, now.tid, nowNs);
        if (now.tid != pid && m_store.threads[static_cast<std::size_t>(thread)].name.starts_with("thread "))
            m_registry.nameThread(thread, kernel::wholeThreadName(now.comm));
        CpuTimes& told = sampled.last[now.tid];
        if (now.onCpuNs < told.onCpuNs || now.readyNs < told.readyNs)
            told = {}; // the id was given to another thread
        constexpr char kRunnable = 'R';
        m_registry.track(thread).timeline.addShare({nowNs, static_cast<std::int64_t>(now.onCpuNs - told.onCpuNs),
                                                    static_cast<std::int64_t>(now.readyNs - told.readyNs),
                                                    now.state == kRunnable});
        told = {now.onCpuNs, now.readyNs};
    }
    if (sampled.last.size() > samples.size())
        std::erase_if(sampled.last, [&samples](const auto& entry) {
            return !std::ranges::binary_search(samples, entry.first, {}, &kernel::ThreadSample::tid);
        });
}

} // namespace lanescope::store
