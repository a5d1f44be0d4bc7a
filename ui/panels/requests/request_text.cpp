// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/request_text.h"

#include "ui/theme/gate_style.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>

namespace lanescope::panels {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(lanescope::panels::RequestsModel)
};

QString quotedForShell(QString word)
{
    word.remove(QChar(u'\0'));
    return u"'"_s + word.replace(u"'"_s, u"'\\''"_s) + u"'"_s;
}

} // namespace

QString outcomeText(RequestOutcome outcome)
{
    switch (outcome) {
    case RequestOutcome::Ok:
        return Words::tr("ok");
    case RequestOutcome::HttpError:
        return Words::tr("HTTP error");
    case RequestOutcome::Refused:
        return Words::tr("connection refused");
    case RequestOutcome::Reset:
        return Words::tr("connection reset");
    case RequestOutcome::HostNotFound:
        return Words::tr("host not found");
    case RequestOutcome::Timeout:
        return Words::tr("timeout");
    case RequestOutcome::TooLarge:
        return Words::tr("too large");
    case RequestOutcome::TlsError:
        return Words::tr("TLS error");
    case RequestOutcome::Redirected:
        return Words::tr("redirected");
    case RequestOutcome::Filtered:
        return Words::tr("filtered");
    case RequestOutcome::Cancelled:
        return Words::tr("cancelled");
    case RequestOutcome::Unreachable:
        return Words::tr("network unreachable");
    case RequestOutcome::BadAnswer:
        return Words::tr("broken answer");
    case RequestOutcome::OtherError:
        break;
    }
    return Words::tr("other error");
}

QString outcomeText(const store::Request& request)
{
    return request.now ? theme::stateName(store::stateOf(*request.now)) : outcomeText(request.outcome);
}

bool wasSent(const store::Request& request)
{
    return request.outcome != RequestOutcome::Filtered && request.endNs > request.startNs;
}

std::string_view requestHost(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos)
        return {};
    std::string_view authority = url.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const std::size_t user = authority.rfind('@'); user != std::string_view::npos)
        authority.remove_prefix(user + 1);
    if (authority.starts_with('['))
        return authority.substr(1, authority.find(']') - 1);
    return authority.substr(0, authority.find(':'));
}

QString curlCommand(std::string_view url, const QString& userAgent)
{
    const QString agent = userAgent.isEmpty() ? QString() : u" -A "_s + quotedForShell(userAgent);
    return u"curl -gv --compressed"_s + agent + u' ' + quotedForShell(timeline::toQString(url));
}

QString reasonText(const store::Request& request)
{
    const auto gate = request.heldMostBy();
    if (!gate)
        return {};
    return Words::tr("%1, %2").arg(theme::gateName(*gate),
                                   timeline::durationText(request.heldNs[static_cast<std::size_t>(*gate)]));
}

} // namespace lanescope::panels
