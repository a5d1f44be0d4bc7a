// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/settings.h"

#include <QByteArray>
#include <QHash>

#include <optional>

namespace lanescope::crawl {

/// Which slot a host belongs to: that of its name, of its registrable domain, or of its address.
/// Threads: none of its own; the owner locks.
class SlotKeys {
public:
    /// True if hosts belong elsewhere from now on.
    bool configure(const Settings& settings);

    /// The key; nothing while it depends on an address that is not known.
    std::optional<QByteArray> keyOf(const QByteArray& host) const;
    /// Empty: the host has none. True if that was not known.
    bool setAddress(const QByteArray& host, const QByteArray& address);
    bool byAddress() const { return m_byAddress; }

private:
    SlotBy m_slotBy = SlotBy::Host;
    bool m_byAddress = false;
    QHash<QByteArray, QByteArray> m_addresses; // by host
};

} // namespace lanescope::crawl
