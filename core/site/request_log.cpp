// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/request_log.h"

#include <QJsonObject>

#include <utility>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxTargetBytes = 200;

QString wordOf(SiteCounters::Outcome outcome)
{
    switch (outcome) {
    case SiteCounters::Outcome::Answered:
        return u"answered"_s;
    case SiteCounters::Outcome::Reset:
        return u"reset"_s;
    case SiteCounters::Outcome::Abandoned:
        break;
    }
    return u"abandoned"_s;
}

QJsonObject jsonOf(const LoggedRequest& request)
{
    return {{u"id"_s, static_cast<qint64>(request.id)},
            {u"connection"_s, static_cast<qint64>(request.connection)},
            {u"number_on_connection"_s, static_cast<qint64>(request.numberOnConnection)},
            {u"host"_s, request.host},
            {u"client_port"_s, request.clientPort},
            {u"target"_s, QString::fromLatin1(request.target)},
            {u"status"_s, request.status},
            {u"outcome"_s, wordOf(request.outcome)},
            {u"began_us"_s, static_cast<qint64>(request.beganNs / 1000)},
            {u"ended_us"_s, static_cast<qint64>(request.endedNs / 1000)}};
}

} // namespace

void RequestLog::setCapacity(std::size_t requests)
{
    m_capacity = requests;
    while (m_requests.size() > m_capacity) {
        m_requests.pop_front();
    }
}

void RequestLog::add(LoggedRequest request)
{
    if (m_capacity == 0) {
        return;
    }
    if (m_requests.size() == m_capacity) {
        m_requests.pop_front();
    }
    request.target.truncate(kMaxTargetBytes);
    m_requests.push_back(std::move(request));
}

QJsonArray RequestLog::toJson() const
{
    QJsonArray array;
    for (const LoggedRequest& request : m_requests) {
        array.append(jsonOf(request));
    }
    return array;
}

} // namespace lanescope::site
