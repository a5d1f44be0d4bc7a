// SPDX-License-Identifier: GPL-3.0-or-later
// What ordinary users get from the kernel, and what they are told when it refuses.
#include "core/kernel/switch_source.h"

#include "core/kernel/perf_limits.h"
#include "tests/core/check.h"
#include "tests/core/kernel/thread_work.h"
#include "tests/core/kernel/waiting_child.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>

using namespace lanescope::kernel;
using namespace lanescope::kernel::testing;

namespace {

// Runs `work` in another process and gives its text back: for what changes the whole process.
std::string textFromChild(const std::function<std::string()>& work)
{
    int ends[2];
    if (pipe(ends) != 0)
        return {};
    const pid_t pid = fork();
    if (pid == 0) {
        const std::string text = work();
        const bool whole = write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
        _exit(whole ? 0 : 1);
    }
    close(ends[1]);
    std::string text;
    char letter = 0;
    while (read(ends[0], &letter, 1) == 1)
        text += letter;
    close(ends[0]);
    waitpid(pid, nullptr, 0);
    return text;
}

void becomeNobody()
{
    if (geteuid() != 0)
        return;
    constexpr uid_t kNobody = 65534;
    if (setresgid(kNobody, kNobody, kNobody) != 0 || setresuid(kNobody, kNobody, kNobody) != 0)
        _exit(1);
    prctl(PR_SET_DUMPABLE, 1); // lost with the user id; without it nobody may look into its own children
}

// As a container's filter, or a kernel that forbids it to ordinary users, would answer.
void forbidPerfEvents(int error)
{
    sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_perf_event_open, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{4, filter};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(1);
}

} // namespace

TEST_CASE(ordinaryUserRecordsItsOwnChildWhereTheKernelLetsIt)
{
    const std::string text = textFromChild([] {
        becomeNobody();
        WaitingChild child([](const WaitingChild::Inside& inside) {
            std::thread([&] { inside.arrive(); }).detach();
            inside.arrive();
        });
        const auto opened = SwitchSource::open(child.pid());
        if (!opened)
            return "refused: " + opened.error();
        child.go();
        child.waitForArrivals(2);
        std::vector<SwitchEvent> events;
        opened.value()->drain(events, SwitchSource::Drain::Everything);
        std::size_t births = 0;
        for (const SwitchEvent& event : events)
            births += event.kind == SwitchEvent::Kind::Fork;
        return std::string(births > 0 ? "works" : "silent");
    });
    if (perfEventParanoid().value_or(4) <= 2 && text.rfind("refused", 0) != 0)
        CHECK_EQ(text, "works");
    else
        CHECK(text.rfind("refused: ", 0) == 0 && text.size() > 40);
}

TEST_CASE(ringsShrinkToWhatTheKernelGrants)
{
    const std::string text = textFromChild([] {
        becomeNobody();
        const rlimit none{0, 0};
        setrlimit(RLIMIT_MEMLOCK, &none);
        WaitingChild child([](const WaitingChild::Inside&) {});
        SwitchSource::Options large;
        large.ringBytesPerCpu = 64 * 1024 * 1024;
        const auto first = SwitchSource::open(child.pid(), large);
        if (!first)
            return "refused: " + first.error();
        const auto second = SwitchSource::open(child.pid(), large);
        std::string answer = std::to_string(first.value()->ringBytesPerCpu() / 1024) + " KiB, then ";
        answer += second ? std::to_string(second.value()->ringBytesPerCpu() / 1024) + " KiB" : second.error();
        return answer + (first.value()->ringBytesPerCpu() < large.ringBytesPerCpu ? " smaller" : " same");
    });
    lanescope::check::say("rings per CPU: " + text);
    CHECK(text.rfind("refused: ", 0) == 0 || text.find("smaller") != std::string::npos);
}

TEST_CASE(refusalsAreSentencesThatHelp)
{
    CHECK(textFromChild([] {
              becomeNobody();
              return SwitchSource::open(1).error();
          }).find("process 1") != std::string::npos ||
          perfEventParanoid().value_or(0) > 2);
    CHECK(textFromChild([] {
              forbidPerfEvents(EPERM);
              return SwitchSource::open(getpid()).error();
          }).find("container") != std::string::npos ||
          perfEventParanoid().value_or(0) > 2);
    CHECK(textFromChild([] {
              forbidPerfEvents(ENOSYS);
              return SwitchSource::open(getpid()).error();
          }).find("without perf events") != std::string::npos);
}

TEST_CASE(processThatHasEndedIsRefused)
{
    WaitingChild child([](const WaitingChild::Inside&) {});
    child.go();
    child.reap();
    const auto opened = SwitchSource::open(child.pid());
    CHECK(!opened);
    CHECK(!opened.error().empty());
}
