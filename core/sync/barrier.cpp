// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/barrier.h"

#include <QMutexLocker>

namespace lanescope::sync {

Barrier::Barrier(const char* name, int parties)
    : m_object(trace::ObjectKind::Barrier, name, parties, &m_mutex)
    , m_parties(parties)
{
}

std::optional<int> Barrier::wait(QDeadlineTimer deadline)
{
    const QMutexLocker guard(&m_mutex);
    if (m_broken)
        return std::nullopt;
    const int place = m_arrived++;
    if (m_arrived >= m_parties) {
        end(Round::Complete);
        return place;
    }
    m_object.waiterArrived();
    trace::Wait wait(trace::WaitKind::Barrier, m_object.id());
    const std::shared_ptr<Round> round = m_round;
    bool inTime = true;
    while (*round == Round::Open && inTime)
        inTime = m_ended.wait(&m_mutex, deadline);
    const bool ended = *round != Round::Open;
    wait.end(ended ? m_object.lastReleaser() : trace::Peer{});
    m_object.waiterLeft();
    if (!ended) {
        m_broken = true;
        end(Round::Broken);
    }
    return *round == Round::Complete ? std::optional(place) : std::nullopt;
}

void Barrier::end(Round how)
{
    m_object.releasing();
    *m_round = how;
    m_round = std::make_shared<Round>(Round::Open);
    m_arrived = 0;
    m_ended.wakeAll();
}

void Barrier::abort()
{
    const QMutexLocker guard(&m_mutex);
    m_broken = true;
    end(Round::Broken);
}

void Barrier::reset()
{
    const QMutexLocker guard(&m_mutex);
    m_broken = false;
    if (m_arrived > 0)
        end(Round::Broken);
}

bool Barrier::isBroken() const
{
    const QMutexLocker guard(&m_mutex);
    return m_broken;
}

void Barrier::setParties(int parties)
{
    const QMutexLocker guard(&m_mutex);
    m_parties = parties;
    if (m_arrived > 0 && m_arrived >= m_parties)
        end(Round::Complete);
}

int Barrier::parties() const
{
    const QMutexLocker guard(&m_mutex);
    return m_parties;
}

int Barrier::waiting() const
{
    const QMutexLocker guard(&m_mutex);
    return m_arrived;
}

} // namespace lanescope::sync
