// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/site_counters.h"

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMaxNames = 64;
constexpr qsizetype kMaxNameBytes = 255;

void insertGauge(QJsonObject& json, const QString& name, const Gauge& gauge)
{
    json.insert(name, qint64{gauge.now});
    json.insert(u"max_"_s + name, qint64{gauge.maximum});
    json.insert(u"max_"_s + name + u"_since_mark"_s, qint64{gauge.maximumSinceMark});
}

} // namespace

void CounterSet::mark()
{
    requestsSinceMark = 0;
    inFlight.mark();
    queued.mark();
    connections.mark();
}

QJsonObject CounterSet::toJson() const
{
    QJsonObject json{{u"requests"_s, qint64{requests}},
                     {u"requests_since_mark"_s, qint64{requestsSinceMark}},
                     {u"connections_opened"_s, qint64{connectionsOpened}},
                     {u"resets"_s, qint64{resets}},
                     {u"abandoned"_s, qint64{abandoned}},
                     {u"bytes_sent"_s, qint64{bytesSent}}};
    insertGauge(json, u"in_flight"_s, inFlight);
    insertGauge(json, u"queued"_s, queued);
    insertGauge(json, u"connections"_s, connections);
    QJsonObject byStatus;
    for (const auto& [status, count] : statuses) {
        byStatus.insert(QString::number(status), qint64{count});
    }
    json.insert(u"statuses"_s, byStatus);
    return json;
}

SiteCounters::SiteCounters(QList<QByteArray> baseUrls)
    : m_baseUrls(std::move(baseUrls))
    , m_hosts(static_cast<std::size_t>(m_baseUrls.size()))
{
}

SiteCounters::Place SiteCounters::placeOf(int host, const QByteArray& hostHeader)
{
    CounterSet* const hostSet = &m_hosts[static_cast<std::size_t>(host)];
    const QByteArray name = hostHeader.isEmpty() ? "(none)"_qba : hostHeader.left(kMaxNameBytes);
    const auto known = m_names.find(name);
    if (known != m_names.end()) {
        return {hostSet, &known->second};
    }
    return {hostSet, &m_names[m_names.size() < kMaxNames ? name : "(other)"_qba]};
}

template <typename Change>
void SiteCounters::each(Place place, Change change)
{
    change(m_total);
    change(*place.host);
    change(*place.name);
}

void SiteCounters::connectionOpened(Place place)
{
    each(place, [](CounterSet& set) {
        ++set.connectionsOpened;
        set.connections.add();
    });
}

void SiteCounters::connectionClosed(Place place)
{
    each(place, [](CounterSet& set) { set.connections.remove(); });
}

void SiteCounters::requestBegan(Place place)
{
    each(place, [](CounterSet& set) {
        ++set.requests;
        ++set.requestsSinceMark;
        set.inFlight.add();
    });
}

void SiteCounters::requestQueued(Place place)
{
    each(place, [](CounterSet& set) { set.queued.add(); });
}

void SiteCounters::requestUnqueued(Place place)
{
    each(place, [](CounterSet& set) { set.queued.remove(); });
}

void SiteCounters::requestEnded(Place place, Outcome outcome, int status)
{
    each(place, [outcome, status](CounterSet& set) {
        set.inFlight.remove();
        switch (outcome) {
        case Outcome::Answered:
            ++set.statuses[status];
            break;
        case Outcome::Reset:
            ++set.resets;
            break;
        case Outcome::Abandoned:
            ++set.abandoned;
            break;
        }
    });
}

void SiteCounters::bytesSent(Place place, qint64 bytes)
{
    each(place, [bytes](CounterSet& set) { set.bytesSent += bytes; });
}

void SiteCounters::mark()
{
    ++m_marks;
    m_total.mark();
    for (CounterSet& set : m_hosts) {
        set.mark();
    }
    for (auto& [name, set] : m_names) {
        set.mark();
    }
}

QJsonObject SiteCounters::toJson() const
{
    QJsonArray hosts;
    for (std::size_t index = 0; index < m_hosts.size(); ++index) {
        QJsonObject host = m_hosts[index].toJson();
        host.insert(u"url"_s, QString::fromLatin1(m_baseUrls.at(static_cast<qsizetype>(index)) + '/'));
        hosts.append(host);
    }
    QJsonObject names;
    for (const auto& [name, set] : m_names) {
        names.insert(QString::fromLatin1(name), set.toJson());
    }
    return {{u"schema"_s, 1},
            {u"marks"_s, qint64{m_marks}},
            {u"total"_s, m_total.toJson()},
            {u"hosts"_s, hosts},
            {u"names"_s, names}};
}

} // namespace lanescope::site
