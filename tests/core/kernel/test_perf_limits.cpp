// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/perf_limits.h"

#include "tests/core/check.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

using namespace lanescope::kernel;

namespace {

bool contains(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE(cpuListsAreReadAsTheKernelWritesThem)
{
    CHECK(parseCpuList("0\n") == std::vector<int>{0});
    CHECK(parseCpuList("0-3\n") == (std::vector<int>{0, 1, 2, 3}));
    CHECK(parseCpuList("0,2-3,8") == (std::vector<int>{0, 2, 3, 8}));
}

TEST_CASE(listsThatAreNoneGiveNothing)
{
    for (const char* text : {"", "\n", "x", "-1", "3-1", "0-", "0--2", "1;2", "0-99999999", "0,,1", "4294967296"})
        CHECK(parseCpuList(text).empty());
}

TEST_CASE(thisMachineHasTheCpusItSays)
{
    const std::vector<int> cpus = onlineCpus();
    CHECK_EQ(cpus.size(), sysconf(_SC_NPROCESSORS_ONLN));
    CHECK(std::is_sorted(cpus.begin(), cpus.end()));
}

TEST_CASE(refusalsSayWhyAndWhatToDo)
{
    const std::string paranoid = explainRefusal(EACCES, 42, 3);
    CHECK(contains(paranoid, "perf_event_paranoid is 3"));
    CHECK(contains(paranoid, "2 or less"));
    CHECK(contains(paranoid, "CAP_PERFMON"));
    CHECK(contains(paranoid, "sysctl"));
    CHECK(contains(explainRefusal(EACCES, 42, 2), "process 42"));
    CHECK(contains(explainRefusal(EPERM, 42, {}), "container"));
    CHECK(contains(explainRefusal(ESRCH, 42, 2), "Process 42 has ended"));
    CHECK(contains(explainRefusal(EMFILE, 42, 2), "ulimit -n"));
    CHECK(contains(explainRefusal(ENOSYS, 42, {}), "/proc"));
    CHECK(contains(explainRefusal(EINVAL, 42, 2), "4.3"));
    CHECK(contains(explainRefusal(EIO, 42, 2), "/proc"));
    CHECK(contains(explainNoRing(EPERM), "perf_event_mlock_kb"));
}
