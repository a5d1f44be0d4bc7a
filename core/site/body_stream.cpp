// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/body_stream.h"

#include <utility>

namespace lanescope::site {

QByteArray BodyStream::next(qsizetype most)
{
    while (m_ready.size() < most && m_made < m_count) {
        m_ready += m_piece(m_made++);
    }
    if (m_made == m_count) {
        m_ready += std::exchange(m_end, {});
    }
    if (m_ready.size() <= most) {
        return std::exchange(m_ready, {});
    }
    const QByteArray bytes = m_ready.first(most);
    m_ready.remove(0, most);
    return bytes;
}

} // namespace lanescope::site
