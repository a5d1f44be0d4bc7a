// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/thread_files.h"

#include "core/kernel/small_file.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace lanescope::kernel {

DescriptorBudget DescriptorBudget::ofThisProcess()
{
    constexpr rlim_t kAtMost = 65536; // also where there is no limit at all
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return DescriptorBudget(0);
    return DescriptorBudget(std::min(limit.rlim_cur / 4, kAtMost));
}

ThreadFiles::ThreadFiles(ThreadFiles&& other) noexcept
    : m_tid(other.m_tid)
    , m_budget(other.m_budget)
    , m_schedstat(std::move(other.m_schedstat))
    , m_stat(std::move(other.m_stat))
{
}

ThreadFiles& ThreadFiles::operator=(ThreadFiles&& other) noexcept
{
    std::swap(m_tid, other.m_tid);
    std::swap(m_budget, other.m_budget);
    std::swap(m_schedstat, other.m_schedstat);
    std::swap(m_stat, other.m_stat);
    return *this;
}

ThreadFiles::~ThreadFiles()
{
    for (const FileDescriptor* file : {&m_schedstat, &m_stat})
        if (*file)
            m_budget->giveBack();
}

std::optional<SchedLine> ThreadFiles::readSchedstat(int taskDirectory)
{
    LineBuffer buffer;
    const std::optional<std::string_view> text = read(m_schedstat, taskDirectory, "schedstat", buffer);
    return text ? parseSchedstat(*text) : std::nullopt;
}

std::optional<StatLine> ThreadFiles::readStat(int taskDirectory)
{
    LineBuffer buffer;
    const std::optional<std::string_view> text = read(m_stat, taskDirectory, "stat", buffer);
    return text ? parseStat(*text) : std::nullopt;
}

std::optional<std::string_view> ThreadFiles::read(FileDescriptor& kept, int taskDirectory, const char* name,
                                                  LineBuffer& buffer)
{
    if (kept)
        return readFromStart(kept, buffer);
    FileDescriptor opened = open(taskDirectory, name);
    const std::optional<std::string_view> text = readFromStart(opened, buffer);
    if (text && m_budget->take())
        kept = std::move(opened);
    return text;
}

FileDescriptor ThreadFiles::open(int taskDirectory, const char* name) const
{
    std::array<char, 32> path{};
    std::snprintf(path.data(), path.size(), "%d/%s", m_tid, name);
    return openForReading(taskDirectory, path.data());
}

} // namespace lanescope::kernel
