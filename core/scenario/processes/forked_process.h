// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/process_end.h"

#include <functional>
#include <optional>

namespace lanescope::scenario {

/// A child made by fork(2) that does run() and ends, as Python's multiprocessing.Process with the start method
/// "fork": it begins as a copy of its parent, with all variables, open files and shared memory.
///
/// Two styles, as in Python: give it a target, or override run(). What run() returns is the exit code. The kernel ends
/// the child when its parent dies. Its start, the waits for it and its end are recorded.
///
/// Threads: only in a process that has a single one. A fork copies the thread that calls it and no other, so a lock
/// that another thread holds at that moment stays locked in the child for ever.
/// Lifetime: the destructor kills and reaps; in the child nothing is destroyed.
class ForkedProcess {
public:
    explicit ForkedProcess(std::string name, std::function<int()> target = {});
    virtual ~ForkedProcess();
    ForkedProcess(const ForkedProcess&) = delete;
    ForkedProcess& operator=(const ForkedProcess&) = delete;

    const std::string& name() const { return m_name; }
    pid_t pid() const { return m_pid; } ///< 0 before the start; stays when it has ended

    /// Refused the second time.
    Status start();
    /// Waits until it ends, true, or until the time is over; reaps it. -1 waits without end.
    /// Refused before the start, and in any process but the parent.
    Result<bool> join(int timeoutMs = -1);
    /// The same with a time that may change meanwhile: how many milliseconds are left, 0 for none; asked now and then.
    Result<bool> join(const std::function<int()>& leftMs);
    bool isAlive() const;
    /// Once it was joined.
    std::optional<sync::ProcessEnd> end() const { return m_end; }

    void terminate() const { signal(15); } ///< SIGTERM
    void kill() const { signal(9); }       ///< SIGKILL
    void signal(int number) const;

protected:
    /// In the child.
    virtual int run();

private:
    [[noreturn]] void live(std::uint64_t flow);
    void reap();

    const std::string m_name;
    const std::function<int()> m_target;
    pid_t m_pid = 0;
    pid_t m_parentPid = 0;
    int m_pidDescriptor = -1; ///< readable when the child has ended
    std::optional<sync::ProcessEnd> m_end;
};

} // namespace lanescope::scenario
