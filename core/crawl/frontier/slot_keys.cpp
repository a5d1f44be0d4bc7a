// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/frontier/slot_keys.h"

#include "core/crawl/url/registrable_domain.h"

namespace lanescope::crawl {

bool SlotKeys::configure(const Settings& settings)
{
    const bool byAddress = settings.perIp > 0;
    const bool changes = byAddress != m_byAddress || (!byAddress && settings.slotBy != m_slotBy);
    m_byAddress = byAddress;
    m_slotBy = settings.slotBy;
    return changes;
}

std::optional<QByteArray> SlotKeys::keyOf(const QByteArray& host) const
{
    if (!m_byAddress)
        return m_slotBy == SlotBy::Host ? host : registrableDomain(host);
    const auto address = m_addresses.constFind(host);
    if (address == m_addresses.constEnd())
        return std::nullopt;
    return address->isEmpty() ? host : *address;
}

bool SlotKeys::setAddress(const QByteArray& host, const QByteArray& address)
{
    QByteArray& known = m_addresses[host];
    const bool changes = known.isNull() || known != address;
    known = address.isNull() ? QByteArray("") : address;
    return changes;
}

} // namespace lanescope::crawl
