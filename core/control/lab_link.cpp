// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/lab_link.h"

#include "core/control/channel.h"

#include <QCborArray>
#include <QLocalSocket>

namespace lanescope::control {
namespace {

constexpr qsizetype kLongestLogLine = 2000;

} // namespace

LabLink::LabLink()
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_logLimit, &LineLimit::leftOut, this, [this](const QString& sentence) { Q_EMIT log(1, sentence); });
    connect(&m_server, &QLocalServer::newConnection, this, &LabLink::takeConnection);
}

LabLink::~LabLink() = default;

Status LabLink::listen(const QString& folder)
{
    if (m_server.listen(folder + QStringLiteral("/control")))
        return Done{};
    return Error{
        tr("The control socket in '%1' could not be opened: %2.").arg(folder, m_server.errorString()).toStdString()};
}

void LabLink::takeConnection()
{
    QLocalSocket* socket = m_server.nextPendingConnection();
    if (m_channel) { // one lab, one connection
        socket->abort();
        socket->deleteLater();
        return;
    }
    m_channel = std::make_unique<Channel>(socket);
    connect(m_channel.get(), &Channel::received, this, &LabLink::take);
    connect(m_channel.get(), &Channel::broken, this, &LabLink::breakOff);
}

void LabLink::take(const QCborMap& map)
{
    const QString type = map[message::kType].toString();
    Q_EMIT heard();
    if (!takeStage(type, map) && !takeNews(type, map) && type != message::kBeat)
        breakOff(tr("an unexpected message '%1'").arg(type.left(20)));
}

// Hello, started, done: each once, in this order; a run that is over before it began may leave "started" out.
bool LabLink::takeStage(const QString& type, const QCborMap& map)
{
    if (type == message::kHello && m_stage == Stage::Expected) {
        m_stage = Stage::Greeted;
        if (map[QStringLiteral("version")].toInteger() == message::kVersion)
            Q_EMIT hello();
        else
            Q_EMIT broken(tr("The lab program is of another version; reinstall Lanescope."));
    } else if (type == message::kStarted && m_stage == Stage::Greeted) {
        m_stage = Stage::Started;
        Q_EMIT started();
    } else if (type == message::kDone && m_stage != Stage::Done) {
        m_stage = Stage::Done;
        Q_EMIT done({map[QStringLiteral("result")].toMap().toJsonObject(), map[QStringLiteral("failure")].toString(),
                     map[QStringLiteral("stuck")].toBool()});
    } else {
        return false;
    }
    return true;
}

bool LabLink::takeNews(const QString& type, const QCborMap& map)
{
    if (type == message::kApplied)
        return takeApplied(map);
    if (type == message::kLog)
        takeLog(map);
    else if (type == message::kStatus)
        Q_EMIT status(map[QStringLiteral("status")].toMap().toJsonObject());
    else if (type == message::kResult)
        Q_EMIT resultSoFar(map[QStringLiteral("result")].toMap().toJsonObject());
    else
        return false;
    return true;
}

// Only what was asked for: a lab that makes up changes would fill the report with them.
bool LabLink::takeApplied(const QCborMap& map)
{
    if (m_unanswered == 0)
        return false;
    --m_unanswered;
    Q_EMIT applied(static_cast<int>(map[QStringLiteral("knob")].toInteger(-1)),
                   {map[QStringLiteral("number")].toDouble(), map[QStringLiteral("text")].toString()});
    return true;
}

void LabLink::takeLog(const QCborMap& map)
{
    if (m_logLimit.admits())
        Q_EMIT log(static_cast<int>(map[QStringLiteral("level")].toInteger()),
                   map[QStringLiteral("line")].toString().left(kLongestLogLine));
}

void LabLink::breakOff(const QString& why)
{
    Q_EMIT broken(tr("The lab process broke the control protocol: %1.").arg(why));
}

void LabLink::sendStart(const RunRequest& request, const QString& folder)
{
    QCborArray values;
    QCborArray texts;
    for (const scenario::KnobValue& value : request.values) {
        values.append(value.number);
        texts.append(value.text);
    }
    send({{message::kType, message::kStart},
          {QStringLiteral("scenario"), request.scenario},
          {QStringLiteral("values"), values},
          {QStringLiteral("texts"), texts},
          {QStringLiteral("seed"), static_cast<qint64>(request.seed)},
          {QStringLiteral("folder"), folder}});
}

void LabLink::sendSet(int knob, const scenario::KnobValue& value)
{
    ++m_unanswered;
    send({{message::kType, message::kSet},
          {QStringLiteral("knob"), knob},
          {QStringLiteral("number"), value.number},
          {QStringLiteral("text"), value.text}});
}

void LabLink::sendStop()
{
    send({{message::kType, message::kStop}});
}

void LabLink::send(const QCborMap& map)
{
    if (m_channel)
        m_channel->send(map);
}

void LabLink::readRest()
{
    if (m_channel)
        m_channel->readRest();
    m_logLimit.close();
}

} // namespace lanescope::control
