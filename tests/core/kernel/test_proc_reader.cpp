// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/proc_reader.h"

#include "core/kernel/process_tree.h"
#include "tests/core/check.h"
#include "tests/core/kernel/thread_work.h"
#include "tests/core/kernel/waiting_child.h"

#include <dirent.h>

#include <algorithm>
#include <memory>
#include <thread>

using namespace lanescope::kernel;
using namespace lanescope::kernel::testing;
using Depth = ProcReader::Depth;

namespace {

const ThreadSample* named(const std::vector<ThreadSample>& samples, std::string_view name)
{
    const auto found =
        std::find_if(samples.begin(), samples.end(), [name](const ThreadSample& s) { return s.comm == name; });
    return found == samples.end() ? nullptr : &*found;
}

std::size_t openDescriptors()
{
    std::size_t number = 0;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir("/proc/self/fd"), closedir);
    while (directory && readdir(directory.get()))
        ++number;
    return number;
}

void namedThreads(const WaitingChild::Inside& inside)
{
    std::thread odd([&] {
        nameThisThread("a) R 1 (b");
        inside.arrive();
    });
    std::thread busy([&] {
        nameThisThread("busy");
        spinCpuMs(60);
        inside.arrive();
    });
    inside.arrive();
    odd.join();
    busy.join();
}

} // namespace

TEST_CASE(threadsOfAProcessAreRead)
{
    WaitingChild child(namedThreads);
    child.go();
    CHECK(child.waitForArrivals(3));
    DescriptorBudget budget = DescriptorBudget::ofThisProcess();
    lanescope::Result<ProcReader> reader = ProcReader::open(child.pid(), budget);
    if (!CHECK(reader.ok()))
        return;
    const std::vector<ThreadSample>& samples = reader.value().sampleThreads(Depth::Full);
    const std::size_t threads = threadsOf(child.pid()).size(); // a sanitizer adds some of its own
    CHECK(threads >= 3);
    CHECK_EQ(samples.size(), threads);
    CHECK(std::is_sorted(samples.begin(), samples.end(), [](auto& a, auto& b) { return a.tid < b.tid; }));
    CHECK(named(samples, "a) R 1 (b") != nullptr);
    if (const ThreadSample* busy = named(samples, "busy"); CHECK(busy != nullptr)) {
        CHECK(busy->onCpuNs >= 55'000'000);
        CHECK(busy->timeslices >= 1);
        CHECK(busy->startNs > 0);
        const double ratio = static_cast<double>(busy->userNs + busy->systemNs) / static_cast<double>(busy->onCpuNs);
        CHECK(ratio > 0.5 && ratio < 1.5);
    }
    CHECK_EQ(budget.used(), 2 * threads);
    const std::vector<ThreadSample>& times = reader.value().sampleThreads(Depth::Times);
    CHECK_EQ(times.size(), threads);
    CHECK(times.front().comm.empty());
}

TEST_CASE(readyTimeGrowsWhereTwoSpinOnOneCpu)
{
    WaitingChild child([](const WaitingChild::Inside& inside) {
        const auto spin = [&] {
            pinThisThread(0);
            spinCpuMs(80);
            inside.arrive();
        };
        std::thread one(spin), two(spin);
        one.join();
        two.join();
    });
    child.go();
    CHECK(child.waitForArrivals(2));
    DescriptorBudget budget = DescriptorBudget::ofThisProcess();
    lanescope::Result<ProcReader> reader = ProcReader::open(child.pid(), budget);
    if (!CHECK(reader.ok()))
        return;
    std::uint64_t onCpuNs = 0, readyNs = 0;
    for (const ThreadSample& thread : reader.value().sampleThreads(Depth::Times)) {
        onCpuNs += thread.onCpuNs;
        readyNs += thread.readyNs;
    }
    CHECK(static_cast<double>(readyNs) > 0.2 * static_cast<double>(onCpuNs));
}

TEST_CASE(processIsReadUntilItIsGone)
{
    WaitingChild child(namedThreads);
    DescriptorBudget budget = DescriptorBudget::ofThisProcess();
    lanescope::Result<ProcReader> opened = ProcReader::open(child.pid(), budget);
    if (!CHECK(opened.ok()))
        return;
    ProcReader reader = std::move(opened).value();
    child.go();
    CHECK(child.waitForArrivals(3));
    ProcessSample sample = reader.sampleProcess();
    CHECK_EQ(sample.parentPid, getpid());
    CHECK_EQ(sample.threads, threadsOf(child.pid()).size());
    CHECK(sample.residentBytes > 0);
    CHECK(sample.userNs + sample.systemNs > 30'000'000);
    CHECK(!sample.exited);

    child.release();
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOWAIT); // ended, not reaped
    sample = reader.sampleProcess();
    CHECK(sample.exited);
    CHECK_EQ(sample.state, 'Z');
    CHECK(sample.userNs + sample.systemNs > 30'000'000);

    child.reap();
    CHECK(reader.sampleProcess().exited);
    reader.refreshThreads();
    CHECK(reader.sampleThreads(Depth::Full).empty());
    CHECK_EQ(budget.used(), 0);
    CHECK(!ProcReader::open(child.pid(), budget).ok());
}

TEST_CASE(endOfTheFirstThreadIsNotTheEndOfTheProcess)
{
    WaitingChild child([](const WaitingChild::Inside& inside) {
        std::thread([inside] {
            inside.arrive();
            _exit(0);
        }).detach();
        pthread_exit(nullptr);
    });
    DescriptorBudget budget = DescriptorBudget::ofThisProcess();
    lanescope::Result<ProcReader> reader = ProcReader::open(child.pid(), budget);
    if (!CHECK(reader.ok()))
        return;
    child.go();
    CHECK(child.waitForArrivals(1));
    while (reader.value().sampleProcess().state != 'Z')
        std::this_thread::yield();
    CHECK(!reader.value().sampleProcess().exited);
    child.release();
    CHECK_EQ(child.reap(), 0);
    CHECK(reader.value().sampleProcess().exited);
}

TEST_CASE(overTheBudgetFilesAreOpenedForEachReading)
{
    WaitingChild child(namedThreads);
    child.go();
    CHECK(child.waitForArrivals(3));
    const std::size_t before = openDescriptors();
    DescriptorBudget budget(2);
    lanescope::Result<ProcReader> reader = ProcReader::open(child.pid(), budget);
    if (!CHECK(reader.ok()))
        return;
    for (int i = 0; i < 3; ++i)
        CHECK_EQ(reader.value().sampleThreads(Depth::Full).size(), threadsOf(child.pid()).size());
    CHECK_EQ(budget.used(), 2);
    CHECK(openDescriptors() <= before + 4); // two of threads, two of the process
}

TEST_CASE(threadsThatComeAndGoLeaveNothingBehind)
{
    const std::size_t before = openDescriptors();
    DescriptorBudget budget = DescriptorBudget::ofThisProcess();
    {
        WaitingChild child([](const WaitingChild::Inside& inside) {
            std::atomic<bool> stop{false};
            std::vector<std::thread> storms;
            for (int i = 0; i < 3; ++i)
                storms.emplace_back([&] {
                    while (!stop)
                        std::thread([] { sleepTimes(1, 100); }).join();
                });
            inside.arrive();
            stop = true;
            for (std::thread& storm : storms)
                storm.join();
        });
        lanescope::Result<ProcReader> reader = ProcReader::open(child.pid(), budget);
        if (!CHECK(reader.ok()))
            return;
        child.go();
        CHECK(child.waitForArrivals(1));
        int changes = 0;
        for (int round = 0; round < 20000 && changes < 500; ++round) {
            changes += reader.value().refreshThreads();
            const std::vector<ThreadSample>& samples = reader.value().sampleThreads(Depth::Full);
            CHECK(!samples.empty());
            CHECK(std::any_of(samples.begin(), samples.end(), [&](auto& s) { return s.tid == child.pid(); }));
            CHECK(budget.used() <= 2 * samples.size());
        }
        CHECK(changes > 0);
        child.release();
        CHECK_EQ(child.reap(), 0);
    }
    CHECK_EQ(budget.used(), 0);
    CHECK_EQ(openDescriptors(), before);
}

TEST_CASE(childrenAndTheirChildrenAreFound)
{
    WaitingChild child([](const WaitingChild::Inside& inside) {
        std::thread maker([&] { // also children made by another thread than the first
            if (fork() == 0) {
                if (fork() == 0) {
                    inside.arrive();
                    _exit(0);
                }
                inside.arrive();
                _exit(0);
            }
            inside.arrive();
        });
        inside.arrive();
        maker.join();
    });
    child.go();
    CHECK(child.waitForArrivals(4));
    const std::vector<pid_t> children = childrenOf(child.pid());
    CHECK_EQ(children.size(), 1);
    const std::vector<pid_t> all = descendantsOf(child.pid());
    if (CHECK_EQ(all.size(), 2))
        CHECK_EQ(all.front(), children.front());
    const std::vector<pid_t> own = childrenOf(getpid());
    CHECK(std::find(own.begin(), own.end(), child.pid()) != own.end());
    CHECK(threadsOf(child.pid()).size() >= 2);
    child.release();
    child.reap();
    CHECK(threadsOf(child.pid()).empty());
    CHECK(childrenOf(child.pid()).empty());
}
