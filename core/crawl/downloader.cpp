// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/downloader.h"

#include "core/crawl/reply_outcome.h"
#include "core/trace/clock.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>
#include <cassert>
#include <sys/resource.h>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

/// Descriptors that are not connections: files, pipes, the recorder, libraries.
constexpr int kOtherDescriptors = 128;
constexpr int kMostLanes = 4096;

int laneCapacity() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return kMostLanes;
    const auto open = static_cast<qint64>(std::min<rlim_t>(limit.rlim_cur, 1U << 20));
    return static_cast<int>(std::clamp<qint64>(open - kOtherDescriptors, 16, kMostLanes));
}

QNetworkRequest networkRequest(const Request& request, const Settings& settings, int connectionName) {
    QNetworkRequest result(request.url.toQUrl());
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setRawHeader("User-Agent"_ba, settings.userAgent);
    result.setRawHeader("Accept"_ba, "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"_ba);
    if (const QString name = ConnectionNames::nameFor(request.url, connectionName); !name.isEmpty())
        result.setPeerVerifyName(name);
    return result;
}

/// Where Qt is told "NoProxy" it opens http sockets unbuffered and then reads the answer's header with one
/// system call a byte: a third of all CPU time of a crawl. "DefaultProxy" as a factory's answer means no
/// proxy as well (the socket asks the application, which has none) and gives a buffered socket.
class DirectBuffered : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery&) override {
        return {QNetworkProxy(QNetworkProxy::DefaultProxy)};
    }
};

// A child of its user, so that it moves to another thread with it.
QNetworkAccessManager* makeManager(QObject* parent) {
    auto* manager = new QNetworkAccessManager(parent);
    manager->setProxyFactory(new DirectBuffered);
    return manager;
}

} // namespace

Downloader::Downloader(QObject* parent)
    : QObject(parent)
    , m_deadlineTimer(this)
    , m_capacity(laneCapacity()) {
    m_managers.push_back(makeManager(this));
    m_deadlineTimer.setSingleShot(true);
    connect(&m_deadlineTimer, &QTimer::timeout, this, &Downloader::endOverdue);
}

Downloader::~Downloader() {
    for (const auto& lane : m_lanes) {
        if (lane->reply != nullptr)
            lane->reply->disconnect(this);
    }
}

int Downloader::takeFreeLane() {
    if (m_freeLanes.empty()) {
        m_lanes.push_back(std::make_unique<Lane>());
        return static_cast<int>(m_lanes.size()) - 1;
    }
    std::ranges::pop_heap(m_freeLanes, std::greater<>());
    const int lane = m_freeLanes.back();
    m_freeLanes.pop_back();
    return lane;
}

QNetworkAccessManager& Downloader::managerFor(const Url& url, int connectionName) {
    const std::size_t index =
        ConnectionNames::needsOwnManager(url, connectionName) ? static_cast<std::size_t>(connectionName) : 0;
    while (m_managers.size() <= index)
        m_managers.push_back(makeManager(this));
    return *m_managers[index];
}

int Downloader::start(const Request& request, const Settings& settings) {
    assert(m_onTheWire < m_capacity);
    const int index = takeFreeLane();
    Lane& lane = *m_lanes[static_cast<std::size_t>(index)];
    lane.response = Response{};
    lane.response.request = request;
    lane.response.lane = index;
    lane.response.stamps.started = trace::readClock();
    lane.ending = Ending::ByItself;
    lane.maxBodyBytes = settings.maxBodyBytes;
    lane.connectionName = m_names.acquire(request.url);
    ++m_onTheWire;
    lane.deadlineNs = trace::monotonicNs() + std::int64_t{std::max(settings.timeoutMs, 1)} * 1'000'000;
    lane.reply = managerFor(request.url, lane.connectionName)
                     .get(networkRequest(request, settings, lane.connectionName));
    watch(index);
    armDeadline(lane.deadlineNs);
    return index;
}

void Downloader::watch(int index) {
    Lane* lane = m_lanes[static_cast<std::size_t>(index)].get();
    QNetworkReply* reply = lane->reply;
    WireStamps* stamps = &lane->response.stamps;
    connect(reply, &QNetworkReply::socketStartedConnecting, this,
            [stamps] { stamps->connecting = trace::readClock(); });
    connect(reply, &QNetworkReply::requestSent, this, [lane, stamps] {
        stamps->sent = trace::readClock();
        ++lane->response.sends;
    });
    connect(reply, &QNetworkReply::metaDataChanged, this, [this, lane] { headersArrived(*lane); });
    connect(reply, &QNetworkReply::readyRead, this, [this, lane] { bodyArrived(*lane); });
    connect(reply, &QNetworkReply::finished, this, [this, index] { end(index); });
}

void Downloader::headersArrived(Lane& lane) {
    if (lane.response.stamps.headers == 0)
        lane.response.stamps.headers = trace::readClock();
    const qint64 announced = lane.reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (announced > lane.maxBodyBytes)
        return abort(lane, Ending::TooLarge);
    // Most pages come in one or two pieces; growing a byte array piece by piece would copy them again.
    if (announced > 0)
        lane.response.body.reserve(announced);
}

void Downloader::bodyArrived(Lane& lane) {
    QByteArray& body = lane.response.body;
    const qint64 room = lane.maxBodyBytes - body.size();
    const qint64 available = lane.reply->bytesAvailable();
    const qint64 wanted = std::min(available, room);
    const qsizetype before = body.size();
    body.resize(before + wanted);
    const qint64 got = lane.reply->read(body.data() + before, wanted);
    body.truncate(before + std::max<qint64>(got, 0));
    if (available > room)
        abort(lane, Ending::TooLarge);
}

void Downloader::abort(Lane& lane, Ending ending) {
    if (lane.reply == nullptr || lane.ending != Ending::ByItself)
        return;
    lane.ending = ending;
    // A reply that has failed already, and is about to say so, complains about an abort().
    if (lane.reply->error() == QNetworkReply::NoError)
        lane.reply->abort(); // emits finished() before it returns
    else
        end(lane.response.lane);
}

void Downloader::end(int index) {
    Lane& lane = *m_lanes[static_cast<std::size_t>(index)];
    QNetworkReply* reply = lane.reply;
    assert(reply != nullptr);
    lane.response.stamps.finished = trace::readClock();
    if (lane.ending == Ending::ByItself && reply->bytesAvailable() > 0) {
        bodyArrived(lane);
        if (lane.reply == nullptr)
            return; // it was too large, and ended in there
    }
    lane.reply = nullptr;
    reply->disconnect(this);
    reply->deleteLater();
    describeReply(*reply, lane.response);
    switch (lane.ending) {
    case Ending::ByItself:
        break;
    case Ending::Deadline:
        setOutcome(lane.response, trace::RequestOutcome::Timeout,
                   u"The whole answer did not come in time."_s);
        break;
    case Ending::TooLarge:
        setOutcome(lane.response, trace::RequestOutcome::TooLarge, u"The body is larger than the limit."_s);
        break;
    case Ending::Cancelled:
        setOutcome(lane.response, trace::RequestOutcome::Cancelled, u"The crawl was stopped."_s);
        break;
    }
    m_names.release(lane.response.request.url, lane.connectionName);
    m_freeLanes.push_back(index);
    std::ranges::push_heap(m_freeLanes, std::greater<>());
    --m_onTheWire;
    // Moved out: a request that starts on this lane from within the signal must not overwrite it.
    const Response response = std::move(lane.response);
    Q_EMIT finished(response);
}

void Downloader::cancelAll() {
    for (std::size_t index = 0; index < m_lanes.size(); ++index)
        abort(*m_lanes[index], Ending::Cancelled);
}

void Downloader::armDeadline(std::int64_t deadlineNs) {
    if (m_deadlineTimer.isActive() && m_armedNs <= deadlineNs)
        return;
    m_armedNs = deadlineNs;
    const std::int64_t milliseconds = (deadlineNs - trace::monotonicNs()) / 1'000'000 + 1;
    m_deadlineTimer.start(static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, 24 * 3600 * 1000)));
}

/// One timer for all lanes: it goes off at the earliest deadline there was when it was set, which is
/// mostly that of a request long done, and then looks for the next.
void Downloader::endOverdue() {
    const std::int64_t now = trace::monotonicNs();
    for (std::size_t index = 0; index < m_lanes.size(); ++index) {
        Lane& lane = *m_lanes[index];
        if (lane.reply != nullptr && lane.deadlineNs <= now)
            abort(lane, Ending::Deadline);
    }
    for (const auto& lane : m_lanes) {
        if (lane->reply != nullptr)
            armDeadline(lane->deadlineNs);
    }
}

} // namespace lanescope::crawl
