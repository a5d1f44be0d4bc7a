// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/request.h"
#include "core/crawl/model/response.h"
#include "core/crawl/model/settings.h"
#include "core/crawl/wire/access_managers.h"
#include "core/crawl/wire/body_intake.h"
#include "core/crawl/wire/connection_names.h"
#include "core/crawl/wire/free_lanes.h"
#include "core/crawl/wire/header_watch.h"
#include "core/crawl/wire/reply_outcome.h"
#include "core/crawl/wire/resolver.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QNetworkReply;
QT_END_NAMESPACE

namespace lanescope::crawl {

/// Requests on the wire, one per lane; knows no queue: what is started leaves now.
///
/// QNetworkAccessManager opens six connections to a host at most and queues the rest unseen. Each lane here
/// has a connection of its own (see ConnectionNames), so a hundred requests to one host are a hundred
/// connections, and each signal belongs to the one request of its lane. Redirects are not followed,
/// cookies not kept, proxies not used, HTTP/2 only if the settings say so. The deadline is our own, from the start
/// to the last byte. Hosts are looked up by our own Resolver; if a host has several addresses, those that refuse are
/// passed over. A body that is large can be taken while it arrives; a header without end is found by HeaderWatch.
///
/// Threads: the thread it lives in. Errors: every end is an outcome in the response, never an exception.
/// Lifetime: the destructor drops what is on the wire without a word; call cancelAll() before it to hear.
class Downloader : public QObject {
    Q_OBJECT

public:
    explicit Downloader(QObject* parent = nullptr);
    ~Downloader() override;

    using Takers = BodyIntake::Takers;
    void setTakers(Takers takers) { m_takers = std::move(takers); }
    /// Told how much more has come of a body of more than kPieceBytes, both as sent; says when the next piece may be read,
    /// in nanoseconds of CLOCK_MONOTONIC. Until then the server waits, and no deadline goes on.
    using Toll = std::function<std::int64_t(qint64 bytes)>;
    void setToll(Toll toll) { m_toll = std::move(toll); }
    /// What was to be waited for may be over sooner.
    void tollChanged() { readPaced(); }
    /// The taker of that request's body, which was behind, wants more.
    void readOn(int lane, std::uint32_t request);

    /// Starts a request on the lowest free lane and returns that lane.
    int start(const Request& request, const Settings& settings);
    /// Ends everything with RequestOutcome::Cancelled, before it returns.
    void cancelAll();
    int onTheWire() const { return m_onTheWire; }
    /// How many of these wait for the rate.
    int pacedBodies() const;
    /// Each request on the wire as it stands: what has not happened has no stamp, stamps.finished is now.
    void forEachOnTheWire(const std::function<void(const Response& soFar)>& tell);
    /// No more than this can be open at once, whatever the settings say: descriptors are limited.
    int capacity() const { return m_capacity; }
    Resolver& resolver() { return m_resolver; }

Q_SIGNALS:
    /// The end of a request; its lane is free already, so that the next may start from here.
    void finished(const lanescope::crawl::Response& response);

private:
    struct Lane {
        bool busy = false;
        QNetworkReply* reply = nullptr; // null: free, or the host is being looked up
        Response response;
        Resolver::Addresses addresses; // not tried yet, the next one last
        QHostAddress address;          // tried now
        std::int64_t sentNs = 0;       // 0: not yet
        BodyIntake body;
        bool isBehind = false;         // whoever takes the body, or who reads it at a rate; more of it has come
        std::int64_t pacedSinceNs = 0; // 0: the rate does not hold it
        QByteArray endpoint;
        std::int64_t deadlineNs = 0;
        int connectionName = 0;
        bool http2 = false;
        QByteArray userAgent;
        EndedBy ending = EndedBy::Itself;
    };

    int takeFreeLane();
    Lane& lane(int index) { return *m_lanes[static_cast<std::size_t>(index)]; }
    void resolved(int index, const Resolver::Addresses& addresses);
    void send(int index);
    void watch(int index);
    void headersArrived(Lane& lane);
    bool readBody(Lane& lane);
    void end(int index);
    void leaveConnection(Lane& lane);
    bool triesNextAddress(int index);
    void leave(int index);
    void abort(Lane& lane, EndedBy ending);
    bool mayRead(Lane& lane);
    void payFor(Lane& lane);
    void hold(Lane& lane, std::int64_t untilNs, std::int64_t nowNs);
    void readPaced();
    std::int64_t deadlineOf(const Lane& lane, std::int64_t nowNs) const;
    void armDeadline(std::int64_t deadlineNs);
    void endOverdue();
    std::vector<HeaderWatch::Sent> sentRequests() const;
    void watchHeaders();

    AccessManagers m_managers;
    ConnectionNames m_names;
    Resolver m_resolver;
    std::vector<std::unique_ptr<Lane>> m_lanes;
    FreeLanes m_freeLanes;
    Takers m_takers;
    Toll m_toll;
    std::vector<std::pair<int, std::uint32_t>> m_paced; // lanes and requests that the rate holds, in turn
    QTimer m_paceTimer;
    HeaderWatch m_headers;
    QTimer m_headerTimer; // while anything is on the wire
    QTimer m_deadlineTimer;
    std::int64_t m_armedNs = 0;
    int m_onTheWire = 0;
    int m_capacity = 0;
};

} // namespace lanescope::crawl
