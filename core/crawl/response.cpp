// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/response.h"

#include "core/trace/clock.h"

#include <algorithm>

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

const char* outcomeWord(trace::RequestOutcome outcome)
{
    using trace::RequestOutcome;
    switch (outcome) {
    case RequestOutcome::Ok:
        return "ok";
    case RequestOutcome::HttpError:
        return "http_error";
    case RequestOutcome::Refused:
        return "refused";
    case RequestOutcome::Reset:
        return "reset";
    case RequestOutcome::HostNotFound:
        return "host_not_found";
    case RequestOutcome::Timeout:
        return "timeout";
    case RequestOutcome::TooLarge:
        return "too_large";
    case RequestOutcome::TlsError:
        return "tls_error";
    case RequestOutcome::Redirected:
        return "redirected";
    case RequestOutcome::Filtered:
        return "filtered";
    case RequestOutcome::Cancelled:
        return "cancelled";
    case RequestOutcome::Unreachable:
        return "unreachable";
    case RequestOutcome::BadAnswer:
        return "bad_answer";
    case RequestOutcome::OtherError:
        break;
    }
    return "other_error";
}

const char* faultWord(Fault fault)
{
    switch (fault) {
    case Fault::WrongLength:
        return "wrong_length";
    case Fault::TooManyRedirects:
        return "too_many_redirects";
    case Fault::BadRedirect:
        return "bad_redirect";
    case Fault::InterimAnswer:
        return "interim_answer";
    case Fault::BadHeader:
        return "bad_header";
    case Fault::None:
        break;
    }
    return "none";
}

const char* outcomeWord(const Response& response)
{
    return response.fault == Fault::None ? outcomeWord(response.outcome) : faultWord(response.fault);
}

} // namespace lanescope::crawl
