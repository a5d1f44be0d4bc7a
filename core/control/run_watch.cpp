// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_watch.h"

#include <algorithm>

namespace lanescope::control {

RunWatch::RunWatch(std::function<store::SnapshotPtr()> newest, QObject* parent)
    : QObject(parent)
    , m_newest(std::move(newest))
{
    connect(&m_timer, &QTimer::timeout, this, [this] { look(); });
}

void RunWatch::start()
{
    reset();
    m_timer.start(kPeriodMs);
}

void RunWatch::reset()
{
    m_timer.stop();
    m_watch = {};
    m_findings = {};
    m_deadlocks.clear();
    m_past.clear();
    m_deadlockedForS = 0;
}

void RunWatch::look(bool surely)
{
    const store::SnapshotPtr snapshot = m_newest();
    const analysis::WaitForGraph graph = analysis::waitForGraph(*snapshot);
    m_watch.update(*snapshot, graph);
    std::vector<analysis::Deadlock> now;
    if (surely) {
        now = graph.deadlocks;
    } else {
        for (const analysis::DeadlockWatch::Found& found : m_watch.persisting())
            now.push_back(found.deadlock);
    }
    take(snapshot, now);
    m_findings.update(*snapshot);
    Q_EMIT looked();
}

void RunWatch::lookBack()
{
    m_findings.update(*m_newest());
}

void RunWatch::take(const store::SnapshotPtr& snapshot, const std::vector<analysis::Deadlock>& now)
{
    const std::vector<DeadlockFacts> before = std::move(m_deadlocks);
    m_deadlocks.clear();
    m_deadlockedForS = 0;
    for (const analysis::Deadlock& deadlock : now) {
        const auto known = std::ranges::find(before, deadlock.identity, &DeadlockFacts::identity);
        if (known != before.end() && known->deadlock.behind == deadlock.behind)
            m_deadlocks.push_back(*known);
        else
            m_deadlocks.push_back({deadlock.identity, QString::fromStdString(analysis::sentence(*snapshot, deadlock)),
                                   deadlock, snapshot});
        m_deadlockedForS = std::max(m_deadlockedForS, static_cast<double>(snapshot->endNs - deadlock.sinceNs) / 1e9);
    }
    for (const DeadlockFacts& old : before) {
        if (std::ranges::find(m_deadlocks, old.identity, &DeadlockFacts::identity) != m_deadlocks.end())
            continue;
        if (m_past.size() == kMostPast)
            m_past.erase(m_past.begin());
        m_past.push_back({old, snapshot->endNs});
        Q_EMIT deadlockGone(old.identity);
    }
    const std::vector<DeadlockFacts> current = m_deadlocks; // a receiver may end the run
    for (const DeadlockFacts& facts : current) {
        if (std::ranges::find(before, facts.identity, &DeadlockFacts::identity) == before.end())
            Q_EMIT deadlockFound(facts);
    }
}

} // namespace lanescope::control
