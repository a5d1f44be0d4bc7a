// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/request_criteria.h"

#include "ui/panels/request_text.h"

namespace lanescope::panels {

RequestCriteria::Ending endingOf(trace::RequestOutcome outcome)
{
    using trace::RequestOutcome;
    using Ending = RequestCriteria::Ending;
    switch (outcome) {
    case RequestOutcome::Ok:
        return Ending::Ok;
    case RequestOutcome::Redirected:
        return Ending::Redirected;
    case RequestOutcome::Filtered:
        return Ending::Filtered;
    case RequestOutcome::Cancelled:
        return Ending::Cancelled;
    default:
        return Ending::Failed;
    }
}

bool RequestCriteria::matches(const store::Request& request) const
{
    return (ending == Ending::Any || ending == endingOf(request.outcome)) &&
           (!statusClass || *statusClass == request.httpStatus / 100) && (!reason || reason == request.heldMostBy()) &&
           (host.empty() || host == requestHost(request.url));
}

} // namespace lanescope::panels
