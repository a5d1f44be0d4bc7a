// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

namespace lanescope::window {

/// Pulls the newest snapshot at frame rate and hands it on: frame() for what moves, tablesDue() at most ten
/// times a second for what people read. Slows down when nothing changes or nobody looks. Never waits.
/// Threads: GUI.
class FramePump : public QObject {
    Q_OBJECT

public:
    using Source = std::function<store::SnapshotPtr()>;

    explicit FramePump(Source source, QObject* parent = nullptr);

    void start();
    /// The window is minimised or covered: a look now and then is enough.
    void setWatched(bool watched);
    /// Something is about to change (a run starts): back to full rate at once.
    void wake();
    /// What painting one frame costs now; a costly one comes less often.
    void setFrameCost(std::int64_t frameNs);
    /// The pace that keeps the window's thread below half a CPU: 60 frames a second, down to 30 where they are costly.
    static int intervalMs(std::int64_t frameNs);

Q_SIGNALS:
    void frame(const lanescope::store::SnapshotPtr& snapshot);
    void tablesDue(const lanescope::store::SnapshotPtr& snapshot);

private:
    void pull();
    void pace();

    Source m_source;
    QTimer m_timer;
    QElapsedTimer m_sinceTables;
    std::uint64_t m_generation = 0;
    std::int64_t m_beginNs = 0;
    bool m_tablesOld = true;
    bool m_watched = true;
    int m_idleFrames = 0;
    int m_intervalMs = 0; ///< while somebody looks and something moves
};

} // namespace lanescope::window
