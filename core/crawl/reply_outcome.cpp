// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/reply_outcome.h"

#include <QNetworkReply>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

/// Errors below the HTTP protocol, and broken HTTP.
RequestOutcome transportOutcome(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return RequestOutcome::Refused;
    case QNetworkReply::RemoteHostClosedError:
        return RequestOutcome::Reset;
    case QNetworkReply::HostNotFoundError:
        return RequestOutcome::HostNotFound;
    case QNetworkReply::TimeoutError:
        return RequestOutcome::Timeout;
    case QNetworkReply::SslHandshakeFailedError:
        return RequestOutcome::TlsError;
    case QNetworkReply::OperationCanceledError:
        return RequestOutcome::Cancelled;
    default:
        return RequestOutcome::OtherError;
    }
}

/// Qt has an error for every status from 400, some of them shared with faults of the protocol. Those of the
/// transport are below 100, and count also when they cut an error page short.
bool isStatusError(QNetworkReply::NetworkError error, int status)
{
    return status >= 400 && error > 100;
}

RequestOutcome outcomeOf(const QNetworkReply& reply, const Response& response)
{
    if (reply.error() != QNetworkReply::NoError && !isStatusError(reply.error(), response.status))
        return transportOutcome(reply.error());
    if (response.status >= 300 && response.status < 400 && !response.location.isEmpty())
        return RequestOutcome::Redirected;
    if (response.status >= 200 && response.status < 300)
        return RequestOutcome::Ok;
    return response.status > 0 ? RequestOutcome::HttpError : RequestOutcome::OtherError;
}

} // namespace

void describeHead(const QNetworkReply& reply, Response& response)
{
    response.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    response.contentType = reply.rawHeader("Content-Type"_ba);
}

void describeReply(const QNetworkReply& reply, Response& response)
{
    describeHead(reply, response);
    response.retryAfter = reply.rawHeader("Retry-After"_ba);
    if (response.status >= 300 && response.status < 400)
        response.location = reply.rawHeader("Location"_ba);
    response.outcome = outcomeOf(reply, response);
    if (response.outcome == RequestOutcome::HttpError)
        response.error = u"The server answered %1."_s.arg(response.status);
    else if (response.outcome != RequestOutcome::Ok && response.outcome != RequestOutcome::Redirected)
        response.error = reply.error() != QNetworkReply::NoError ? reply.errorString() : u"The answer is not HTTP."_s;
}

void setOutcome(Response& response, RequestOutcome outcome, const QString& error)
{
    response.outcome = outcome;
    response.error = error;
}

} // namespace lanescope::crawl
