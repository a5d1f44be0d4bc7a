// SPDX-License-Identifier: GPL-3.0-or-later
// HttpConnection: how an answer goes out, at once, as fast as it is read, slowly, or cut short by a reset.
#include "core/site/delay_queue.h"
#include "core/site/http_answer.h"
#include "core/site/http_connection.h"

#include <sys/socket.h>

#include <algorithm>

namespace lanescope::site {

namespace {

constexpr qsizetype kPieceBytes = qsizetype{64} * 1024;
constexpr qsizetype kBytesBeforeReset = 1024;
// What was written before a reset is to reach the client first.
constexpr std::chrono::milliseconds kBeforeReset{2};
constexpr int kSlicesPerSecond = 100;

int sliceBytes(const Verdict& verdict)
{
    return std::max(1, verdict.bodyBytesPerSecond / kSlicesPerSecond);
}

std::chrono::nanoseconds sliceTime(const Verdict& verdict)
{
    return std::chrono::nanoseconds(std::int64_t{sliceBytes(verdict)} * 1'000'000'000 / verdict.bodyBytesPerSecond);
}

} // namespace

void HttpConnection::deliver()
{
    if (m_verdict.reset == ResetPlace::BeforeAnswer) {
        resetConnection();
        return;
    }
    const HttpRequest& request = m_pending.front().request;
    HttpAnswer answer = m_parts.responder.render(m_verdict);
    m_status = answer.status;
    m_closeAfter = answer.closes() || !request.keepAlive;
    const QByteArray head = headOf(answer, m_closeAfter ? AfterAnswer::Close : AfterAnswer::KeepAlive);
    if (m_verdict.reset) {
        sendUpToReset(head, answer);
    } else if (request.method == HttpRequest::Method::Head && !head.isEmpty()) {
        complete(head);
    } else if (m_verdict.bodyBytesPerSecond == 0 && !answer.stream) {
        complete(head + answer.body);
    } else {
        m_body = answer.stream ? std::move(answer.stream) : std::make_shared<BodyStream>(std::move(answer.body));
        sendBody(head);
    }
}

/// As much of an answer as comes before a reset.
void HttpConnection::sendUpToReset(const QByteArray& head, HttpAnswer& answer)
{
    m_state = State::Resetting;
    m_parts.delays.add(kBeforeReset, m_id);
    if (m_verdict.reset == ResetPlace::InHead) {
        write(head.first(head.size() / 2));
    } else {
        const qsizetype most = std::min(answer.body.size() / 2, kBytesBeforeReset);
        write(head + (answer.stream ? answer.stream->next(kBytesBeforeReset) : answer.body.first(most)));
    }
    m_socket.flush(); // what a reset finds unsent is thrown away
}

void HttpConnection::sendBody(const QByteArray& head)
{
    if (m_verdict.bodyBytesPerSecond > 0) {
        m_state = State::Pacing;
        m_parts.delays.add(sliceTime(m_verdict), m_id);
        write(head);
    } else {
        m_state = State::Sending;
        write(head);
        sendMore();
    }
}

/// As fast as the client reads.
void HttpConnection::sendMore()
{
    while (m_state == State::Sending && m_socket.bytesToWrite() <= kMaxUnsentBytes) {
        const QByteArray bytes = m_body->next(kPieceBytes);
        m_body->atEnd() ? complete(bytes) : write(bytes);
    }
}

void HttpConnection::sendSlice()
{
    if (m_socket.bytesToWrite() <= kMaxUnsentBytes) {
        const QByteArray slice = m_body->next(sliceBytes(m_verdict));
        if (m_body->atEnd()) {
            complete(slice);
            return;
        }
        write(slice);
    }
    m_parts.delays.add(sliceTime(m_verdict), m_id);
}

void HttpConnection::complete(const QByteArray& lastBytes)
{
    const Pending done = std::move(m_pending.front());
    m_pending.pop_front();
    m_state = State::Idle;
    m_body.reset();
    // Before the write: a client that has the last byte must never still be counted (see SiteCounters).
    ended(done, SiteCounters::Outcome::Answered, m_status);
    write(lastBytes);
    leaveGate();
    if (m_closeAfter) {
        startDraining();
    }
}

void HttpConnection::resetConnection()
{
    ended(m_pending.front(), SiteCounters::Outcome::Reset, 0);
    m_pending.pop_front();
    // Closing without lingering makes the kernel send RST instead of FIN.
    const linger noLinger{1, 0};
    ::setsockopt(static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &noLinger, sizeof noLinger);
    m_state = State::Idle; // what was under way is accounted for
    m_socket.abort();
    close();
}

} // namespace lanescope::site
