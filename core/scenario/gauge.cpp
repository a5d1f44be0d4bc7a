// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/gauge.h"

#include <algorithm>

namespace lanescope::scenario {

int Gauge::enter()
{
    const std::lock_guard guard(m_mutex);
    m_most = std::max(m_most, ++m_inside);
    show();
    return m_inside;
}

void Gauge::leave()
{
    const std::lock_guard guard(m_mutex);
    --m_inside;
    show();
}

int Gauge::inside() const
{
    const std::lock_guard guard(m_mutex);
    return m_inside;
}

int Gauge::most() const
{
    const std::lock_guard guard(m_mutex);
    return m_most;
}

} // namespace lanescope::scenario
