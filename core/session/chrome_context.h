// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/request_facts.h"
#include "core/session/trace_ids.h"
#include "core/store/snapshot.h"

#include <string>
#include <vector>

namespace lanescope::session {

/// What all sources share: names that are JSON already, ids, and the moment that counts as zero.
struct ChromeContext {
    explicit ChromeContext(const store::Snapshot& snapshot);

    std::string threadName(std::uint32_t thread) const;
    std::string objectName(std::uint32_t object) const;
    std::string taskName(std::uint32_t name) const;
    /// {"name":…,"ph":…,"cat":…,"pid":…,"tid":…,"ts":… and no end yet.
    std::string head(const std::string& name, const char* phase, const char* category, std::int32_t pid,
                     std::int32_t tid, std::int64_t timeNs) const;

    const store::Snapshot& snapshot;
    TraceIds ids;
    std::int64_t originNs;
    std::vector<std::string> threadNames;
    std::vector<std::string> objectNames;
    std::vector<std::string> taskNames;
    RequestIndex requests;
};

} // namespace lanescope::session
