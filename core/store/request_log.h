// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

namespace lanescope::store {

/// Requests seen so far; shared by all segments of a run. Threads: the collector's.
class RequestLog {
public:
    void add(Request request);
    /// nullptr when nothing changed since the last call.
    std::shared_ptr<const RequestFigures> takeChanged();

private:
    RequestFigures m_figures;
    bool m_changed = false;
};

} // namespace lanescope::store
