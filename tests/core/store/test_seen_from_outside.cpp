// SPDX-License-Identifier: GPL-3.0-or-later
// What the collector sees of a process from outside: on which CPUs its threads may run, and that somebody has stopped it.
#include "core/kernel/affinity.h"
#include "tests/core/store/collected.h"
#include "tests/core/trace/segment_folder.h"

#include <sched.h>

#include <csignal>

using namespace lanescope;
using namespace lanescope::store;
using namespace lanescope::store::testing;
using trace::testing::forkChild;
using trace::testing::SegmentFolder;

namespace {

/// A recorded child that does nothing until it is killed.
class Child {
public:
    explicit Child(const SegmentFolder& folder)
        : m_recording(folder)
        , m_pid(forkChild([] {
            trace::Recorder::nameProcess("child");
            trace::instant("here");
            for (;;)
                ::pause();
            return 0;
        }))
    {
    }
    ~Child() { end(); }
    void end()
    {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    pid_t pid() const { return m_pid; }
    void send(int signal) const { ::kill(m_pid, signal); }

private:
    trace::testing::Recording m_recording;
    pid_t m_pid;
};

std::vector<Mark> pausesOf(const Snapshot& snapshot, pid_t pid)
{
    std::vector<Mark> all;
    for (const Mark& mark : *snapshot.marks) {
        if ((mark.kind == MarkKind::Paused || mark.kind == MarkKind::Resumed) && mark.value == pid)
            all.push_back(mark);
    }
    return all;
}

const Thread* mainThreadOf(const Snapshot& snapshot, pid_t pid)
{
    const auto found = std::ranges::find(*snapshot.threads, pid, &Thread::tid);
    return found == snapshot.threads->end() ? nullptr : &*found;
}

void bindTo(pid_t pid, std::uint16_t cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    CHECK_EQ(::sched_setaffinity(pid, sizeof set, &set), 0);
}

} // namespace

TEST_CASE(aProcessThatIsStoppedAndGoesOnLeavesMarks)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    Child child(folder);
    const auto count = [&](std::size_t marks) {
        return until(*collector, [&](const Snapshot& s) { return pausesOf(s, child.pid()).size() == marks; });
    };
    until(*collector, [&](const Snapshot& s) { return processOf(s, child.pid()) != nullptr; });
    child.send(SIGSTOP);
    CHECK(isPaused(*count(1)->marks, child.pid()));
    child.send(SIGCONT);
    CHECK(!isPaused(*count(2)->marks, child.pid()));
    child.send(SIGSTOP);
    count(3);
    child.end();
    const std::vector<Mark> marks = pausesOf(*count(4), child.pid());
    CHECK(marks[0].text == "Stopped by a signal" && marks[0].subject == "child");
    CHECK(marks[1].text == "Goes on");
    CHECK(marks[3].text == "Ended");
}

// The controller tells of a pause of the run, in which all of its processes are stopped.
TEST_CASE(aPauseOfTheRunIsToldOnce)
{
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    Child child(folder);
    until(*collector, [&](const Snapshot& s) { return processOf(s, child.pid()) != nullptr; });
    collector->addMark(MarkKind::Paused, "run", "Paused");
    child.send(SIGSTOP);
    until(*collector, [&](const Snapshot& s) { return processOf(s, child.pid())->isStopped(); });
    child.send(SIGCONT);
    collector->addMark(MarkKind::Resumed, "run", "Resumed");
    const SnapshotPtr snapshot =
        until(*collector, [&](const Snapshot& s) { return !processOf(s, child.pid())->isStopped(); });
    CHECK(pausesOf(*snapshot, child.pid()).empty());
}

TEST_CASE(aThreadThatIsBoundWhileItGoesOnIsSeenToBe)
{
    const std::vector<std::uint16_t> all = kernel::allowedCpus(0);
    if (!CHECK(!all.empty()))
        return;
    const SegmentFolder folder;
    const auto collector = collectorOf(folder.path());
    Child child(folder);
    const auto first = until(*collector, [&](const Snapshot& s) {
        const Thread* main = mainThreadOf(s, child.pid());
        return main != nullptr && main->cpuSet.has_value();
    });
    CHECK(first->cpuSets->at(*mainThreadOf(*first, child.pid())->cpuSet) == all);
    CHECK(std::ranges::includes(first->cpuSets->front(), all));
    bindTo(child.pid(), all.back());
    if (all.size() < 2)
        return; // the same
    const auto later =
        until(*collector, [&](const Snapshot& s) { return mainThreadOf(s, child.pid())->cpuSetRow.has_value(); });
    const auto& samples = later->row(*mainThreadOf(*later, child.pid())->cpuSetRow).samples;
    CHECK_EQ(samples.size(), std::size_t{2});
    CHECK(later->cpuSets->at(static_cast<std::size_t>(samples[1].value)) == CpuSet{all.back()});
}
