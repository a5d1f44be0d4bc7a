// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/switch_source.h"

#include "core/kernel/perf_limits.h"
#include "core/kernel/proc_reader.h"
#include "core/kernel/process_tree.h"
#include "tests/core/check.h"
#include "tests/core/kernel/thread_work.h"
#include "tests/core/kernel/waiting_child.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <thread>

using namespace lanescope::kernel;
using namespace lanescope::kernel::testing;
using Kind = SwitchEvent::Kind;

namespace {

using Events = std::vector<SwitchEvent>;

// The source, or nothing after having checked that the refusal helps and that the other layer works.
std::unique_ptr<SwitchSource> openOrSkip(pid_t pid, const SwitchSource::Options& options = {})
{
    lanescope::Result<std::unique_ptr<SwitchSource>> opened = SwitchSource::open(pid, options);
    if (opened)
        return std::move(opened).value();
    lanescope::check::skip(opened.error());
    CHECK(opened.error().find("/proc") != std::string::npos || opened.error().find("CAP_PERFMON") != std::string::npos);
    DescriptorBudget budget = DescriptorBudget::ofThisProcess();
    lanescope::Result<ProcReader> reader = ProcReader::open(pid, budget);
    CHECK(reader.ok() && !reader.value().sampleThreads(ProcReader::Depth::Full).empty());
    return {};
}

// The samples of a child's threads, once every one of them sleeps (they have arrived and wait for the
// release).
std::vector<ThreadSample> samplesOnceAsleep(pid_t pid)
{
    DescriptorBudget budget = DescriptorBudget::ofThisProcess();
    lanescope::Result<ProcReader> reader = ProcReader::open(pid, budget);
    if (!CHECK(reader.ok()))
        return {};
    for (;;) {
        reader.value().refreshThreads();
        const std::vector<ThreadSample> samples = reader.value().sampleThreads(ProcReader::Depth::Full);
        if (std::all_of(samples.begin(), samples.end(), [](const ThreadSample& s) { return s.state == 'S'; }))
            return samples;
        std::this_thread::yield();
    }
}

Events drainAll(SwitchSource& source)
{
    Events events;
    source.drain(events, SwitchSource::Drain::Everything);
    return events;
}

Events ofThread(const Events& events, pid_t tid)
{
    Events own;
    std::copy_if(events.begin(), events.end(), std::back_inserter(own), [tid](const SwitchEvent& event) {
        return event.tid == tid && (event.kind == Kind::SwitchIn || event.kind == Kind::Exit || event.isSwitchOut());
    });
    return own;
}

struct Tally {
    std::int64_t onCpuNs = 0;
    std::uint64_t ins = 0;
    std::uint64_t preempted = 0;
    int outOfTurn = 0; // two in a row of the same direction; one that ran when we came begins by leaving
};

Tally tally(const Events& switches)
{
    Tally sum;
    std::int64_t since = -1;
    for (const SwitchEvent& event : switches) {
        const bool in = event.kind == Kind::SwitchIn;
        sum.outOfTurn += &event != &switches.front() && in == (since >= 0);
        sum.ins += in;
        sum.preempted += event.kind == Kind::SwitchOutPreempted;
        if (!in && since >= 0)
            sum.onCpuNs += event.timeNs - since;
        since = in ? event.timeNs : -1;
    }
    return sum;
}

std::size_t count(const Events& events, Kind kind)
{
    return static_cast<std::size_t>(
        std::count_if(events.begin(), events.end(), [kind](const SwitchEvent& e) { return e.kind == kind; }));
}

bool inTimeOrder(const Events& events)
{
    return std::is_sorted(events.begin(), events.end(),
                          [](const SwitchEvent& a, const SwitchEvent& b) { return a.timeNs < b.timeNs; });
}

auto bornAs(pid_t tid)
{
    return [tid](const SwitchEvent& event) { return event.kind == Kind::Fork && event.tid == tid; };
}

// Two spinners that must share a CPU, a sleeper, and a child process of its own.
void mixedWork(const WaitingChild::Inside& inside)
{
    const int cpu = onlineCpus().front();
    const auto spinner = [&](const char* name) {
        nameThisThread(name);
        pinThisThread(cpu);
        spinCpuMs(120);
        inside.arrive();
    };
    std::thread first(spinner, "spinner 1");
    std::thread second(spinner, "spinner 2");
    std::thread sleeper([&] {
        nameThisThread("sleeper");
        sleepTimes(50, 500);
        inside.arrive();
    });
    const pid_t nested = fork();
    if (nested == 0) {
        spinCpuMs(5);
        _exit(0);
    }
    waitpid(nested, nullptr, 0);
    inside.arrive();
    first.join();
    second.join();
    sleeper.join();
}

Events drainWhileRunning(WaitingChild& child, SwitchSource& source, int arrivals)
{
    Events events;
    for (; arrivals > 0 && CHECK(child.waitForArrivals(1)); --arrivals)
        source.drain(events);
    return events;
}

// Until there are that many of a kind; gives up after a time no test should take.
void drainUntil(SwitchSource& source, Events& events, std::size_t wanted, Kind kind)
{
    const auto giveUp = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    std::size_t seen = 0, counted = 0;
    while (seen < wanted && std::chrono::steady_clock::now() < giveUp) {
        source.drain(events);
        for (; counted < events.size(); ++counted)
            seen += events[counted].kind == kind;
        std::this_thread::yield();
    }
    CHECK(seen >= wanted);
}

std::map<std::string, pid_t> threadNames(const Events& events)
{
    std::map<std::string, pid_t> names;
    for (const SwitchEvent& event : events)
        if (event.kind == Kind::Comm)
            names.emplace(event.name(), event.tid);
    return names;
}

} // namespace

TEST_CASE(everySwitchOfThreadsAndChildrenIsSeen)
{
    WaitingChild child(mixedWork);
    const std::unique_ptr<SwitchSource> source = openOrSkip(child.pid());
    if (!source)
        return;
    CHECK_EQ(source->attachedThreads(), threadsOf(child.pid()).size()); // a sanitizer has threads of its own
    child.go();
    Events events = drainWhileRunning(child, *source, 4);
    const std::vector<ThreadSample> truth = samplesOnceAsleep(child.pid());
    const Events rest = drainAll(*source);
    events.insert(events.end(), rest.begin(), rest.end());

    CHECK(inTimeOrder(events));
    CHECK_EQ(source->lostEvents(), 0);
    CHECK_EQ(source->malformedRecords(), 0);
    std::int64_t fromEvents = 0, fromKernel = 0;
    std::size_t compared = 0;
    for (const ThreadSample& thread : truth) {
        const Tally sum = tally(ofThread(events, thread.tid));
        CHECK_EQ(sum.outOfTurn, 0);
        if (std::none_of(events.begin(), events.end(), bornAs(thread.tid)))
            continue; // was there, and on a CPU, before we listened
        CHECK(sum.ins <= thread.timeslices + 1 && sum.ins + 1 >= thread.timeslices);
        fromEvents += sum.onCpuNs;
        fromKernel += static_cast<std::int64_t>(thread.onCpuNs);
        ++compared;
    }
    CHECK(compared >= 3);
    const double ratio = static_cast<double>(fromEvents) / static_cast<double>(fromKernel);
    lanescope::check::say("on-CPU time, events / schedstat: " + std::to_string(ratio));
    CHECK(ratio > 0.85 && ratio < 1.3); // what interrupts and a hypervisor take is in the one, not in the other
}

TEST_CASE(preemptionNamesBirthsAndEndsAreSeen)
{
    WaitingChild child(mixedWork);
    const std::unique_ptr<SwitchSource> source = openOrSkip(child.pid());
    if (!source)
        return;
    child.go();
    Events events = drainWhileRunning(child, *source, 4);
    child.release();
    CHECK_EQ(child.reap(), 0);
    const Events rest = drainAll(*source);
    events.insert(events.end(), rest.begin(), rest.end());

    const std::map<std::string, pid_t> names = threadNames(events);
    for (const char* name : {"spinner 1", "spinner 2", "sleeper"})
        CHECK(names.count(name) == 1);
    const Events spinner = ofThread(events, names.count("spinner 1") ? names.at("spinner 1") : 0);
    CHECK(tally(spinner).preempted > 0);
    CHECK(std::all_of(spinner.end() - std::min<std::ptrdiff_t>(4, std::ssize(spinner)), spinner.end(),
                      [&](const SwitchEvent& e) { return e.cpu == onlineCpus().front(); }));
    const Events sleeper = ofThread(events, names.count("sleeper") ? names.at("sleeper") : 0);
    CHECK(count(sleeper, Kind::SwitchOut) >= 50);

    CHECK(count(events, Kind::Fork) >= 4);
    std::map<pid_t, int> ends;
    for (const SwitchEvent& event : events)
        ends[event.tid] += event.kind == Kind::Exit;
    CHECK_EQ(ends[child.pid()], 1);
    for (const SwitchEvent& event : events)
        CHECK(event.kind != Kind::Fork || ends[event.tid] == 1);
    const auto nested =
        std::find_if(events.begin(), events.end(), [](const SwitchEvent& e) { return e.startsProcess(); });
    if (CHECK(nested != events.end())) {
        CHECK_EQ(nested->otherPid, child.pid());
        CHECK(tally(ofThread(events, nested->tid)).onCpuNs > 0);
    }
}

TEST_CASE(attachingToABusyProcessMissesNobodyAndSeesNobodyTwice)
{
    constexpr int kThreads = 4;
    WaitingChild child([](const WaitingChild::Inside& inside) {
        std::atomic<bool> stop{false};
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] { inside.arrive(); });
        std::thread passing([&] { // threads are born and end all the time while the parent attaches
            while (!stop)
                std::thread([] { sleepTimes(1, 200); }).join();
        });
        std::thread growing([&] { // others are born and stay
            const auto stay = [&] {
                while (!stop)
                    sleepTimes(1, 20000); // seldom: a starved reader must not lose records
            };
            std::vector<std::thread> stayers;
            while (!stop && stayers.size() < 200) {
                stayers.emplace_back(stay);
                sleepTimes(1, 50);
            }
            for (std::thread& stayer : stayers)
                stayer.join();
        });
        inside.arrive();
        stop = true;
        passing.join();
        growing.join();
        for (std::thread& thread : threads)
            thread.join();
    });
    child.go();
    CHECK(child.waitForArrivals(kThreads + 1));
    const std::unique_ptr<SwitchSource> source = openOrSkip(child.pid());
    if (!source)
        return;
    CHECK(source->attachedThreads() >= kThreads + 2);
    Events events;
    drainUntil(*source, events, 200, Kind::Fork);
    child.release();
    CHECK_EQ(child.reap(), 0);
    source->drain(events, SwitchSource::Drain::Everything);

    std::map<pid_t, int> births, ends;
    std::set<pid_t> seen;
    for (const SwitchEvent& event : events) {
        births[event.tid] += event.kind == Kind::Fork;
        ends[event.tid] += event.kind == Kind::Exit;
        seen.insert(event.tid);
    }
    int twice = 0, outOfTurn = 0;
    for (const pid_t tid : seen) {
        twice += births[tid] > 1 || ends[tid] > 1;
        const Events switches = ofThread(events, tid);
        outOfTurn += tally(switches).outOfTurn;
        outOfTurn += births[tid] > 0 && !switches.empty() && switches.front().kind != Kind::SwitchIn;
    }
    CHECK_EQ(twice, 0);
    CHECK_EQ(outOfTurn, 0);
    CHECK_EQ(source->lostEvents(), 0);
}

TEST_CASE(batchesFollowEachOtherInTime)
{
    WaitingChild child([](const WaitingChild::Inside& inside) {
        int there[2], back[2];
        if (pipe(there) != 0 || pipe(back) != 0)
            _exit(1);
        std::thread pong([&] {
            pinThisThread(onlineCpus().front());
            pingPong(there[0], back[1], 1 << 30, false);
        });
        std::thread ping([&] { // each step ends on one CPU and goes on on another
            pinThisThread(onlineCpus().back());
            pingPong(back[0], there[1], 1 << 30, true);
        });
        inside.arrive();
        _exit(0);
    });
    const std::unique_ptr<SwitchSource> source = openOrSkip(child.pid());
    if (!source)
        return;
    child.go();
    Events events;
    drainUntil(*source, events, 20000, Kind::SwitchIn);
    child.release();
    CHECK_EQ(child.reap(), 0);
    std::size_t back = 0;
    for (std::size_t i = 1; i < events.size(); ++i)
        back += events[i].timeNs < events[i - 1].timeNs;
    lanescope::check::say(std::to_string(back) + " of " + std::to_string(events.size()) + " steps go back in time");
    CHECK(back * 2000 < events.size()); // none but for a CPU that a hypervisor stopped in the middle
}

TEST_CASE(fullRingsDropAndCount)
{
    constexpr int kRounds = 5000;
    WaitingChild child([](const WaitingChild::Inside& inside) {
        int there[2], back[2];
        if (pipe(there) != 0 || pipe(back) != 0)
            _exit(1);
        const int cpu = onlineCpus().front();
        std::thread pong([&] {
            pinThisThread(cpu);
            pingPong(there[0], back[1], kRounds, false);
            inside.arrive();
        });
        pinThisThread(cpu);
        pingPong(back[0], there[1], kRounds - 1, true);
        char letter = 0;
        if (read(back[0], &letter, 1) != 1)
            _exit(1);
        inside.arrive();
        pong.join();
    });
    SwitchSource::Options small;
    small.ringBytesPerCpu = 4096;
    const std::unique_ptr<SwitchSource> source = openOrSkip(child.pid(), small);
    if (!source)
        return;
    child.go();
    CHECK(child.waitForArrivals(2));
    std::uint64_t slices = 0;
    for (const ThreadSample& thread : samplesOnceAsleep(child.pid()))
        slices += thread.timeslices;
    Events events = drainAll(*source);
    child.release(); // what was lost is told with the next record that fits
    CHECK_EQ(child.reap(), 0);
    source->drain(events, SwitchSource::Drain::Everything);

    CHECK(source->lostEvents() > 0);
    CHECK(count(events, Kind::Lost) > 0);
    const double told = static_cast<double>(events.size() + source->lostEvents());
    lanescope::check::say("slices " + std::to_string(slices) + ", records told and lost " + std::to_string(told));
    CHECK(told >= 2.0 * static_cast<double>(slices) * 0.95);
    CHECK_EQ(source->malformedRecords(), 0);
}
