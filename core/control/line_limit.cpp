// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/line_limit.h"

namespace lanescope::control {

LineLimit::LineLimit()
{
    m_second.setSingleShot(true);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &LineLimit::close);
}

bool LineLimit::admits()
{
    if (!m_second.isActive())
        m_second.start();
    return ++m_lines <= kMostPerSecond;
}

void LineLimit::close()
{
    m_second.stop();
    if (m_lines > kMostPerSecond)
        Q_EMIT leftOut(tr("%n more line(s) in this second were left out.", nullptr, m_lines - kMostPerSecond));
    m_lines = 0;
}

} // namespace lanescope::control
