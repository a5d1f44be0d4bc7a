// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"

#include <optional>

QT_BEGIN_NAMESPACE
class QNetworkReply;
QT_END_NAMESPACE

namespace lanescope::crawl {

/// The Content-Length that counts; nothing if there is none, or none counts (RFC 9112, 6.3). Threads: the reply's.
std::optional<QByteArray> contentLengthOf(const QNetworkReply& reply);

/// Nothing tells where its body ends, and perhaps something did: Qt has no field of the header. Threads: the reply's.
bool hasLostItsHeader(const QNetworkReply& reply);

/// Fills status and content type, as soon as the header is there. Threads: the reply's.
void describeHead(const QNetworkReply& reply, Response& response);

/// Fills status, headers, outcome and error of a response from a reply that ended by itself or was aborted.
/// A status of 4xx or 5xx is an HttpError even where Qt calls it a network error. Threads: the reply's.
void describeReply(const QNetworkReply& reply, Response& response);

void setOutcome(Response& response, trace::RequestOutcome outcome, const QString& error);

/// Why a request is over, as far as we had a hand in it.
enum class EndedBy : std::uint8_t {
    Itself,
    Whole,
    Deadline,
    LargeBody,
    BrokenBody,
    WrongLength,
    InterimAnswer,
    BadHeader,
    SentAgain,
    LargeHeader,
    PerhapsLargeHeader,
    Cancel
};

/// Replaces the outcome by our own reason for having ended it. `bodyError`: of a broken body or a wrong length.
void describeEnding(EndedBy ending, const QString& bodyError, Response& response);

} // namespace lanescope::crawl
