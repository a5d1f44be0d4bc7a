// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/pool_worker.h"

#include <algorithm>

namespace lanescope::sync {

std::size_t PoolNames::take()
{
    const std::lock_guard guard(m_mutex);
    const auto free = std::find(m_taken.begin(), m_taken.end(), false);
    const auto number = static_cast<std::size_t>(free - m_taken.begin());
    if (free == m_taken.end())
        m_taken.push_back(true);
    else
        *free = true;
    return number;
}

void PoolNames::giveBack(std::size_t number)
{
    const std::lock_guard guard(m_mutex);
    m_taken[number] = false;
}

PoolWorker::PoolWorker(std::shared_ptr<PoolNames> names)
    : m_names(std::move(names))
    , m_number(m_names->take())
{
    trace::Recorder::nameThread(m_names->name(m_number));
}

PoolWorker::~PoolWorker()
{
    m_idle.reset();
    m_names->giveBack(m_number);
}

PoolWorker& PoolWorker::current(const std::shared_ptr<PoolNames>& names)
{
    // The recorder's lane first, so that it is destroyed last: the end of the thread ends a wait.
    trace::Recorder::lane();
    static thread_local std::unique_ptr<PoolWorker> t_worker;
    if (!t_worker)
        t_worker.reset(new PoolWorker(names));
    return *t_worker;
}

bool PoolWorker::beginTask()
{
    m_idle.reset();
    return ++m_depth == 1;
}

} // namespace lanescope::sync
