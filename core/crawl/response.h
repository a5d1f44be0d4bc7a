// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/request.h"

#include <QByteArray>
#include <QString>

namespace lanescope::crawl {

/// Stamps of one request on the wire, by trace::readClock(); 0: did not happen. They are taken when the
/// network thread hears of it, so a busy thread shows as time on the wire.
struct WireStamps {
    trace::Ticks started = 0;
    trace::Ticks connecting = 0; ///< 0 on a connection that was open already
    trace::Ticks sent = 0;
    trace::Ticks headers = 0;
    trace::Ticks finished = 0;
};

/// How a request ended. Plain data. Threads: as a value.
struct Response {
    Request request;
    int lane = 0;
    trace::RequestOutcome outcome = trace::RequestOutcome::Ok;
    int status = 0;  ///< 0 when no answer came
    int sends = 0;   ///< times it was sent; more than 1: a connection broke and Qt tried another by itself
    QByteArray body; ///< after decompression; at most maxBodyBytes
    QByteArray contentType; ///< as the server sent it
    QByteArray location;    ///< of a redirect
    QString error;          ///< one sentence; empty when it went well
    WireStamps stamps;
};

/// "ok", "http_error", "refused" …: the words of statistics and tables.
const char* outcomeWord(trace::RequestOutcome outcome);

} // namespace lanescope::crawl
