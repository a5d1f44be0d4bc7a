// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <map>

namespace lanescope::crawl {

/// What limited a crawl over its last looks: of one moment it would be chance, where two limits take turns.
/// Threads: none of its own; one owner.
class RecentLimits {
public:
    static constexpr std::size_t kLooks = 8;

    void clear() { m_looks.clear(); }
    /// As limitsToJson() has them.
    void look(const QJsonObject& limits)
    {
        m_looks.push_back(limits);
        if (m_looks.size() > kLooks)
            m_looks.pop_front();
    }
    /// The newest look at the knob that bound in most of them; the newer one of two that did as often. Empty before the
    /// first.
    QJsonObject told() const
    {
        std::map<QString, int> times;
        for (const QJsonObject& each : m_looks)
            ++times[knobOf(each)];
        const auto most = std::max_element(m_looks.rbegin(), m_looks.rend(), [&times](const auto& a, const auto& b) {
            return times[knobOf(a)] < times[knobOf(b)];
        });
        return most == m_looks.rend() ? QJsonObject() : *most;
    }

private:
    static QString knobOf(const QJsonObject& limits) { return limits[QStringLiteral("knob")].toString(); }

    std::deque<QJsonObject> m_looks;
};

} // namespace lanescope::crawl
