// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/reply_outcome.h"

#include <QNetworkReply>

#include <algorithm>
#include <array>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

/// Errors below the HTTP protocol, and broken HTTP.
RequestOutcome transportOutcome(QNetworkReply::NetworkError error, const Response& response)
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
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
        return RequestOutcome::Unreachable;
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::UnknownContentError:
        return RequestOutcome::BadAnswer;
    case QNetworkReply::UnknownNetworkError:
        // Qt's word for "no route to network" or "to host", among others; what they have in common is that no
        // connection came about.
        return response.sends == 0 && response.status == 0 ? RequestOutcome::Unreachable : RequestOutcome::OtherError;
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
        return transportOutcome(reply.error(), response);
    return outcomeOfStatus(response);
}

bool hasBody(const QNetworkReply& reply)
{
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return status >= 200 && status != 204 && status != 304;
}

QString statusError(const Response& response)
{
    return u"The server answered %1."_s.arg(response.status);
}

} // namespace

std::optional<QByteArray> contentLengthOf(const QNetworkReply& reply)
{
    if (!hasBody(reply) || reply.hasRawHeader("Transfer-Encoding"_ba) || !reply.hasRawHeader("Content-Length"_ba))
        return std::nullopt;
    return reply.rawHeader("Content-Length"_ba);
}

bool hasLostItsHeader(const QNetworkReply& reply)
{
    return hasBody(reply) && reply.rawHeaderList().isEmpty();
}

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
        response.error = statusError(response);
    else if (response.outcome != RequestOutcome::Ok && response.outcome != RequestOutcome::Redirected)
        response.error = reply.error() != QNetworkReply::NoError ? reply.errorString() : u"The answer is not HTTP."_s;
}

void setOutcome(Response& response, RequestOutcome outcome, const QString& error)
{
    response.outcome = outcome;
    response.error = error;
}

void describeEnding(EndedBy ending, const QString& bodyError, Response& response)
{
    switch (ending) {
    case EndedBy::Itself:
        break;
    case EndedBy::Whole: // nothing is wrong with it, whatever Qt thinks of being stopped
        response.outcome = outcomeOfStatus(response);
        response.error = response.outcome == RequestOutcome::HttpError ? statusError(response) : QString();
        break;
    case EndedBy::Deadline:
        return setOutcome(response, RequestOutcome::Timeout, u"The whole answer did not come in time."_s);
    case EndedBy::LargeBody:
        return setOutcome(response, RequestOutcome::TooLarge, u"The body is larger than the limit."_s);
    case EndedBy::BrokenBody:
        return setOutcome(response, RequestOutcome::BadAnswer, bodyError);
    case EndedBy::WrongLength:
        response.fault = Fault::WrongLength;
        return setOutcome(response, RequestOutcome::BadAnswer, bodyError);
    case EndedBy::InterimAnswer:
        response.fault = Fault::InterimAnswer;
        return setOutcome(
            response, RequestOutcome::BadAnswer,
            u"The server sent %1, which announces the answer that follows; that one is not waited for."_s.arg(
                response.status));
    case EndedBy::BadHeader:
        response.fault = Fault::BadHeader;
        return setOutcome(response, RequestOutcome::BadAnswer,
                          u"Nothing of its header can be read: it has no field, or more than 100, or one of more than "
                          "100,000 bytes, or a line that is none."_s);
    case EndedBy::SentAgain:
        return setOutcome(response, RequestOutcome::Reset,
                          u"The connection closed before the answer; the request may have reached the server twice."_s);
    case EndedBy::LargeHeader:
        return setOutcome(response, RequestOutcome::TooLarge, u"The header is larger than the limit."_s);
    case EndedBy::PerhapsLargeHeader:
        response.mayBeInnocent = true;
        return setOutcome(
            response, RequestOutcome::TooLarge,
            u"A header or a chunk without end came to this request, or to another that was sent to this server in the "
            "same moment; nobody can tell which, so this one was ended."_s);
    case EndedBy::Cancel:
        return setOutcome(response, RequestOutcome::Cancelled, u"The crawl was stopped."_s);
    }
}

} // namespace lanescope::crawl
