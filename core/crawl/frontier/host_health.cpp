// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/host_health.h"

#include "core/crawl/frontier/retry_policy.h"

#include <QCoreApplication>
#include <QDateTime>

namespace lanescope::crawl {

using trace::RequestOutcome;

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(HostHealth)
};

/// Signs that a host gets more than it can take, for the controllers of concurrency.
bool isOverload(const Response& response)
{
    switch (response.outcome) {
    case RequestOutcome::Refused:
    case RequestOutcome::Reset:
    case RequestOutcome::Timeout:
        return true;
    default:
        return response.status == 429 || response.status == 503;
    }
}

/// Failures of the host, not of the page: what a breaker counts.
bool isHostFailure(const Response& response)
{
    switch (response.outcome) {
    case RequestOutcome::Refused:
    case RequestOutcome::Reset:
    case RequestOutcome::HostNotFound:
    case RequestOutcome::Timeout:
    case RequestOutcome::TlsError:
    case RequestOutcome::Unreachable:
    case RequestOutcome::OtherError:
        return true;
    case RequestOutcome::BadAnswer:
        return !leadsNowhere(response);
    default:
        return response.status >= 500;
    }
}

} // namespace

QStringList toldOf(const HealthNews& news, const Response& response, const Settings& settings)
{
    const QString host = QString::fromLatin1(response.request.url.origin());
    QStringList told;
    if (news.slotPausedS > 0)
        told << Words::tr("%1 answered %2 and asked to be left alone: nothing goes to its slot for %3 s.")
                    .arg(host)
                    .arg(response.status)
                    .arg(news.slotPausedS, 0, 'f', 0);
    if (news.breakerOpened)
        told << Words::tr("%1 failed %2 times in a row and is left alone for %3 s.")
                    .arg(host)
                    .arg(settings.breakerFailures)
                    .arg(settings.breakerPauseS);
    if (news.givenUp > 0)
        told << Words::tr("%1 is given up; %2 of its URLs are dropped.").arg(host).arg(news.givenUp);
    return told;
}

SlotObservation HostHealth::observationOf(const Response& response)
{
    return {.startedNs = response.startedNs,
            .endedNs = response.finishedNs,
            .latencyS = response.latencyS(),
            .status = response.status,
            .overload = isOverload(response)};
}

HealthNews HostHealth::ended(const Response& response, const Settings& settings, Frontier& frontier, std::int64_t nowNs,
                             const UnaskedListener& dropped)
{
    HealthNews news;
    if (response.outcome == RequestOutcome::Cancelled)
        return news;
    if (const auto pauseS = slotPauseS(response, settings, QDateTime::currentSecsSinceEpoch())) {
        const std::int64_t untilNs = nowNs + static_cast<std::int64_t>(*pauseS * 1e9);
        if (frontier.pauseSlot(response.request.origin, untilNs, response.startedNs, nowNs))
            news.slotPausedS = *pauseS;
    }
    const OriginId origin = response.request.origin;
    switch (count(response, settings, frontier, nowNs)) {
    case Breaker::Step::Nothing:
        if (settings.breakerFailures <= 0) // nobody else would let on those that wait for a trial's end
            frontier.openOrigin(origin, RequestGate::Breaker, nowNs);
        break;
    case Breaker::Step::Open:
        news.breakerOpened = true;
        frontier.holdOrigin(origin, RequestGate::Breaker, nowNs + std::int64_t{settings.breakerPauseS} * 1'000'000'000,
                            nowNs);
        break;
    case Breaker::Step::GiveUp:
        news.givenUp = frontier.giveUp(origin, nowNs, dropped);
        break;
    }
    return news;
}

Breaker::Step HostHealth::count(const Response& response, const Settings& settings, Frontier& frontier,
                                std::int64_t nowNs)
{
    const OriginId origin = response.request.origin;
    const auto index = static_cast<std::size_t>(origin);
    if (index >= m_breakers.size())
        m_breakers.resize(index + 1);
    Breaker& breaker = m_breakers[index];
    if (isHostFailure(response))
        return breaker.failed(response.startedNs, nowNs, settings.breakerFailures);
    if (response.request.kind != RequestKind::Page) {
        breaker.answered();
        return Breaker::Step::Nothing;
    }
    frontier.openOrigin(origin, RequestGate::Breaker, nowNs);
    breaker.succeeded();
    return Breaker::Step::Nothing;
}

} // namespace lanescope::crawl
