// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/perf_limits.h"

#include "core/kernel/small_file.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

namespace lanescope::kernel {

namespace {

constexpr int kMostCpus = 65535; // SwitchEvent::cpu is 16 bits wide

// One "a" or "a-b" from the front of the list, with the comma behind it.
bool takeRange(std::string_view& text, std::vector<int>& cpus)
{
    const std::string_view part = text.substr(0, text.find(','));
    int first = 0;
    auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), first);
    int last = first;
    const char* const stop = part.data() + part.size();
    if (error == std::errc() && end != stop && *end == '-') {
        const auto second = std::from_chars(end + 1, stop, last);
        end = second.ptr;
        error = second.ec;
    }
    if (error != std::errc() || end != stop || first < 0 || last < first || last >= kMostCpus)
        return false;
    for (int cpu = first; cpu <= last; ++cpu)
        cpus.push_back(cpu);
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    return true;
}

std::string refusedByParanoia(int paranoid)
{
    return "The kernel does not let this user record thread switches: kernel.perf_event_paranoid is " +
           std::to_string(paranoid) +
           " and has to be 2 or less, or the program needs the capability CAP_PERFMON. Run \"sudo sysctl "
           "kernel.perf_event_paranoid=2\" to allow it; until then thread states come from /proc.";
}

std::string refusedForProcess(pid_t pid)
{
    return "The kernel does not let this user record the thread switches of process " + std::to_string(pid) +
           ": it belongs to another user or is protected, or a container forbids perf events. Start it as "
           "the same "
           "user, or give the program the capabilities CAP_PERFMON and CAP_SYS_PTRACE.";
}

} // namespace

std::vector<int> parseCpuList(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    std::vector<int> cpus;
    while (!text.empty())
        if (!takeRange(text, cpus))
            return {};
    return cpus;
}

std::vector<int> onlineCpus()
{
    std::string text;
    std::vector<int> cpus;
    if (readSmallFile("/sys/devices/system/cpu/online", text))
        cpus = parseCpuList(text);
    if (cpus.empty()) { // no /sys, as in some containers: the kernel answers ENODEV for those that are off
        const int count = static_cast<int>(std::clamp<long>(sysconf(_SC_NPROCESSORS_CONF), 1, kMostCpus));
        for (int cpu = 0; cpu < count; ++cpu)
            cpus.push_back(cpu);
    }
    return cpus;
}

std::optional<int> perfEventParanoid()
{
    std::string text;
    int value = 0;
    if (!readSmallFile("/proc/sys/kernel/perf_event_paranoid", text))
        return {};
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        return {};
    return value;
}

std::string explainRefusal(int errorNumber, pid_t pid, std::optional<int> paranoid)
{
    switch (errorNumber) {
    case EACCES:
    case EPERM:
        return paranoid.value_or(0) > 2 ? refusedByParanoia(*paranoid) : refusedForProcess(pid);
    case ESRCH:
        return "Process " + std::to_string(pid) + " has ended, so its threads cannot be recorded.";
    case EMFILE:
    case ENFILE:
        return "Too many files are open to record the thread switches of process " + std::to_string(pid) +
               ": one is needed for each of its threads on each CPU. Raise the limit with \"ulimit -n\" and "
               "try again.";
    case ENOENT:
    case ENOSYS:
    case EOPNOTSUPP:
        return "This kernel was built without perf events, so thread switches cannot be recorded; thread "
               "states come "
               "from /proc.";
    case EINVAL:
        return "This kernel is too old to record thread switches (Linux 4.3 or newer can); thread states "
               "come from "
               "/proc.";
    default:
        return "Thread switches of process " + std::to_string(pid) + " cannot be recorded (" +
               std::generic_category().message(errorNumber) + "); thread states come from /proc.";
    }
}

std::string explainNoRing(int errorNumber)
{
    return "The kernel gives this user no more memory to record thread switches (" +
           std::generic_category().message(errorNumber) +
           "): kernel.perf_event_mlock_kb limits all programs of a user together. Close other recordings, or "
           "raise it "
           "with \"sudo sysctl kernel.perf_event_mlock_kb=2048\"; until then thread states come from /proc.";
}

} // namespace lanescope::kernel
