// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/object_tables.h"

#include "ui/panels/locks/lock_details.h"
#include "ui/panels/locks/locks_model.h"
#include "ui/panels/queues/queue_details.h"
#include "ui/panels/queues/queues_model.h"
#include "ui/panels/table_panel.h"
#include "ui/panels/threads/thread_details.h"
#include "ui/panels/threads/threads_model.h"
#include "ui/window/details_split.h"

namespace lanescope::window {

using panels::TablePanel;

ObjectTables::ObjectTables(QWidget* parent)
    : QObject(parent)
{
    makeTables(parent);
    makeDetails(parent);
}

void ObjectTables::makeTables(QWidget* parent)
{
    m_locks = new TablePanel(
        new panels::LocksModel,
        {tr("No locks have been used yet."), tr("Mutexes, read-write locks, semaphores, conditions, events and "
                                                "barriers appear here with their first use.")},
        parent);
    m_queues = new TablePanel(
        new panels::QueuesModel,
        {tr("No queue has been used yet."), tr("Queues and pools appear here with the first thing put into them.")},
        parent);
    m_threads = new TablePanel(new panels::ThreadsModel,
                               {tr("No thread has been seen yet."), tr("Press Start to run the scenario.")}, parent);
    for (TablePanel* panel : {m_locks, m_queues}) {
        connect(panel, &TablePanel::chosen, this,
                [this](std::uint32_t key) { Q_EMIT objectChosen(store::ObjectIndex{key}); });
    }
    connect(m_threads, &TablePanel::chosen, this,
            [this](std::uint32_t key) { Q_EMIT threadChosen(store::ThreadIndex{key}); });
}

// With each table, what is chosen in it.
void ObjectTables::makeDetails(QWidget* parent)
{
    m_lockDetails = new panels::LockDetails(parent);
    m_queueDetails = new panels::QueueDetails(parent);
    m_threadDetails = new panels::ThreadDetails(parent);
    m_locksTab = new DetailsSplit(m_locks, m_lockDetails, DetailsSplit::Rows::Few, parent);
    m_queuesTab = new DetailsSplit(m_queues, m_queueDetails, DetailsSplit::Rows::Few, parent);
    m_threadsTab = new DetailsSplit(m_threads, m_threadDetails, DetailsSplit::Rows::Many, parent);
    connect(m_lockDetails, &panels::LockDetails::placeChosen, this, &ObjectTables::placeChosen);
    connect(m_lockDetails, &panels::LockDetails::threadChosen, this, &ObjectTables::threadChosen);
    connect(m_threadDetails, &panels::ThreadDetails::objectChosen, this, &ObjectTables::objectChosen);
}

DetailsSplit* ObjectTables::tabOf(const TablePanel* table) const
{
    for (DetailsSplit* tab : {m_locksTab, m_queuesTab, m_threadsTab}) {
        if (tab->table() == table)
            return tab;
    }
    return nullptr;
}

void ObjectTables::select(const timeline::Hit& hit, const store::Snapshot& snapshot)
{
    if (hit.object && static_cast<std::size_t>(*hit.object) < snapshot.objects->size()) {
        const auto key = static_cast<std::uint32_t>(*hit.object);
        m_locks->select(key);
        m_queues->select(key);
        if (snapshot.object(*hit.object).lock)
            m_lockDetails->choose(key);
        if (snapshot.object(*hit.object).queue)
            m_queueDetails->choose(key);
    }
    if (hit.thread) {
        m_threads->select(static_cast<std::uint32_t>(*hit.thread));
        m_threadDetails->choose(static_cast<std::uint32_t>(*hit.thread));
    }
}

void ObjectTables::setRange(std::optional<timeline::TimeRange> range)
{
    m_lockDetails->setRange(range);
    m_queueDetails->setRange(range);
    m_threadDetails->setRange(range);
}

} // namespace lanescope::window
