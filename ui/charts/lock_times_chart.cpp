// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/lock_times_chart.h"

#include <algorithm>

namespace lanescope::charts {

QString LockTimesChart::id() const
{
    return QStringLiteral("lock-times");
}

QString LockTimesChart::title() const
{
    return m_shown.isEmpty() ? tr("Wait and hold times") : tr("Wait and hold times of “%1”").arg(m_shown);
}

QStringList LockTimesChart::choices() const
{
    QStringList names;
    for (const Entry& lock : m_locks)
        names << lock.name;
    return names;
}

int LockTimesChart::choiceOf(store::ObjectIndex lock) const
{
    const auto found =
        std::find_if(m_locks.begin(), m_locks.end(), [lock](const Entry& e) { return e.object == lock; });
    return found == m_locks.end() ? -1 : static_cast<int>(found - m_locks.begin());
}

// Once a lock stands at a place it keeps it while the run goes on, so that the choice keeps its meaning.
void LockTimesChart::listLocks(const store::Snapshot& snapshot)
{
    std::vector<Entry> found;
    for (std::uint32_t i = 0; i < snapshot.objects->size(); ++i) {
        const store::Object& object = (*snapshot.objects)[i];
        if (object.lock && object.lock->wait.count() + object.lock->hold.count() > 0)
            found.push_back({store::ObjectIndex{i}, QString::fromStdString(object.name), object.lock->wait.totalNs()});
    }
    const bool sameLocks =
        found.size() == m_locks.size() && std::all_of(found.begin(), found.end(), [this](const Entry& e) {
            const int at = choiceOf(e.object);
            return at >= 0 && m_locks[static_cast<std::size_t>(at)].name == e.name;
        });
    if (sameLocks)
        return;
    std::stable_sort(found.begin(), found.end(), [](const Entry& a, const Entry& b) { return a.waitNs > b.waitNs; });
    m_locks = std::move(found);
}

std::vector<HistogramChart::Layer> LockTimesChart::layers(const store::Snapshot& snapshot)
{
    listLocks(snapshot);
    m_shown.clear();
    if (m_locks.empty())
        return {};
    const Entry& lock =
        m_locks[static_cast<std::size_t>(std::clamp<int>(choice(), 0, static_cast<int>(m_locks.size()) - 1))];
    const auto& figures = snapshot.object(lock.object).lock;
    if (!figures)
        return {};
    m_shown = lock.name;
    constexpr std::size_t kBlue = 0;
    constexpr std::size_t kOrange = 5;
    return {{tr("held"), figures->hold, kBlue}, {tr("waited for"), figures->wait, kOrange}};
}

QString LockTimesChart::nothing(const store::Snapshot&) const
{
    return tr("No lock was taken yet.\nHow long locks are held and waited for appears here.");
}

QString LockTimesChart::unit() const
{
    return tr("share of all holds and of all waits, by duration; whole run");
}

} // namespace lanescope::charts
