// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace lanescope::session {

/// The requests that a snapshot tells all of, by process and id. Lifetime: within that of the snapshot. Threads: any.
class RequestIndex {
public:
    explicit RequestIndex(const store::Snapshot& snapshot);

    /// Null if it is none of the newest.
    const store::Request* find(store::ProcessIndex process, std::uint32_t id) const;

private:
    std::unordered_map<std::uint64_t, const store::Request*> m_requests;
};

/// One thing that is known of a request, for formats that take names with values: a text or a number.
struct RequestFact {
    std::string name;
    std::optional<std::string> text;
    double number = 0;
};

/// What a trace has no other place for: outcome, status, bytes, URL, where it was held and for how long, the phases that
/// no slot shows, and what went wrong.
std::vector<RequestFact> requestFacts(const store::Request& request);

} // namespace lanescope::session
