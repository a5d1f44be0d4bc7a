// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/failures.h"

#include "core/crawl/url/byte_views.h"

#include <QCoreApplication>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

constexpr qsizetype kMostOrigins = 1000;

class Words {
    Q_DECLARE_TR_FUNCTIONS(Failures)
};

/// Whom it is about: the host for what concerns its name, else with scheme and port.
QString whomOf(const Response& response)
{
    const Url& url = response.request.url;
    return QString::fromLatin1(response.outcome == RequestOutcome::HostNotFound ? url.host() : url.origin());
}

QString whatHappened(const Response& response)
{
    const QString whom = whomOf(response);
    switch (response.outcome) {
    case RequestOutcome::HostNotFound:
        return Words::tr("%1 could not be resolved").arg(whom);
    case RequestOutcome::Refused:
        return Words::tr("%1 refused the connection").arg(whom);
    case RequestOutcome::Reset:
        if (response.status > 0)
            return Words::tr("%1 closed the connection before its answer was whole").arg(whom);
        return Words::tr("%1 closed the connection instead of answering").arg(whom);
    case RequestOutcome::Timeout:
        return Words::tr("%1 did not answer in time").arg(whom);
    case RequestOutcome::Unreachable:
        return Words::tr("the network has no way to %1").arg(whom);
    case RequestOutcome::TlsError:
        return Words::tr("no secure connection to %1 came about (%2)").arg(whom, response.error);
    case RequestOutcome::TooLarge:
        return Words::tr("%1 sent more than is received").arg(whom);
    case RequestOutcome::BadAnswer:
        if (leadsNowhere(response))
            return Words::tr("%1 leads nowhere (%2)")
                .arg(QString::fromLatin1(response.request.url.text()), response.error);
        return Words::tr("what %1 sent is broken (%2)").arg(whom, response.error);
    case RequestOutcome::HttpError:
        return Words::tr("%1 answered %2").arg(QString::fromLatin1(response.request.url.text())).arg(response.status);
    default:
        return Words::tr("%1 failed (%2)").arg(whom, response.error);
    }
}

} // namespace

QByteArray Failures::originOf(const Response& response)
{
    return copied(response.request.url.origin());
}

void Failures::note(const Response& response, Cause cause, const QString& what)
{
    if (m_first.isEmpty()) {
        m_first = what;
        m_cause = cause;
    }
    if (m_cause != cause)
        m_cause = Cause::Failure;
    m_answered = m_answered || response.status > 0;
    if (m_origins.size() < kMostOrigins)
        m_origins.insert(originOf(response));
}

void Failures::failed(const Response& response)
{
    const bool isRobots = response.request.kind == RequestKind::Robots && response.status > 0;
    note(response, isRobots ? Cause::RobotsMissing : Cause::Failure, whatHappened(response));
}

void Failures::forbidden(const Response& response)
{
    if (m_origins.contains(originOf(response)))
        return;        // told already: its robots.txt cannot be had
    m_answered = true; // one was read
    note(response, Cause::Rule,
         Words::tr("%1 (%2)").arg(QString::fromLatin1(response.request.url.text()), response.error));
}

QString Failures::lead() const
{
    switch (m_cause) {
    case Cause::Rule:
        return Words::tr("The crawl did nothing, because robots.txt forbids all of it: %1.");
    case Cause::RobotsMissing:
        return Words::tr("The crawl did nothing, because everything is forbidden while robots.txt cannot be had: %1.");
    case Cause::Failure:
        break;
    }
    return m_answered ? Words::tr("Not one page was fetched: %1.") : Words::tr("Nothing was reached: %1.");
}

QString Failures::told() const
{
    if (m_first.isEmpty())
        return {};
    const QString what = lead().arg(m_first);
    if (m_origins.size() < 2)
        return what;
    return what + u' ' + Words::tr("Of %1 hosts, none did better.").arg(m_origins.size());
}

} // namespace lanescope::crawl
