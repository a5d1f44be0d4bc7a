// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/downloader.h"

#include "core/crawl/reply_outcome.h"
#include "core/crawl/robots_rules.h"
#include "core/trace/clock.h"

#include <QCoreApplication>
#include <QEvent>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <algorithm>
#include <cassert>
#include <sys/resource.h>
#include <utility>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

/// Descriptors that are not connections: files, pipes, the recorder, libraries.
constexpr int kOtherDescriptors = 128;
constexpr int kMostLanes = 4096;
/// Of a body that is taken while it arrives, in Qt's hands.
constexpr qint64 kReadBufferBytes = 256 * 1024;

int laneCapacity()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return kMostLanes;
    const auto open = static_cast<qint64>(std::min<rlim_t>(limit.rlim_cur, 1U << 20));
    return static_cast<int>(std::clamp<qint64>(open - kOtherDescriptors, 16, kMostLanes));
}

/// "example.org:8080", as the Host header has it.
QByteArray authorityOf(const Url& url)
{
    const std::string_view origin = url.origin();
    const std::string_view authority = origin.substr(origin.find("://") + 3);
    return {authority.data(), static_cast<qsizetype>(authority.size())};
}

quint16 portOf(const Url& url)
{
    return static_cast<quint16>(url.toQUrl().port(url.isHttps() ? 443 : 80));
}

constexpr auto kAccept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5";

QNetworkRequest networkRequest(const Url& url, const QHostAddress& address, const QString& connectionName)
{
    QUrl target = url.toQUrl();
    target.setHost(address.toString());
    QNetworkRequest result(target);
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setRawHeader("Host"_ba, authorityOf(url));
    result.setRawHeader("Accept"_ba, kAccept);
    if (!connectionName.isEmpty())
        result.setPeerVerifyName(connectionName);
    return result;
}

quint64 bytesOf(const Url& url, const QByteArray& userAgent)
{
    constexpr std::string_view kRest = "GET  HTTP/1.1\r\nHost: \r\nUser-Agent: \r\nAccept: \r\n\r\n";
    return kRest.size() + url.target().size() + static_cast<quint64>(authorityOf(url).size()) +
           static_cast<quint64>(userAgent.size()) + std::string_view(kAccept).size();
}

/// Where Qt is told "NoProxy" it opens http sockets unbuffered and then reads the answer's header with one
/// system call a byte: a third of all CPU time of a crawl. "DefaultProxy" as a factory's answer means no
/// proxy as well (the socket asks the application, which has none) and gives a buffered socket.
class DirectBuffered : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery&) override
    {
        return {QNetworkProxy(QNetworkProxy::DefaultProxy)};
    }
};

// A child of its user, so that it moves to another thread with it.
QNetworkAccessManager* makeManager(QObject* parent)
{
    auto* manager = new QNetworkAccessManager(parent);
    manager->setProxyFactory(new DirectBuffered);
    return manager;
}

} // namespace

Downloader::Downloader(QObject* parent)
    : QObject(parent)
    , m_resolver(this)
    , m_headerTimer(this)
    , m_deadlineTimer(this)
    , m_capacity(laneCapacity())
{
    m_managers.push_back(makeManager(this));
    m_headerTimer.setInterval(static_cast<int>(HeaderWatch::kEveryNs / 1'000'000));
    connect(&m_headerTimer, &QTimer::timeout, this, &Downloader::watchHeaders);
    m_deadlineTimer.setSingleShot(true);
    connect(&m_deadlineTimer, &QTimer::timeout, this, &Downloader::endOverdue);
}

Downloader::~Downloader()
{
    for (const auto& lane : m_lanes) {
        if (lane->reply != nullptr)
            lane->reply->disconnect(this);
    }
}

int Downloader::takeFreeLane()
{
    if (m_freeLanes.empty()) {
        m_lanes.push_back(std::make_unique<Lane>());
        return static_cast<int>(m_lanes.size()) - 1;
    }
    std::ranges::pop_heap(m_freeLanes, std::greater<>());
    const int lane = m_freeLanes.back();
    m_freeLanes.pop_back();
    return lane;
}

QNetworkAccessManager& Downloader::managerFor(const Url& url, int connectionName)
{
    const std::size_t index =
        ConnectionNames::needsOwnManager(url, connectionName) ? static_cast<std::size_t>(connectionName) : 0;
    while (m_managers.size() <= index)
        m_managers.push_back(makeManager(this));
    return *m_managers[index];
}

int Downloader::start(const Request& request, const Settings& settings)
{
    assert(m_onTheWire < m_capacity);
    const int index = takeFreeLane();
    Lane& it = lane(index);
    it.response = Response{};
    it.response.request = request;
    it.response.lane = index;
    it.response.stamps.started = trace::readClock();
    it.response.startedNs = trace::monotonicNs();
    it.response.requestBytes = bytesOf(request.url, settings.userAgent);
    it.busy = true;
    it.ending = Ending::ByItself;
    it.sentNs = 0;
    it.taker.reset();
    it.askedForTaker = false;
    // Of a robots.txt as much is read as counts, however large it is.
    it.isCut = request.kind == RequestKind::Robots;
    it.maxBodyBytes = it.isCut ? qint64{RobotsRules::kMaxBytes} : settings.maxBodyBytes;
    it.http2 = settings.http2;
    it.userAgent = settings.userAgent;
    ++m_onTheWire;
    if (!m_headerTimer.isActive())
        m_headerTimer.start();
    it.deadlineNs = it.response.startedNs + std::int64_t{std::max(settings.timeoutMs, 1)} * 1'000'000;
    armDeadline(it.deadlineNs);
    const std::string_view host = request.url.host();
    m_resolver.resolve(QByteArray(host.data(), static_cast<qsizetype>(host.size())),
                       [this, index, id = request.id](const Resolver::Addresses& addresses) {
                           // It may have been cancelled meanwhile, and the lane be another's.
                           if (lane(index).busy && lane(index).response.request.id == id)
                               resolved(index, addresses);
                       });
    return index;
}

void Downloader::resolved(int index, const Resolver::Addresses& addresses)
{
    Lane& it = lane(index);
    it.addresses.assign(addresses.rbegin(), addresses.rend());
    const std::int64_t now = trace::monotonicNs();
    constexpr std::int64_t kKnownNs = 20'000; // a look-up takes longer; a known address does not
    if (now - it.response.startedNs > kKnownNs)
        it.response.stamps.resolved = trace::readClock();
    if (!addresses.empty())
        return send(index);
    setOutcome(it.response, trace::RequestOutcome::HostNotFound, u"The host has no address."_s);
    leave(index);
}

void Downloader::send(int index)
{
    Lane& it = lane(index);
    it.address = it.addresses.back();
    it.addresses.pop_back();
    it.sentNs = 0;
    const Url& url = it.response.request.url;
    it.endpoint = ConnectionNames::endpointOf(url, it.address.toString());
    it.connectionName = m_names.acquire(it.endpoint);
    QNetworkRequest request = networkRequest(url, it.address, ConnectionNames::nameFor(url, it.connectionName));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, it.http2);
    request.setRawHeader("User-Agent"_ba, it.userAgent);
    it.reply = managerFor(url, it.connectionName).get(request);
    watch(index);
}

void Downloader::watch(int index)
{
    Lane* lane = m_lanes[static_cast<std::size_t>(index)].get();
    QNetworkReply* reply = lane->reply;
    WireStamps* stamps = &lane->response.stamps;
    connect(reply, &QNetworkReply::socketStartedConnecting, this,
            [stamps] { stamps->connecting = trace::readClock(); });
    connect(reply, &QNetworkReply::requestSent, this, [lane, stamps] {
        stamps->sent = trace::readClock();
        lane->sentNs = trace::monotonicNs();
        ++lane->response.sends;
    });
    connect(reply, &QNetworkReply::metaDataChanged, this, [this, lane] { headersArrived(*lane); });
    connect(reply, &QNetworkReply::readyRead, this, [this, lane] { bodyArrived(*lane); });
    connect(reply, &QNetworkReply::finished, this, [this, index] { end(index); });
}

void Downloader::headersArrived(Lane& lane)
{
    if (lane.response.stamps.headers == 0) {
        lane.response.stamps.headers = trace::readClock();
        lane.response.headersNs = trace::monotonicNs();
        describeHead(*lane.reply, lane.response);
    }
    const qint64 announced = lane.reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (announced > lane.maxBodyBytes && !lane.isCut)
        return abort(lane, Ending::TooLarge);
    // What may be taken while it arrives lies in Qt's hands in part only, and the server waits for the rest. Of what
    // is compressed Qt 6.4 would stop to tell us anything then.
    const bool isCompressed = lane.reply->hasRawHeader("Content-Encoding");
    if (m_takers && !lane.isCut && !isCompressed && (announced == 0 || announced > kPieceBytes))
        lane.reply->setReadBufferSize(kReadBufferBytes);
    // Most pages come in one or two pieces; growing a byte array piece by piece would copy them again.
    if (announced > 0)
        lane.response.body.reserve(std::min({announced, lane.maxBodyBytes, 2 * kPieceBytes}));
}

void Downloader::bodyArrived(Lane& lane)
{
    if (lane.taker && lane.reply->bytesAvailable() <= roomIn(lane) && lane.taker->isBehind())
        return; // readOn() follows; what comes meanwhile fills the buffers, and then the server has to wait
    readBody(lane);
}

void Downloader::readOn(int index, std::uint32_t request)
{
    Lane& it = lane(index);
    // It may have ended meanwhile, and the lane be another's.
    if (it.reply != nullptr && it.response.request.id == request && it.ending == Ending::ByItself &&
        it.reply->bytesAvailable() > 0)
        bodyArrived(it);
}

void Downloader::readBody(Lane& lane)
{
    QByteArray& body = lane.response.body;
    const qint64 room = roomIn(lane);
    const qint64 available = lane.reply->bytesAvailable();
    const qint64 wanted = std::min(available, room);
    const qsizetype before = body.size();
    body.resize(before + wanted);
    const qint64 got = lane.reply->read(body.data() + before, wanted);
    body.truncate(before + std::max<qint64>(got, 0));
    if (available > room)
        abort(lane, Ending::TooLarge);
    else if (body.size() >= kPieceBytes)
        handOver(lane);
}

/// Small bodies, and those that nobody takes, are kept as a whole.
void Downloader::handOver(Lane& lane)
{
    if (!std::exchange(lane.askedForTaker, true) && m_takers && !lane.isCut)
        lane.taker = m_takers(lane.response);
    if (!lane.taker)
        return;
    lane.response.takenBytes += lane.response.body.size();
    lane.taker->take(std::exchange(lane.response.body, {}));
}

void Downloader::abort(Lane& lane, Ending ending)
{
    if (!lane.busy || lane.ending != Ending::ByItself)
        return;
    lane.ending = ending;
    if (lane.reply == nullptr) {
        describeEnd(lane);
        leave(lane.response.lane);
    } else if (lane.reply->error() == QNetworkReply::NoError) {
        lane.reply->abort(); // emits finished() before it returns
    } else {
        end(lane.response.lane); // it has failed, is about to say so, and would complain about an abort()
    }
}

/// Why we ended it, where we did.
void Downloader::describeEnd(Lane& lane)
{
    switch (lane.ending) {
    case Ending::ByItself:
        break;
    case Ending::Deadline:
        setOutcome(lane.response, trace::RequestOutcome::Timeout, u"The whole answer did not come in time."_s);
        break;
    case Ending::TooLarge:
        setOutcome(lane.response, trace::RequestOutcome::TooLarge, u"The body is larger than the limit."_s);
        break;
    case Ending::HeaderTooLarge:
        setOutcome(lane.response, trace::RequestOutcome::TooLarge, u"The header is larger than the limit."_s);
        break;
    case Ending::Cancelled:
        setOutcome(lane.response, trace::RequestOutcome::Cancelled, u"The crawl was stopped."_s);
        break;
    }
}

void Downloader::end(int index)
{
    Lane& it = lane(index);
    QNetworkReply* reply = it.reply;
    assert(reply != nullptr);
    if (it.ending == Ending::ByItself && reply->bytesAvailable() > 0) {
        readBody(it);
        if (it.reply != reply)
            return; // it was too large and ended in there, and the lane may be another's already
    }
    it.reply = nullptr;
    reply->disconnect(this);
    reply->deleteLater();
    // What Qt's own thread has told it in the meantime and has not arrived: of one that was aborted, a second error,
    // which it would complain of.
    QCoreApplication::removePostedEvents(reply, QEvent::MetaCall);
    m_names.release(it.endpoint, it.connectionName);
    describeReply(*reply, it.response);
    describeEnd(it);
    if (!triesNextAddress(index))
        leave(index);
}

/// A host of several addresses is refused only when all of them refuse.
bool Downloader::triesNextAddress(int index)
{
    Lane& it = lane(index);
    if (it.response.outcome != trace::RequestOutcome::Refused || it.addresses.empty())
        return false;
    it.response.error.clear();
    it.response.outcome = trace::RequestOutcome::Ok;
    send(index);
    return true;
}

/// The request is over; its lane is free from here on.
void Downloader::leave(int index)
{
    Lane& it = lane(index);
    it.response.stamps.finished = trace::readClock();
    it.response.finishedNs = trace::monotonicNs();
    it.busy = false;
    it.taker.reset();
    m_freeLanes.push_back(index);
    std::ranges::push_heap(m_freeLanes, std::greater<>());
    --m_onTheWire;
    // Moved out: a request that starts on this lane from within the signal must not overwrite it.
    const Response response = std::move(it.response);
    Q_EMIT finished(response);
}

void Downloader::cancelAll()
{
    for (std::size_t index = 0; index < m_lanes.size(); ++index)
        abort(*m_lanes[index], Ending::Cancelled);
}

void Downloader::armDeadline(std::int64_t deadlineNs)
{
    if (m_deadlineTimer.isActive() && m_armedNs <= deadlineNs)
        return;
    m_armedNs = deadlineNs;
    const std::int64_t milliseconds = (deadlineNs - trace::monotonicNs()) / 1'000'000 + 1;
    m_deadlineTimer.start(static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, 24 * 3600 * 1000)));
}

/// One timer for all lanes: it goes off at the earliest deadline there was when it was set, which is
/// mostly that of a request long done, and then looks for the next.
void Downloader::endOverdue()
{
    const std::int64_t now = trace::monotonicNs();
    for (std::size_t index = 0; index < m_lanes.size(); ++index) {
        Lane& lane = *m_lanes[index];
        if (lane.busy && lane.deadlineNs <= now)
            abort(lane, Ending::Deadline);
    }
    for (const auto& lane : m_lanes) {
        if (lane->busy)
            armDeadline(lane->deadlineNs);
    }
}

std::vector<HeaderWatch::Sent> Downloader::sentRequests() const
{
    std::vector<HeaderWatch::Sent> result;
    for (const auto& lane : m_lanes) {
        if (lane->busy && lane->reply != nullptr && lane->sentNs != 0)
            result.push_back({lane->response.lane, lane->address, portOf(lane->response.request.url), lane->sentNs,
                              lane->response.stamps.headers == 0});
    }
    return result;
}

void Downloader::watchHeaders()
{
    const std::int64_t now = trace::monotonicNs();
    const std::vector<HeaderWatch::Sent> requests = sentRequests();
    if (m_onTheWire == 0)
        m_headerTimer.stop();
    if (!HeaderWatch::isWorthALook(requests, now))
        return m_headers.forget();
    for (const int index : m_headers.look(requests, openConnections(now), now))
        abort(lane(index), Ending::HeaderTooLarge);
}

} // namespace lanescope::crawl
