// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/forked_process.h"

#include "core/sync/flow.h"
#include "core/trace/probes.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kLookAgainMs = 20;

bool hasEnded(int pidDescriptor, int timeoutMs)
{
    pollfd waiting{pidDescriptor, POLLIN, 0};
    return ::poll(&waiting, 1, timeoutMs) == 1;
}

} // namespace

ForkedProcess::ForkedProcess(std::string name, std::function<int()> target)
    : m_name(std::move(name))
    , m_target(std::move(target))
{
}

ForkedProcess::~ForkedProcess()
{
    if (m_pid == 0 || m_parentPid != ::getpid())
        return;
    if (!m_end) {
        kill();
        reap();
    }
    ::close(m_pidDescriptor);
}

Status ForkedProcess::start()
{
    if (Status may = sync::mayStart(m_name, m_pid); !may)
        return may;
    std::fflush(nullptr); // or the child would print what is still in the buffers a second time
    m_parentPid = ::getpid();
    const std::uint64_t flow = sync::nextFlow(); // an arrow from the parent to the child
    trace::flowOut(flow);
    const pid_t pid = ::fork();
    if (pid == 0)
        live(flow);
    if (pid < 0)
        return Error{"'" + m_name + "' could not be made: " + std::strerror(errno) +
                     ". Close other programs, then try again."};
    m_pid = pid;
    m_pidDescriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    trace::processSpawned(pid, trace::Recorder::intern(m_name));
    return Done{};
}

// The child's whole life. It leaves by _exit(): what its parent would do at its end is not its affair.
void ForkedProcess::live(std::uint64_t flow)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != m_parentPid)
        ::_exit(1); // the parent died before the line above
    m_pid = ::getpid();
    trace::Recorder::nameProcess(m_name);
    trace::Recorder::nameThread(m_name); // where a thread stands alone, as at a lock, "main" could be anybody's
    trace::flowIn(flow);
    int code = 1;
    try {
        code = run();
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "%s: %s\n", m_name.c_str(), exception.what());
    }
    trace::Recorder::stop();
    std::fflush(nullptr);
    ::_exit(code);
}

int ForkedProcess::run()
{
    return m_target ? m_target() : 0;
}

Result<bool> ForkedProcess::join(const std::function<int()>& leftMs)
{
    if (const Status may = sync::mayJoin(m_name, m_pid, m_parentPid); !may)
        return Error{may.error()};
    if (m_end)
        return true;
    trace::Wait wait(trace::WaitKind::Join, trace::ObjectId::None);
    for (int left = leftMs(); !hasEnded(m_pidDescriptor, left < 0 ? left : std::min(left, kLookAgainMs));) {
        left = leftMs();
        if (left == 0)
            return false;
    }
    wait.end(trace::Peer::ofProcess(m_pid));
    reap();
    return true;
}

Result<bool> ForkedProcess::join(int timeoutMs)
{
    const std::int64_t endNs = trace::monotonicNs() + static_cast<std::int64_t>(timeoutMs) * 1'000'000;
    return join([=] {
        const std::int64_t leftNs = std::max<std::int64_t>(endNs - trace::monotonicNs(), 0);
        return timeoutMs < 0 ? -1 : static_cast<int>((leftNs + 999'999) / 1'000'000);
    });
}

void ForkedProcess::reap()
{
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED) != 0 && errno == EINTR) {
    }
    const bool bySelf = info.si_code == CLD_EXITED;
    m_end = bySelf ? sync::ProcessEnd{info.si_status, 0} : sync::ProcessEnd{0, info.si_status};
    trace::processExited(m_pid, m_end->exitCode, m_end->signal);
}

bool ForkedProcess::isAlive() const
{
    return m_pid != 0 && !m_end && !hasEnded(m_pidDescriptor, 0);
}

void ForkedProcess::signal(int number) const
{
    // Until it is reaped its pid is nobody else's.
    if (m_pid > 0 && !m_end)
        ::kill(m_pid, number);
}

} // namespace lanescope::scenario
