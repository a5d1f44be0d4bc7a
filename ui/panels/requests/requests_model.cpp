// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/requests_model.h"

#include "ui/panels/requests/request_text.h"
#include "ui/theme/gate_style.h"
#include "ui/timeline/row_facts.h"

namespace lanescope::panels {

using store::Request;
using store::Snapshot;
using trace::RequestOutcome;

namespace {

constexpr int kOutcomeColumn = 1;
constexpr int kHeldByColumn = 5;

} // namespace

template <class Read>
Column RequestsModel::read(const QString& title, Unit unit, const QString& sample, Read read) const
{
    return {title, {}, unit, sample, [this, read](const Snapshot& snapshot, std::uint32_t id) -> QVariant {
                const Request* found = request(snapshot, id);
                return found ? read(snapshot, *found) : QVariant();
            }};
}

RequestsModel::RequestsModel(QObject* parent)
    : FigureModel(parent)
{
    setColumns({
        read(tr("URL"), Unit::Address, QStringLiteral("http://host-1.localhost:40123/page/1234?x=y"),
             [](const Snapshot&, const Request& r) { return QVariant(timeline::toQString(r.url)); }),
        read(tr("Outcome"), Unit::Text, QStringLiteral("awaiting the first byte"),
             [](const Snapshot&, const Request& r) {
                 const bool isPlain = r.note.empty() || r.outcome == RequestOutcome::Ok;
                 return QVariant(isPlain ? outcomeText(r)
                                         : tr("%1: %2").arg(outcomeText(r), timeline::toQString(r.note)));
             }),
        read(tr("Status"), Unit::Identifier, QStringLiteral("9999"),
             [](const Snapshot&, const Request& r) { return r.httpStatus ? QVariant(r.httpStatus) : QVariant(); }),
        read(tr("Took"), Unit::Duration, QStringLiteral("999.9 ms"),
             [](const Snapshot&, const Request& r) {
                 return wasSent(r) ? QVariant(static_cast<qlonglong>(r.endNs - r.startNs)) : QVariant();
             }),
        read(tr("Ended"), Unit::Moment, QStringLiteral("9,999.999 s"),
             [](const Snapshot& s, const Request& r) {
                 return r.now ? QVariant() : QVariant(static_cast<qlonglong>(r.endNs - s.beginNs));
             }),
        read(tr("Held by"), Unit::Text, QStringLiteral("parse backlog"),
             [](const Snapshot&, const Request& r) {
                 const auto gate = r.heldMostBy();
                 return gate ? QVariant(theme::gateName(*gate)) : QVariant();
             }),
        read(tr("Held for"), Unit::Duration, QStringLiteral("999.9 ms"),
             [](const Snapshot&, const Request& r) {
                 const auto gate = r.heldMostBy();
                 return gate ? QVariant(static_cast<qlonglong>(r.heldNs[static_cast<std::size_t>(*gate)])) : QVariant();
             }),
        read(tr("Size"), Unit::Bytes, QStringLiteral("999.9 MB"),
             [](const Snapshot&, const Request& r) { return QVariant(static_cast<qulonglong>(r.bytes)); }),
        read(tr("Request"), Unit::Identifier, QStringLiteral("9999999"),
             [](const Snapshot&, const Request& r) { return QVariant(r.id); }),
        read(tr("Note"), Unit::Text, QStringLiteral("robots.txt line 12: Disallow: /private/"),
             [](const Snapshot&, const Request& r) {
                 return r.note.empty() ? QVariant() : QVariant(timeline::toQString(r.note));
             }),
    });
}

const Request* RequestsModel::request(const Snapshot& snapshot, std::uint32_t id) const
{
    const auto found = m_places.find(id);
    if (found == m_places.end())
        return nullptr;
    const auto& requests = found->second.isOnTheWire ? snapshot.requests->onTheWire : snapshot.requests->recent;
    const std::size_t index = found->second.index;
    return index < requests.size() && requests[index].id == id ? &requests[index] : nullptr;
}

std::vector<std::uint32_t> RequestsModel::keysOf(const Snapshot& snapshot) const
{
    std::vector<std::uint32_t> keys;
    keys.reserve(snapshot.requests->recent.size() + snapshot.requests->onTheWire.size());
    for (const auto* requests : {&snapshot.requests->recent, &snapshot.requests->onTheWire}) {
        for (const Request& each : *requests)
            keys.push_back(each.id);
    }
    return keys;
}

void RequestsModel::prepare(const Snapshot& snapshot, bool)
{
    m_places.clear();
    for (const bool isOnTheWire : {false, true}) {
        const auto& requests = isOnTheWire ? snapshot.requests->onTheWire : snapshot.requests->recent;
        for (std::size_t i = 0; i < requests.size(); ++i)
            m_places.emplace(requests[i].id, Place{isOnTheWire, i});
    }
}

Severity RequestsModel::severity(std::uint32_t key) const
{
    const Request* found = request(snapshot(), key);
    if (!found)
        return Severity::Quiet;
    if (found->now)
        return Severity::Normal;
    switch (found->outcome) {
    case RequestOutcome::Ok:
        return Severity::Normal;
    case RequestOutcome::Redirected:
    case RequestOutcome::Filtered:
    case RequestOutcome::Cancelled:
        return Severity::Quiet;
    default:
        return Severity::Alarm;
    }
}

QString RequestsModel::toolTip(std::uint32_t key, int column) const
{
    const Request* found = request(snapshot(), key);
    if (!found)
        return {};
    if (column == kHeldByColumn || column == kHeldByColumn + 1) {
        const auto gate = found->heldMostBy();
        return gate ? theme::gateMeaning(*gate) : tr("Nothing held it.");
    }
    return column == kOutcomeColumn ? timeline::toQString(found->note) : QString();
}

} // namespace lanescope::panels
