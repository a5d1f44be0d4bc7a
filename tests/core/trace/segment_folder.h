// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the tests of the recorder share: a private folder, recordings that end with their scope, children.

#include "core/trace/probes.h"
#include "core/trace/segment_reader.h"
#include "tests/core/check.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace lanescope::trace::testing {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr int kSlowdown = 5; ///< sanitizers: the same paths, fewer rounds
#else
inline constexpr int kSlowdown = 1;
#endif

/// A folder on tmpfs where there is one, removed with everything in it.
class SegmentFolder {
public:
    SegmentFolder()
    {
        const bool shared = ::access("/dev/shm", W_OK) == 0;
        std::string name =
            (shared ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path()) / "segments-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("cannot make a folder like " + name);
        m_path = name;
    }
    SegmentFolder(const SegmentFolder&) = delete;
    SegmentFolder& operator=(const SegmentFolder&) = delete;
    ~SegmentFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }

    const std::string& path() const { return m_path; }
    std::vector<std::string> segments() const
    {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(m_path))
            if (entry.path().extension() == ".seg")
                found.push_back(entry.path());
        std::sort(found.begin(), found.end());
        return found;
    }
    std::string segmentOf(pid_t pid) const
    {
        for (const std::string& path : segments())
            if (std::filesystem::path(path).filename().string().starts_with(std::to_string(pid) + '-'))
                return path;
        return {};
    }
    std::unique_ptr<SegmentReader> open(pid_t pid) const
    {
        auto reader = SegmentReader::open(segmentOf(pid));
        return CHECK(reader.ok()) ? std::move(reader).value() : nullptr;
    }

private:
    std::string m_path;
};

/// This process records from construction to destruction.
class Recording {
public:
    explicit Recording(const SegmentFolder& folder, std::string_view name = "test")
    {
        CHECK(Recorder::start(folder.path(), name).ok());
    }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    ~Recording() { Recorder::stop(); }
};

struct Taken {
    Record record;
    std::string text;
};

inline std::vector<Taken> take(SegmentReader& reader, std::uint32_t lane)
{
    std::vector<Taken> all;
    if (!CHECK(lane < reader.laneCount()))
        return all;
    const auto sink = [&all](const Record& record, std::string_view text) {
        all.push_back({record, std::string(text)});
    };
    while (reader.drain(lane, sink) > 0) {
    }
    return all;
}

inline std::vector<Taken> takeAll(SegmentReader& reader)
{
    std::vector<Taken> all;
    const std::uint32_t lanes = reader.laneCount();
    for (std::uint32_t lane = 0; lane < lanes; ++lane)
        std::ranges::move(take(reader, lane), std::back_inserter(all));
    return all;
}

/// The records of one type, in order.
inline std::vector<Taken> ofType(const std::vector<Taken>& all, RecordType type)
{
    std::vector<Taken> some;
    std::ranges::copy_if(all, std::back_inserter(some), [type](const Taken& t) { return t.record.type == type; });
    return some;
}

inline std::string nameOf(SegmentReader& reader, std::uint32_t id)
{
    return reader.string(static_cast<StringId>(id)).value_or("(no such string)");
}

/// Runs `work` in a forked child, which ends with what it returns and without any destructor. By the bare
/// system call: a sanitizer would ask it for the threads of its parent, which it never had.
inline pid_t forkChild(const std::function<int()>& work)
{
    const pid_t pid = ::fork();
    if (pid == 0)
        ::syscall(SYS_exit_group, work());
    return pid;
}

/// The exit code, or 128 + the signal that ended it.
inline int exitOf(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace lanescope::trace::testing
