// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/connection_id.h"
#include "core/site/http_request.h"
#include "core/site/request_parser.h"
#include "core/site/responder.h"
#include "core/site/site_counters.h"

#include <QObject>
#include <QTcpSocket>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace lanescope::site {

class ConcurrencyGate;
class DelayQueue;
class RequestLog;
class SiteControl;

/// What a connection works with; all of it outlives the connection.
struct ConnectionParts {
    int host;
    Responder& responder;
    SiteCounters& counters;
    SiteControl& control;
    RequestLog& log;
    DelayQueue& delays;
    ConcurrencyGate& gate;
    std::function<void(ConnectionId)> closed;
};

/// One accepted connection: HTTP/1.1 with keep-alive; pipelined requests are answered one after the other.
///
/// A client that sends faster than it reads answers is no longer read from, so memory stays bounded.
/// Errors: garbage gets a 4xx and a close; a vanished client ends the connection and its requests count as
/// abandoned. Threads: belongs to the site's thread.
/// Lifetime: says `closed` once, from then on it does nothing; the owner deletes it later.
class HttpConnection : public QObject {
public:
    HttpConnection(ConnectionId id, ConnectionParts parts, qintptr descriptor, QObject* parent);
    ~HttpConnection() override;

    /// The gate lets the waiting request in.
    void admitted();
    /// The time asked of the delay queue has come.
    void due();

private:
    /// Of the oldest unanswered request; Idle when there is none under way.
    enum class State {
        Idle,
        Queued,
        Delaying,
        Sending, // a body that is longer than what a socket should hold
        Pacing,  // a body that is sent slowly
        Resetting,
        Draining,
        Closed
    };

    struct Pending {
        HttpRequest request;
        SiteCounters::Place place; // empty: a control command, not counted
        std::uint64_t id = 0;
        std::uint32_t numberOnConnection = 0;
        std::int64_t beganNs = 0;
    };

    static constexpr qint64 kMaxUnsentBytes = qint64{256} * 1024;

    void readInput();
    void takeParsed();
    void advance();
    void beginFront();
    void startWork();
    void deliver();
    void sendUpToReset(const QByteArray& head, HttpAnswer& answer);
    void sendBody(const QByteArray& head);
    void sendMore();
    void sendSlice();
    void complete(const QByteArray& lastBytes);
    void answerControl();
    void resetConnection();
    void ended(const Pending& request, SiteCounters::Outcome outcome, int status);
    void write(const QByteArray& bytes);
    void leaveGate();
    void startDraining();
    void finishSending();
    void close();

    const ConnectionId m_id;
    const ConnectionParts m_parts;
    QTcpSocket m_socket;
    RequestParser m_parser;
    std::vector<HttpRequest> m_parsed;
    std::deque<Pending> m_pending;
    SiteCounters::Place m_place; // where the connection itself counts, empty before its first counted request
    Verdict m_verdict;
    std::shared_ptr<BodyStream> m_body; // what is left to send
    State m_state = State::Idle;
    int m_status = 0;
    std::uint32_t m_client = 0; // its address
    std::uint16_t m_clientPort = 0;
    std::uint32_t m_requests = 0;
    bool m_closeAfter = false; // the answer that is being sent is the last one
    bool m_insideGate = false;
    bool m_readingPaused = false;
};

} // namespace lanescope::site
