// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/retry_policy.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

bool mayRetry(const Response& response, const Settings& settings)
{
    switch (response.outcome) {
    case RequestOutcome::HttpError:
        return settings.retryCodes.contains(response.status);
    case RequestOutcome::Refused:
    case RequestOutcome::Reset:
    case RequestOutcome::HostNotFound:
    case RequestOutcome::Timeout:
    case RequestOutcome::Unreachable:
    case RequestOutcome::OtherError:
        return true;
    case RequestOutcome::BadAnswer:
        return !leadsNowhere(response);
    case RequestOutcome::TooLarge:
        return response.mayBeInnocent;
    default:
        return false;
    }
}

std::int64_t backoffNs(int retries, const Settings& settings, std::mt19937_64& random)
{
    if (settings.backoffMs <= 0)
        return 0;
    const double grown = settings.backoffMs * std::pow(std::max(settings.backoffFactor, 1.0), retries);
    const double capped = std::min(grown, static_cast<double>(std::max(settings.backoffMaxMs, settings.backoffMs)));
    return static_cast<std::int64_t>(capped * std::uniform_real_distribution(0.5, 1.5)(random) * 1e6);
}

namespace {

std::optional<qint64> httpDate(const QString& text)
{
    // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994".
    const QLocale c = QLocale::c();
    const QString simple = text.simplified();
    for (const QString& form :
         {u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s, u"dddd, dd-MMM-yy hh:mm:ss 'GMT'"_s, u"ddd MMM d hh:mm:ss yyyy"_s}) {
        QDateTime date = c.toDateTime(simple, form);
        if (!date.isValid())
            continue;
        // Two digits of a year are in this century until they are 50 years ahead (RFC 9110, 5.6.7).
        if (form.contains("-yy "_L1) && date.date().year() < 1970)
            date = date.addYears(100);
        date.setTimeZone(QTimeZone::utc());
        return date.toSecsSinceEpoch();
    }
    return std::nullopt;
}

} // namespace

std::optional<double> retryAfterS(const QByteArray& header, qint64 now)
{
    const QByteArray text = header.trimmed();
    if (text.isEmpty())
        return std::nullopt;
    if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
        return text.size() > 9 ? 1e9 : text.toDouble();
    const std::optional<qint64> date = httpDate(QString::fromLatin1(text));
    if (!date)
        return std::nullopt;
    return static_cast<double>(std::max<qint64>(*date - now, 0));
}

std::optional<double> slotPauseS(const Response& response, const Settings& settings, qint64 now)
{
    if (settings.retryAfterMaxS <= 0 || (response.status != 429 && response.status != 503))
        return std::nullopt;
    const std::optional<double> asked = retryAfterS(response.retryAfter, now);
    if (!asked || *asked <= 0)
        return std::nullopt;
    return std::min(*asked, static_cast<double>(settings.retryAfterMaxS));
}

} // namespace lanescope::crawl
