// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kernel/process_tree.h"

#include "core/kernel/proc_text.h"
#include "core/kernel/small_file.h"

#include <dirent.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>

namespace lanescope::kernel {

namespace {

struct CloseDirectory {
    void operator()(DIR* directory) const { closedir(directory); }
};

std::vector<pid_t> idsIn(const std::string& path)
{
    std::vector<pid_t> ids;
    const std::unique_ptr<DIR, CloseDirectory> directory(opendir(path.c_str()));
    if (!directory)
        return ids;
    while (const dirent* entry = readdir(directory.get()))
        if (const std::optional<pid_t> id = parsePid(entry->d_name))
            ids.push_back(*id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::string processPath(pid_t pid)
{
    return "/proc/" + std::to_string(pid);
}

// Not every kernel is built with the list of children.
bool kernelListsChildren()
{
    static const bool lists = access("/proc/thread-self/children", R_OK) == 0;
    return lists;
}

std::vector<pid_t> listedChildren(pid_t pid)
{
    std::vector<pid_t> children;
    std::string text;
    for (const pid_t tid : threadsOf(pid)) {
        if (!readSmallFile((processPath(pid) + "/task/" + std::to_string(tid) + "/children").c_str(), text))
            continue;
        const std::vector<pid_t> some = parsePids(text);
        children.insert(children.end(), some.begin(), some.end());
    }
    std::sort(children.begin(), children.end());
    return children;
}

std::vector<pid_t> searchedChildren(pid_t pid)
{
    std::vector<pid_t> children;
    std::string text;
    for (const pid_t candidate : idsIn("/proc")) {
        if (!readSmallFile((processPath(candidate) + "/stat").c_str(), text))
            continue;
        const std::optional<StatLine> stat = parseStat(text);
        if (stat && stat->parentPid == pid)
            children.push_back(candidate);
    }
    return children;
}

} // namespace

std::vector<pid_t> threadsOf(pid_t pid)
{
    return idsIn(processPath(pid) + "/task");
}

std::vector<pid_t> childrenOf(pid_t pid)
{
    return kernelListsChildren() ? listedChildren(pid) : searchedChildren(pid);
}

std::vector<pid_t> descendantsOf(pid_t pid)
{
    std::vector<pid_t> all = childrenOf(pid);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (const pid_t child : childrenOf(all[i])) // an id may be given anew meanwhile: nobody twice, no circles
            if (child != pid && std::find(all.begin(), all.end(), child) == all.end())
                all.push_back(child);
    }
    return all;
}

} // namespace lanescope::kernel
