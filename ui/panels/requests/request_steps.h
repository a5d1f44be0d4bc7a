// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QString>

#include <vector>

namespace lanescope::panels {

/// One line of a request's waterfall.
struct RequestStep {
    trace::RequestPhase phase = trace::RequestPhase::FirstByte;
    store::State state = store::State::RequestFirstByte; ///< its colour and pattern
    QString name;
    std::int64_t startNs = 0; ///< from the start on the wire
    std::int64_t durationNs = 0;
    QString instead; ///< why there is no bar: "connection reused"; empty when there is one
};

/// How long a request was held at one gate.
struct RequestHold {
    trace::RequestGate gate = trace::RequestGate::None;
    std::int64_t durationNs = 0;
};

/// A request's life in the order in which it happened: what held it before it was sent, then the steps on the wire
/// and after. Steps that lie still ahead, or that no request of this kind takes, are left out. Plain data.
struct RequestStory {
    std::int64_t queuedNs = 0;
    std::vector<RequestHold> holds; ///< the longest first
    std::vector<RequestStep> steps;
    std::int64_t lengthNs = 0; ///< of all steps
};
RequestStory requestStory(const store::Request& request);

/// The same in one line of words, for people who do not see the picture. Threads: any.
QString storyText(const RequestStory& story);

} // namespace lanescope::panels
