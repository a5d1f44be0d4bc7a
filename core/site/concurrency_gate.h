// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/connection_id.h"

#include <deque>
#include <functional>

namespace lanescope::site {

/// Lets at most `limit` requests of one host be worked on at once; the others wait first come, first served.
///
/// Lowering the limit ends nothing that is inside. Threads: belongs to the site's thread.
class ConcurrencyGate {
public:
    /// Told whose turn it is; answers false when that connection no longer exists.
    using Admit = std::function<bool(ConnectionId)>;

    explicit ConcurrencyGate(Admit admit)
        : m_admit(std::move(admit))
    {
    }

    /// True: inside at once, leave() is owed. False: queued, Admit will be called unless the connection dies.
    [[nodiscard]] bool enter(ConnectionId id);
    void leave();
    /// 0 = no limit. Admits whoever fits now.
    void setLimit(int limit);

private:
    [[nodiscard]] bool hasRoom() const { return m_limit == 0 || m_inside < m_limit; }
    void admitWaiting();

    Admit m_admit;
    std::deque<ConnectionId> m_waiting;
    int m_limit = 0;
    int m_inside = 0;
    bool m_admitting = false;
};

} // namespace lanescope::site
