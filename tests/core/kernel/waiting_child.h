// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A real child process for tests: it waits to be told to go, works, says how many of its threads are through,
// and keeps them all alive until it is released.

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <utility>

namespace lanescope::kernel::testing {

class WaitingChild {
public:
    // What the child's work may do.
    class Inside {
    public:
        Inside(int done, int release)
            : m_done(done)
            , m_release(release)
        {
        }
        // Says that this thread is through and waits for the release.
        void arrive() const
        {
            const char letter = '.';
            char nothing = 0;
            if (write(m_done, &letter, 1) == 1)
                while (read(m_release, &nothing, 1) > 0) { // ends when the parent closes its end
                }
        }

    private:
        int m_done, m_release;
    };
    using Work = std::function<void(const Inside&)>;

    explicit WaitingChild(const Work& work)
    {
        if (pipe(m_go) != 0 || pipe(m_done) != 0 || pipe(m_release) != 0)
            abort();
        const pid_t parent = getpid();
        m_pid = fork();
        if (m_pid != 0) {
            closeEnds(m_go[0], m_done[1], m_release[0]);
            waitForArrivals(1); // it is up, with the threads that a sanitizer gives it
            return;
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
        closeEnds(m_go[1], m_done[0], m_release[1]);
        char letter = '.';
        if (write(m_done[1], &letter, 1) != 1)
            _exit(1);
        while (read(m_go[0], &letter, 1) > 0) {
        }
        work(Inside(m_done[1], m_release[0]));
        _exit(0);
    }
    WaitingChild(const WaitingChild&) = delete;
    WaitingChild& operator=(const WaitingChild&) = delete;
    ~WaitingChild()
    {
        if (m_pid > 0 && !m_reaped) {
            kill(m_pid, SIGKILL);
            reap();
        }
        closeEnds(m_go[1], m_done[0], m_release[1]);
    }

    pid_t pid() const { return m_pid; }
    void go() { closeEnd(m_go[1]); }
    // Waits until `threads` more threads have arrived; false when the child ended before.
    bool waitForArrivals(int threads) const
    {
        char letter = 0;
        while (threads > 0 && read(m_done[0], &letter, 1) == 1)
            --threads;
        return threads == 0;
    }
    void release() { closeEnd(m_release[1]); }
    int reap()
    {
        int status = 0;
        waitpid(m_pid, &status, 0);
        m_reaped = true;
        return status;
    }

private:
    static void closeEnd(int& end)
    {
        if (end >= 0)
            close(std::exchange(end, -1));
    }
    static void closeEnds(int& a, int& b, int& c)
    {
        closeEnd(a);
        closeEnd(b);
        closeEnd(c);
    }

    pid_t m_pid = -1;
    bool m_reaped = false;
    int m_go[2] = {-1, -1};
    int m_done[2] = {-1, -1};
    int m_release[2] = {-1, -1};
};

} // namespace lanescope::kernel::testing
