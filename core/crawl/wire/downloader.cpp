// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/downloader.h"

#include "core/crawl/robots/robots_rules.h"
#include "core/crawl/url/byte_views.h"
#include "core/crawl/wire/network_request.h"
#include "core/crawl/wire/reply_outcome.h"
#include "core/trace/clock.h"

#include <QCoreApplication>
#include <QEvent>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <algorithm>
#include <cassert>
#include <utility>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

/// Of a large body, in Qt's hands.
constexpr qint64 kReadBufferBytes = 256 * 1024;

/// Qt's words end without a full stop.
void addSentence(QString& text, const QString& more)
{
    if (!more.isEmpty())
        text += (text.endsWith(u'.') ? u" "_s : u". "_s) + more;
}
} // namespace

Downloader::Downloader(QObject* parent)
    : QObject(parent)
    , m_managers(this)
    , m_resolver(this)
    , m_paceTimer(this)
    , m_headerTimer(this)
    , m_deadlineTimer(this)
    , m_capacity(FreeLanes::capacityOfThisProcess())
{
    m_headerTimer.setInterval(static_cast<int>(HeaderWatch::kEveryNs / 1'000'000));
    connect(&m_headerTimer, &QTimer::timeout, this, &Downloader::watchHeaders);
    m_paceTimer.setSingleShot(true);
    m_paceTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_paceTimer, &QTimer::timeout, this, &Downloader::readPaced);
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
    const int lane = m_freeLanes.take();
    if (static_cast<std::size_t>(lane) == m_lanes.size())
        m_lanes.push_back(std::make_unique<Lane>());
    return lane;
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
    it.response.requestBytes = bytesOfRequest(request.url, settings.userAgent);
    it.busy = true;
    it.ending = EndedBy::Itself;
    it.sentNs = 0;
    it.isBehind = false;
    // Of a robots.txt as much is read as counts, however large it is.
    if (request.kind == RequestKind::Robots)
        it.body.begin(RobotsRules::kMaxBytes, BodyIntake::Beyond::DoesNotMatter);
    else
        it.body.begin(settings.maxBodyBytes, BodyIntake::Beyond::IsTooLarge);
    it.http2 = settings.http2;
    it.userAgent = settings.userAgent;
    ++m_onTheWire;
    if (!m_headerTimer.isActive())
        m_headerTimer.start();
    it.deadlineNs = it.response.startedNs + std::int64_t{std::max(settings.timeoutMs, 1)} * 1'000'000;
    armDeadline(it.deadlineNs);
    m_resolver.resolve(copied(request.url.host()),
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
    QNetworkRequest request =
        networkRequest(url, it.address, ConnectionNames::nameFor(url, it.connectionName), it.userAgent);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, it.http2);
    it.reply = m_managers.forRequest(url, it.endpoint, it.connectionName).get(request);
    watch(index);
}

void Downloader::watch(int index)
{
    Lane* lane = m_lanes[static_cast<std::size_t>(index)].get();
    QNetworkReply* reply = lane->reply;
    WireStamps* stamps = &lane->response.stamps;
    connect(reply, &QNetworkReply::socketStartedConnecting, this,
            [stamps] { stamps->connecting = trace::readClock(); });
    connect(reply, &QNetworkReply::requestSent, this, [this, lane, stamps] {
        stamps->sent = trace::readClock();
        lane->sentNs = trace::monotonicNs();
        if (++lane->response.sends > 1) // Qt's own idea, past every delay and cap
            abort(*lane, EndedBy::SentAgain);
    });
    connect(reply, &QNetworkReply::metaDataChanged, this, [this, lane] { headersArrived(*lane); });
    connect(reply, &QNetworkReply::readyRead, this, [this, lane] { readBody(*lane); });
    connect(reply, &QNetworkReply::finished, this, [this, index] { end(index); });
}

void Downloader::headersArrived(Lane& lane)
{
    if (lane.response.stamps.headers == 0) {
        lane.response.stamps.headers = trace::readClock();
        lane.response.headersNs = trace::monotonicNs();
        describeHead(*lane.reply, lane.response);
        if (lane.response.status > 100 && lane.response.status < 200)
            return abort(lane, EndedBy::InterimAnswer);
        if (hasLostItsHeader(*lane.reply))
            return abort(lane, EndedBy::BadHeader);
        lane.body.expect(lane.reply->rawHeader("Content-Encoding"_ba));
        if (const auto length = contentLengthOf(*lane.reply); length && !lane.body.announce(*length))
            return abort(lane, EndedBy::WrongLength);
        if (lane.body.lengthSoFar(lane.response) == BodyIntake::Length::Whole) // nothing of it will be read
            return abort(lane, EndedBy::Whole);
    }
    const qint64 announced = lane.reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (announced > lane.body.mostBytes() && !lane.body.isCut())
        return abort(lane, EndedBy::LargeBody);
    // What may be taken while it arrives lies in Qt's hands in part only, and the server waits for the rest.
    if (lane.body.mayWait(m_takers != nullptr) && (announced == 0 || announced > BodyIntake::kPieceBytes))
        lane.reply->setReadBufferSize(kReadBufferBytes);
    // Most pages come in one or two pieces; growing a byte array piece by piece would copy them again.
    if (announced > 0)
        lane.response.body.reserve(std::min({announced, lane.body.mostBytes(), 2 * BodyIntake::kPieceBytes}));
}

/// False: it ended in here, and the lane may be another's.
bool Downloader::readBody(Lane& lane)
{
    if (!mayRead(lane)) {
        lane.isBehind = true;
        return true;
    }
    const BodyIntake::Step step = lane.body.read(*lane.reply, lane.response, m_takers);
    payFor(lane);
    lane.isBehind = step == BodyIntake::Step::Behind;
    if (step == BodyIntake::Step::TooLarge)
        abort(lane, EndedBy::LargeBody);
    else if (step == BodyIntake::Step::Broken)
        abort(lane, EndedBy::BrokenBody);
    if (step == BodyIntake::Step::Behind)
        return true;
    if (step != BodyIntake::Step::ReadAll)
        return false;
    switch (lane.body.lengthSoFar(lane.response)) {
    case BodyIntake::Length::More:
        return true;
    case BodyIntake::Length::Whole:
        abort(lane, lane.body.endsWell() ? EndedBy::Whole : EndedBy::BrokenBody);
        break;
    case BodyIntake::Length::TooLong:
        abort(lane, EndedBy::WrongLength);
        break;
    }
    return false;
}

void Downloader::abort(Lane& lane, EndedBy ending)
{
    if (!lane.busy || lane.ending != EndedBy::Itself)
        return;
    lane.ending = ending;
    if (lane.reply == nullptr) {
        describeEnding(lane.ending, lane.body.error(), lane.response);
        leave(lane.response.lane);
    } else if (lane.reply->error() == QNetworkReply::NoError && lane.reply->isRunning()) {
        lane.reply->abort(); // emits finished() before it returns
    } else {
        end(lane.response.lane); // it is over, has said so or is about to, and would complain about an abort()
    }
}

void Downloader::end(int index)
{
    Lane& it = lane(index);
    QNetworkReply* reply = it.reply;
    assert(reply != nullptr);
    if (it.ending == EndedBy::Itself) {
        if (!readBody(it) || it.isBehind)
            return; // it ended in there, and the lane may be another's already; or readOn() follows
        if (reply->error() == QNetworkReply::NoError && !it.body.endsWell())
            it.ending = EndedBy::BrokenBody;
    }
    it.reply = nullptr;
    reply->disconnect(this);
    reply->deleteLater();
    // What Qt's own thread has told it in the meantime and has not arrived: of one that was aborted, a second error,
    // which it would complain of.
    QCoreApplication::removePostedEvents(reply, QEvent::MetaCall);
    m_managers.giveBack(reply->manager());
    leaveConnection(it);
    describeReply(*reply, it.response);
    describeEnding(it.ending, it.body.error(), it.response);
    if (it.response.outcome == trace::RequestOutcome::Reset || it.response.outcome == trace::RequestOutcome::Timeout)
        addSentence(it.response.error, it.body.shortfall(it.response));
    if (!triesNextAddress(index))
        leave(index);
}

/// After an interim answer, which Qt takes for the answer, that one is still to come, and would be taken for the next
/// request's: the connection is never used again, and none to there is used twice.
void Downloader::leaveConnection(Lane& lane)
{
    if (lane.ending == EndedBy::InterimAnswer)
        m_managers.useOnce(lane.endpoint);
    else
        m_names.release(lane.endpoint, lane.connectionName);
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
    it.pacedSinceNs = 0;
    it.body.forgetTaker();
    m_freeLanes.giveBack(index);
    --m_onTheWire;
    // Moved out: a request that starts on this lane from within the signal must not overwrite it.
    const Response response = std::move(it.response);
    Q_EMIT finished(response);
}

} // namespace lanescope::crawl
