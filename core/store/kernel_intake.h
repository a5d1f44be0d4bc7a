// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/proc_reader.h"
#include "core/kernel/switch_source.h"
#include "core/store/registry.h"

#include <memory>
#include <string>
#include <vector>

namespace lanescope::store {

/// Takes in what the kernel says of a process and all it makes: every switch where perf_event_open is
/// allowed, else what /proc tells at each poll. Feeds thread rows, CPU rows, births, names and deaths.
/// Threads: the collector's.
class KernelIntake {
public:
    explicit KernelIntake(Registry& registry)
        : m_registry(registry)
        , m_store(registry.store())
        , m_budget(kernel::DescriptorBudget::ofThisProcess())
    {
    }

    /// Begins with the best layer that is allowed, at most `best`. `pid` waits at its start.
    void attach(std::int32_t pid, KernelLayer best);
    void poll(std::int64_t nowNs);
    /// Also the very last events; when nothing runs any more.
    void finish(std::int64_t nowNs);

    KernelLayer layer() const { return m_layer; }
    const std::string& note() const { return m_note; }
    std::uint64_t lost() const { return m_source ? m_source->lostEvents() : 0; }
    /// How far behind the present events may come.
    std::int64_t settleNs() const;

private:
    static constexpr std::int64_t kSettleNs = 400'000;
    static constexpr std::int64_t kSamplePeriodNs = 20'000'000;

    struct CpuTrack {
        std::optional<RowIndex> row;
        std::optional<ThreadIndex> running;
        std::int64_t sinceNs = 0;
        std::uint32_t cameFrom = kNone; ///< the CPU on which it ran before, if that was another one
    };
    struct CpuTimes {
        std::uint64_t onCpuNs = 0;
        std::uint64_t readyNs = 0;
    };
    struct Sampled {
        std::unique_ptr<kernel::ProcReader> reader;
        ProcessIndex process{};
        std::unordered_map<std::int32_t, CpuTimes> last; // by tid
    };

    /// To switches, if that is allowed.
    void listen(std::int32_t pid);
    void takeAll(const std::vector<kernel::SwitchEvent>& events);
    void take(const kernel::SwitchEvent& event);
    void switchIn(const kernel::SwitchEvent& event);
    void switchOut(const kernel::SwitchEvent& event);
    void fork(const kernel::SwitchEvent& event);
    void exit(const kernel::SwitchEvent& event);
    void rename(const kernel::SwitchEvent& event);
    CpuTrack& cpu(std::uint16_t number);
    /// Writes what ran on the CPU until now, if anything did.
    void endStretch(CpuTrack& track, std::int64_t timeNs);
    void sampleProcfs(std::int64_t nowNs);
    void sample(Sampled& process, std::int64_t nowNs);
    void followChildren();

    Registry& m_registry;
    Store& m_store;
    kernel::DescriptorBudget m_budget;
    std::unique_ptr<kernel::SwitchSource> m_source;
    std::vector<kernel::SwitchEvent> m_events;
    std::vector<CpuTrack> m_cpus;
    std::unordered_map<std::int32_t, Sampled> m_sampled; // by pid
    std::int32_t m_root = 0;
    std::int64_t m_sampledNs = 0;
    KernelLayer m_layer = KernelLayer::None;
    std::string m_note;
};

} // namespace lanescope::store
