// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/paced_snapshot.h"

namespace lanescope::panels {
namespace {

constexpr int kRestMs = 800; ///< more than a step and a slow frame

} // namespace

PacedSnapshot::PacedSnapshot(QObject* parent)
    : QObject(parent)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &PacedSnapshot::show);
}

void PacedSnapshot::set(store::SnapshotPtr latest)
{
    m_latest = std::move(latest);
    if (isDue(*m_latest))
        show();
    else if (!m_rest.isActive())
        m_rest.start();
}

bool PacedSnapshot::isDue(const store::Snapshot& latest) const
{
    const auto stepOf = [](const store::Snapshot& snapshot) { return (snapshot.endNs - snapshot.beginNs) / kStepNs; };
    return latest.beginNs != m_shown->beginNs || !latest.live || stepOf(latest) != stepOf(*m_shown);
}

void PacedSnapshot::show()
{
    m_rest.stop();
    m_shown = m_latest;
    Q_EMIT due(m_shown);
}

} // namespace lanescope::panels
