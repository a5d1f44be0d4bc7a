// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/async_result.h"

#include "core/sync/process_pool.h"

namespace lanescope::sync {

bool AsyncResult::wait(QDeadlineTimer deadline) const
{
    return m_state->ready ||
           m_state->pool->waitUntil([this] { return m_state->ready; }, deadline, trace::WaitKind::Future);
}

Result<QByteArray> AsyncResult::get(QDeadlineTimer deadline) const
{
    if (!wait(deadline))
        return Error{"TimeoutError: the result is not there yet"};
    return m_state->value;
}

Result<QByteArray> AsyncResults::next(QDeadlineTimer deadline)
{
    if (atEnd())
        return Error{"StopIteration: there are no more results"};
    if (!m_results[m_next].wait(deadline))
        return Error{"TimeoutError: the next result is not there yet"};
    return m_results[m_next++].get();
}

} // namespace lanescope::sync
