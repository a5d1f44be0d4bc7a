// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/robots/robots_cache.h"

#include "core/crawl/url/byte_views.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("RobotsCache", text);
}

QString whatHappened(const Response& response)
{
    if (response.status == 0)
        return QString::fromLatin1(outcomeWord(response.outcome)).replace(u'_', u' ');
    const QString answered = tr("it answered %1").arg(response.status);
    if (response.outcome == RequestOutcome::HttpError || response.error.isEmpty())
        return answered;
    // A status is there, and what is wrong came after it.
    QString what = response.error.endsWith(u'.') ? response.error.chopped(1) : response.error;
    what[0] = what[0].toLower();
    return tr("%1, but: %2").arg(answered, what);
}

} // namespace

RobotsCache::Step RobotsCache::known(Origin& origin, Access access, const QString& told)
{
    origin.access = access;
    origin.tries = 0;
    Step step;
    step.told = told;
    return step;
}

RobotsCache::Step RobotsCache::read(Origin& origin, const Response& response, const Settings& settings)
{
    origin.rules = RobotsRules::parse(response.body);
    Step step = known(origin, Access::ByRules, tr("Its rules (%1 bytes) are kept.").arg(response.body.size()));
    const auto delay = origin.rules.crawlDelay(viewOf(settings.userAgent));
    if (!delay)
        return step;
    constexpr double kMostS = 1e6; // more than anybody heeds
    step.crawlDelayS = std::clamp(delay->seconds, 0.0, kMostS);
    step.told += u' ' + tr("Line %1 asks for %2 s between requests; %3 s are kept.")
                            .arg(delay->line.number)
                            .arg(delay->seconds)
                            .arg(std::min<double>(step.crawlDelayS, std::max(settings.crawlDelayMaxS, 0)));
    return step;
}

RobotsCache::Step RobotsCache::moved(Origin& origin, const Response& response)
{
    const auto url = Url::resolved(response.request.url, viewOf(response.location));
    if (!url || response.request.tag.redirects >= kMostRedirects)
        return known(origin, Access::All, tr("Its redirects lead nowhere, so everything is allowed."));
    Step step;
    step.next = Step::Next::Moved;
    step.movedTo = *url;
    return step;
}

RobotsCache::Step RobotsCache::failed(Origin& origin, const Response& response, const Settings& settings)
{
    if (origin.tries++ < settings.retryTimes) {
        Step step;
        step.next = Step::Next::Again;
        step.tries = origin.tries;
        return step;
    }
    origin.why = tr("robots.txt cannot be had (%1), so nothing may be fetched").arg(whatHappened(response));
    Step step = known(origin, Access::None, origin.why + u'.');
    step.next = Step::Next::Missing;
    return step;
}

RobotsCache::Step RobotsCache::arrived(const Response& response, const Settings& settings)
{
    Origin& origin = m_origins[static_cast<std::uint32_t>(response.request.robotsFor)];
    // Of a body that is too large, what came counts; of a header without end nothing came.
    const bool isCut = response.outcome == RequestOutcome::TooLarge && response.status > 0;
    const RequestOutcome outcome = isCut ? outcomeOfStatus(response) : response.outcome;
    switch (outcome) {
    case RequestOutcome::Ok:
        return read(origin, response, settings);
    case RequestOutcome::Redirected:
        return moved(origin, response);
    default:
        break;
    }
    if (outcome == RequestOutcome::HttpError && response.status < 500)
        return known(origin, Access::All, tr("There is none (%1), so everything is allowed.").arg(response.status));
    return failed(origin, response, settings);
}

std::optional<QString> RobotsCache::refusal(const Request& page, const QByteArray& userAgent) const
{
    const auto origin = m_origins.find(static_cast<std::uint32_t>(page.origin));
    if (origin == m_origins.end() || origin->second.access == Access::All)
        return std::nullopt;
    if (origin->second.access == Access::None)
        return origin->second.why;
    const RobotsVerdict verdict = origin->second.rules.check(viewOf(userAgent), page.url);
    if (verdict.allowed)
        return std::nullopt;
    return tr("robots.txt, line %1: %2").arg(verdict.line.number).arg(QString::fromUtf8(verdict.line.text));
}

} // namespace lanescope::crawl
