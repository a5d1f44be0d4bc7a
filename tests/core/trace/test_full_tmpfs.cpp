// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/trace/segment_folder.h"

#include <sched.h>
#include <sys/mount.h>

using namespace lanescope::trace;
using namespace lanescope::trace::testing;

namespace {

constexpr int kNotPermitted = 77;
constexpr std::uint64_t kPushed = 100'000;

void writeFile(const char* path, const std::string& text)
{
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)!::write(fd, text.data(), text.size());
    ::close(fd);
}

// A tmpfs of so many bytes over the folder, seen by this process only.
bool mountTmpfs(const std::string& folder, const char* size)
{
    if (::unshare(CLONE_NEWNS) != 0) {
        const uid_t user = ::getuid();
        if (::unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0)
            return false;
        writeFile("/proc/self/setgroups", "deny");
        writeFile("/proc/self/uid_map", "0 " + std::to_string(user) + " 1");
    }
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return false;
    return ::mount("tmpfs", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, size) == 0;
}

// Runs a child whose session folder is a tmpfs of that size; false after check::skip() where that is not
// permitted.
bool inTmpfs(const char* size, const std::function<int(const SegmentFolder&)>& work)
{
    const SegmentFolder folder;
    const int code = exitOf(forkChild([&] { return mountTmpfs(folder.path(), size) ? work(folder) : kNotPermitted; }));
    if (code == kNotPermitted) {
        lanescope::check::skip("this user may not mount a tmpfs in a namespace of its own");
        return false;
    }
    CHECK_EQ(code, 0);
    return true;
}

} // namespace

TEST_CASE(fullTmpfsDropsAndCounts)
{
    inTmpfs("size=1m", [](const SegmentFolder& folder) {
        if (!Recorder::start(folder.path(), "full"))
            return 1;
        const StringId name = Recorder::intern("work");
        for (std::uint64_t i = 0; i < kPushed; ++i) {
            const Span span(name);
        }
        const auto reader = SegmentReader::open(folder.segmentOf(::getpid()));
        if (!reader)
            return 2;
        SegmentReader& segment = *reader.value();
        if (segment.laneCount() != 1)
            return 3;
        const std::uint64_t taken = take(segment, 0).size();
        if (taken + segment.dropped(0) != kPushed + 1 || segment.dropped(0) == 0)
            return 4;
        // The reader made room: recording goes on in the ring that there is.
        for (int i = 0; i < 10; ++i) {
            const Span span(name);
        }
        return take(segment, 0).size() == 10 && segment.fault().empty() ? 0 : 5;
    });
}

// Interned names, locks and threads beyond the space: nothing of it is recorded, all of it is counted.
TEST_CASE(fullTmpfsLosesTablesAndTheProgramGoesOn)
{
    inTmpfs("size=256k", [](const SegmentFolder& folder) {
        if (!Recorder::start(folder.path(), "full"))
            return 1;
        int unknown = 0;
        for (int i = 0; i < 5000; ++i) {
            unknown += Recorder::intern(std::string(100, 'x') + std::to_string(i)) == StringId::None;
            TracedObject object(ObjectKind::Mutex, "lock");
            object.released(object.acquired(), false);
            instant("still running");
        }
        const auto reader = SegmentReader::open(folder.segmentOf(::getpid()));
        if (!reader)
            return 2;
        takeAll(*reader.value());
        return unknown > 0 && reader.value()->lostEntries() > 0 && reader.value()->fault().empty() ? 0 : 3;
    });
}

TEST_CASE(noSpaceForALaneIsCountedOnceAThread)
{
    inTmpfs("size=8k", [](const SegmentFolder& folder) {
        if (!Recorder::start(folder.path(), "tiny"))
            return 1;
        for (int i = 0; i < 1000; ++i)
            flowOut(1);
        const TracedObject object(ObjectKind::Mutex, "lock");
        const auto reader = SegmentReader::open(folder.segmentOf(::getpid()));
        if (!reader)
            return 2;
        return !object.recorded() && reader.value()->lostEntries() == 1 && reader.value()->laneCount() == 0 ? 0 : 3;
    });
}

TEST_CASE(noSpaceAtAllIsAnErrorThatSaysSo)
{
    inTmpfs("size=4k,nr_inodes=1", [](const SegmentFolder& folder) {
        const auto started = Recorder::start(folder.path(), "none");
        return !started && started.error().find(folder.path()) != std::string::npos && Recorder::lane() == nullptr ? 0
                                                                                                                   : 1;
    });
}
