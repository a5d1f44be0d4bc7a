// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/request_criteria.h"

#include "ui/panels/requests/request_text.h"

namespace lanescope::panels {

RequestCriteria::Ending endingOf(const store::Request& request)
{
    using trace::RequestOutcome;
    using Ending = RequestCriteria::Ending;
    if (request.now)
        return Ending::OnTheWire;
    switch (request.outcome) {
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
    return (ending == Ending::Any || ending == endingOf(request)) &&
           (!statusClass || *statusClass == request.httpStatus / 100) && (!reason || reason == request.heldMostBy()) &&
           (host.empty() || host == requestHost(request.url));
}

} // namespace lanescope::panels
