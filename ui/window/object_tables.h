// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/hit.h"
#include "ui/timeline/time_axis.h"

#include <QObject>

class QWidget;

namespace lanescope::panels {
class LockDetails;
class QueueDetails;
class TablePanel;
class ThreadDetails;
} // namespace lanescope::panels

namespace lanescope::window {

class DetailsSplit;

/// The tables of the locks, the queues and the threads, each with the details of what is chosen in it, in a tab of its own.
/// Threads: GUI. Lifetime: the tabs belong to whoever shows them, who must outlive it.
class ObjectTables : public QObject {
    Q_OBJECT

public:
    explicit ObjectTables(QWidget* parent);

    panels::TablePanel* locks() const { return m_locks; }
    panels::TablePanel* queues() const { return m_queues; }
    panels::TablePanel* threads() const { return m_threads; }
    panels::LockDetails* lockDetails() const { return m_lockDetails; }
    panels::QueueDetails* queueDetails() const { return m_queueDetails; }
    panels::ThreadDetails* threadDetails() const { return m_threadDetails; }
    /// Of one of these tables; nullptr for another.
    DetailsSplit* tabOf(const panels::TablePanel* table) const;

    /// What was picked elsewhere.
    void select(const timeline::Hit& hit, const store::Snapshot& snapshot);
    /// The stretch whose figures the details tell; nothing: the whole run, or its last seconds.
    void setRange(std::optional<timeline::TimeRange> range);

Q_SIGNALS:
    void objectChosen(lanescope::store::ObjectIndex object);
    void threadChosen(lanescope::store::ThreadIndex thread);
    /// What a row shows at a moment is to be shown.
    void placeChosen(lanescope::store::RowIndex row, qint64 timeNs);

private:
    void makeTables(QWidget* parent);
    void makeDetails(QWidget* parent);

    panels::TablePanel* m_locks = nullptr;
    panels::TablePanel* m_queues = nullptr;
    panels::TablePanel* m_threads = nullptr;
    panels::LockDetails* m_lockDetails = nullptr;
    panels::QueueDetails* m_queueDetails = nullptr;
    panels::ThreadDetails* m_threadDetails = nullptr;
    DetailsSplit* m_locksTab = nullptr;
    DetailsSplit* m_queuesTab = nullptr;
    DetailsSplit* m_threadsTab = nullptr;
};

} // namespace lanescope::window
