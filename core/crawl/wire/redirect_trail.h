// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>

namespace lanescope::crawl {

/// Which URL redirects to which, by their fingerprints, so that a circle is known as one although each URL is asked for
/// once. Threads: none of its own; one owner. Memory: some 40 B each, and no more than kMost are remembered.
class RedirectTrail {
public:
    void clear() { m_next.clear(); }
    /// False, and it is not remembered, if that closes a circle.
    bool add(quint64 from, quint64 to)
    {
        quint64 end = to; // there is no circle before it, so that the way has an end
        for (auto step = m_next.constFind(end); end != from && step != m_next.constEnd(); step = m_next.constFind(end))
            end = *step;
        if (end == from)
            return false;
        if (m_next.size() >= kMost)
            m_next.clear();
        m_next.insert(from, to);
        return true;
    }

private:
    static constexpr qsizetype kMost = 100'000;
    QHash<quint64, quint64> m_next;
};

} // namespace lanescope::crawl
