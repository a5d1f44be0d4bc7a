// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/model/response.h"

#include "core/trace/clock.h"
#include "core/trace/outcome_words.h"

#include <algorithm>
#include <array>

namespace lanescope::crawl {

Response Response::filtered(const Request& request, const QString& why)
{
    Response response;
    response.request = request;
    response.outcome = trace::RequestOutcome::Filtered;
    response.error = why;
    response.stamps.started = response.stamps.finished = trace::readClock();
    response.startedNs = response.finishedNs = trace::monotonicNs();
    return response;
}

std::array<WirePhase, 4> wirePhases(const Response& response)
{
    using trace::RequestPhase;
    const WireStamps& stamps = response.stamps;
    trace::Ticks at = stamps.started;
    const auto phase = [&](RequestPhase kind, bool happened, trace::Ticks end) {
        const trace::Ticks from = at;
        at = happened ? std::max(at, end != 0 ? end : stamps.finished) : at;
        return WirePhase{kind, from, at};
    };
    const bool looksUp = stamps.resolved != 0 || response.outcome == trace::RequestOutcome::HostNotFound;
    const bool connects = stamps.connecting != 0 || (stamps.sent == 0 && stamps.headers == 0);
    return {phase(RequestPhase::Resolve, looksUp, stamps.resolved),
            phase(RequestPhase::Connect, connects, stamps.sent != 0 ? stamps.sent : stamps.headers),
            phase(RequestPhase::FirstByte, true, stamps.headers), phase(RequestPhase::Body, true, stamps.finished)};
}

trace::RequestOutcome outcomeOfStatus(const Response& response)
{
    // Those that Scrapy follows; 304 is about a page that one has, and the others are about none.
    constexpr std::array kRedirects = {301, 302, 303, 307, 308};
    if (std::ranges::find(kRedirects, response.status) != kRedirects.end() && !response.location.isEmpty())
        return trace::RequestOutcome::Redirected;
    if (response.status >= 200 && response.status < 300)
        return trace::RequestOutcome::Ok;
    return response.status > 0 ? trace::RequestOutcome::HttpError : trace::RequestOutcome::BadAnswer;
}

const char* outcomeWord(trace::RequestOutcome outcome)
{
    return trace::outcomeWord(outcome).data(); // a literal
}

const char* faultWord(Fault fault)
{
    static_assert(trace::kFaultWords.size() == static_cast<std::size_t>(kLastFault));
    return fault == Fault::None ? "none" : trace::kFaultWords[static_cast<std::size_t>(fault) - 1].data();
}

const char* outcomeWord(const Response& response)
{
    return response.fault == Fault::None ? crawl::outcomeWord(response.outcome) : faultWord(response.fault);
}

} // namespace lanescope::crawl
