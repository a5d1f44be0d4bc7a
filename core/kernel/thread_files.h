// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/kernel/file_descriptor.h"
#include "core/kernel/proc_text.h"
#include "core/kernel/small_file.h"

#include <cstddef>
#include <optional>
#include <sys/types.h>

namespace lanescope::kernel {

/// How many files of /proc all readers together may keep open. What does not fit is opened for each reading
/// instead: slower, with the same answer. Threads: one at a time. Lifetime: outlives the readers that use it.
class DescriptorBudget {
public:
    explicit DescriptorBudget(std::size_t limit)
        : m_limit(limit)
    {
    }
    /// A quarter of what the process may open; the rest is for the program itself.
    static DescriptorBudget ofThisProcess();

    bool take() { return m_used < m_limit ? (++m_used, true) : false; }
    void giveBack() { --m_used; }
    std::size_t used() const { return m_used; }
    std::size_t limit() const { return m_limit; }

private:
    std::size_t m_limit;
    std::size_t m_used = 0;
};

/// The two files of one thread, kept open as far as the budget goes. A kept file belongs to that very thread:
/// it reads as ended although its id was given to another. Threads: one at a time.
class ThreadFiles {
public:
    ThreadFiles(pid_t tid, DescriptorBudget& budget)
        : m_tid(tid)
        , m_budget(&budget)
    {
    }
    ThreadFiles(ThreadFiles&& other) noexcept;
    ThreadFiles& operator=(ThreadFiles&& other) noexcept;
    ~ThreadFiles();

    pid_t tid() const { return m_tid; }
    /// Nothing when the thread has ended. `taskDirectory` is a descriptor of /proc/PID/task.
    std::optional<SchedLine> readSchedstat(int taskDirectory);
    std::optional<StatLine> readStat(int taskDirectory);

private:
    std::optional<std::string_view> read(FileDescriptor& kept, int taskDirectory, const char* name, LineBuffer& buffer);
    FileDescriptor open(int taskDirectory, const char* name) const;

    pid_t m_tid;
    DescriptorBudget* m_budget;
    FileDescriptor m_schedstat;
    FileDescriptor m_stat;
};

} // namespace lanescope::kernel
