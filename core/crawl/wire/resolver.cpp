// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/wire/resolver.h"

#include "core/crawl/frontier/manners.h"
#include "core/trace/clock.h"

#include <QHostInfo>

#include <algorithm>

namespace lanescope::crawl {

namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
/// Beyond it everything is forgotten; a crawl that wide asks few hosts twice.
constexpr qsizetype kMostHosts = 100'000;

/// What a host is without asking anybody.
std::optional<Resolver::Addresses> ownAddresses(const QByteArray& host)
{
    if (isLocalhost({host.constData(), static_cast<std::size_t>(host.size())}))
        return Resolver::Addresses{QHostAddress(QHostAddress::LocalHost)};
    const bool bracketed = host.startsWith('[') && host.endsWith(']');
    QHostAddress address;
    if (address.setAddress(QString::fromLatin1(bracketed ? host.mid(1, host.size() - 2) : host)))
        return Resolver::Addresses{address};
    return std::nullopt;
}

} // namespace

Resolver::Resolver(QObject* parent)
    : QObject(parent)
    , m_foundNs(60 * kSecondNs)
    , m_failedNs(10 * kSecondNs)
{
    m_lookUp = [this](const QByteArray& host, const Answer& answer) {
        QHostInfo::lookupHost(QString::fromLatin1(host), this, [answer](const QHostInfo& info) {
            const QList<QHostAddress> found = info.addresses(); // each call gives a list of its own
            Addresses addresses(found.begin(), found.end());
            std::ranges::stable_partition(addresses, [](const QHostAddress& address) {
                return address.protocol() == QAbstractSocket::IPv4Protocol;
            });
            answer(addresses);
        });
    };
}

void Resolver::setLifetimes(int foundS, int failedS)
{
    m_foundNs = foundS * kSecondNs;
    m_failedNs = failedS * kSecondNs;
}

void Resolver::resolve(const QByteArray& host, Answer answer)
{
    if (const auto own = ownAddresses(host))
        return answer(*own);
    if (m_entries.size() > kMostHosts) {
        m_entries.removeIf([](const auto& entry) { return entry.value().waiting.empty(); });
    }
    Entry& entry = m_entries[host];
    if (entry.waiting.empty() && entry.validUntilNs > trace::monotonicNs()) {
        ++m_hits;
        const Addresses addresses = entry.addresses; // the callback may ask for more
        return answer(addresses);
    }
    const bool isAsked = !entry.waiting.empty();
    entry.waiting.push_back(std::move(answer));
    if (isAsked)
        return;
    ++m_lookUps;
    m_lookUp(host, [this, host](const Addresses& addresses) { answered(host, addresses); });
}

void Resolver::answered(const QByteArray& host, const Addresses& addresses)
{
    Entry& entry = m_entries[host];
    entry.addresses = addresses;
    entry.validUntilNs = trace::monotonicNs() + (addresses.empty() ? m_failedNs : m_foundNs);
    const std::vector<Answer> waiting = std::exchange(entry.waiting, {});
    for (const Answer& each : waiting)
        each(addresses);
}

} // namespace lanescope::crawl
