// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/chrome_context.h"

#include "core/session/json_text.h"
#include "core/session/row_walk.h"
#include "core/session/words.h"

namespace lanescope::session {

using namespace store;

ChromeContext::ChromeContext(const Snapshot& shown)
    : snapshot(shown)
    , ids(shown)
    , originNs(originOf(shown))
    , requests(shown)
{
    for (const Thread& thread : *snapshot.threads)
        threadNames.push_back(jsonString(thread.name.empty() ? "thread " + std::to_string(thread.tid) : thread.name));
    for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
        const Object& object = (*snapshot.objects)[i];
        objectNames.push_back(jsonString(
            object.name.empty() ? std::string(objectWord(object.kind)) + " " + std::to_string(i) : object.name));
    }
    for (const std::string& name : *snapshot.names)
        taskNames.push_back(jsonString(name));
}

std::string ChromeContext::threadName(std::uint32_t thread) const
{
    return thread < threadNames.size() ? threadNames[thread] : "\"unknown\"";
}

std::string ChromeContext::objectName(std::uint32_t object) const
{
    return object < objectNames.size() ? objectNames[object] : "\"unknown\"";
}

std::string ChromeContext::taskName(std::uint32_t name) const
{
    return name < taskNames.size() && taskNames[name].size() > 2 ? taskNames[name] : "\"task\"";
}

std::string ChromeContext::head(const std::string& name, const char* phase, const char* category, std::int32_t pid,
                                std::int32_t tid, std::int64_t timeNs) const
{
    std::string json = "{\"name\":";
    json += name;
    json += ",\"ph\":\"";
    json += phase;
    json += "\",\"cat\":\"";
    json += category;
    json += "\",\"pid\":" + std::to_string(pid) + ",\"tid\":" + std::to_string(tid) +
            ",\"ts\":" + jsonMicroseconds(timeNs - originNs);
    return json;
}

} // namespace lanescope::session
