// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/request.h"

#include <QByteArray>
#include <QString>

#include <array>

namespace lanescope::crawl {

/// Stamps of one request on the wire, by trace::readClock(); 0: did not happen. They are taken when the
/// network thread hears of it, so a busy thread shows as time on the wire.
struct WireStamps {
    trace::Ticks started = 0;
    trace::Ticks resolved = 0;   ///< 0: the address was known
    trace::Ticks connecting = 0; ///< 0 on a connection that was open already
    trace::Ticks sent = 0;
    trace::Ticks headers = 0;
    trace::Ticks finished = 0;
};

/// What the recording knows as a bad answer, by a name of its own in tables and statistics.
enum class Fault : std::uint8_t {
    None,
    WrongLength,      ///< a Content-Length that is no number of bytes
    TooManyRedirects, ///< in a row
    BadRedirect,      ///< to what cannot be crawled
    InterimAnswer,    ///< a status of 1xx, which is not the answer
    BadHeader,        ///< a header of which nothing can be read
    RedirectLoop,     ///< back to where it came from
};
inline constexpr Fault kLastFault = Fault::RedirectLoop;

/// How a request ended. Plain data. Threads: as a value.
struct Response {
    Request request;
    int lane = 0;
    trace::RequestOutcome outcome = trace::RequestOutcome::Ok;
    Fault fault = Fault::None;
    int status = 0;          ///< 0 when no answer came
    int sends = 0;           ///< times it was sent; 2: a connection broke, Qt tried another by itself, and was stopped
    QByteArray body;         ///< after decompression; what no PieceTaker took of it
    qint64 takenBytes = 0;   ///< what one took
    qint64 wireBytes = 0;    ///< of the body as it was sent, before decompression
    qint64 paidBytes = 0;    ///< of these, those that a rate has been told of
    bool wasEncoded = false; ///< the body was decompressed
    QByteArray contentType;  ///< as the server sent it
    QByteArray location;     ///< of a redirect
    bool mayBeInnocent = false; ///< it was ended for what another may have done
    QByteArray retryAfter;      ///< the header of that name
    QString error;              ///< one sentence; empty when it went well
    quint64 requestBytes = 0;   ///< of the request as sent, without what Qt adds
    WireStamps stamps;
    // The same in nanoseconds of CLOCK_MONOTONIC, for the controllers; headersNs 0: no answer came.
    std::int64_t startedNs = 0;
    std::int64_t headersNs = 0;
    std::int64_t finishedNs = 0;

    /// For one that never was on the wire, and why.
    static Response filtered(const Request& request, const QString& why);

    /// The whole body after decompression; at most maxBodyBytes.
    qint64 received() const { return takenBytes + body.size(); }
    /// From the start on the wire to the headers, as Scrapy's download_latency; 0: no answer came.
    double latencyS() const { return headersNs == 0 ? 0.0 : static_cast<double>(headersNs - startedNs) * 1e-9; }
};

/// A redirect that is not followed: the host is well, and will say the same again.
inline bool leadsNowhere(const Response& response)
{
    return response.fault == Fault::TooManyRedirects || response.fault == Fault::BadRedirect ||
           response.fault == Fault::RedirectLoop;
}

/// One phase of a request on the wire; one that did not happen takes no time.
struct WirePhase {
    trace::RequestPhase phase = trace::RequestPhase::Resolve;
    trace::Ticks from = 0;
    trace::Ticks to = 0;
};
/// Look-up, connection, first byte, body, one after the other. One that never ended lasted until the request did.
std::array<WirePhase, 4> wirePhases(const Response& response);

/// What an answer of that status, which is whole, comes to.
trace::RequestOutcome outcomeOfStatus(const Response& response);

/// "ok", "http_error", "refused" …: the words of statistics and tables.
const char* outcomeWord(trace::RequestOutcome outcome);
const char* faultWord(Fault fault);
/// The same, with the fault's name where it has one: "wrong_length" …
const char* outcomeWord(const Response& response);

} // namespace lanescope::crawl
