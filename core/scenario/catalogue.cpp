// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/catalogue.h"

#include "core/crawl/scenarios/crawl_scenario.h"
#include "core/scenario/async/async_group.h"
#include "core/scenario/lock_patterns/lock_patterns_group.h"
#include "core/scenario/locks/locks_group.h"
#include "core/scenario/pools/pools_group.h"
#include "core/scenario/processes/processes_group.h"
#include "core/scenario/queues/queues_group.h"
#include "core/scenario/threads/threads_group.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::scenario {

Catalogue::Catalogue()
{
    add(threadsGroup());
    add(locksGroup());
    add(lockPatternsGroup());
    add(queuesGroup());
    add(poolsGroup());
    add(processesGroup());
    add(asyncGroup());
    add(crawl::crawlGroup());
}

void Catalogue::add(std::vector<Entry> group)
{
    for (Entry& entry : group) {
        m_infos.push_back(std::move(entry.info));
        m_makers.push_back(std::move(entry.make));
    }
}

const Catalogue& Catalogue::instance()
{
    static const Catalogue catalogue;
    return catalogue;
}

const ScenarioInfo* Catalogue::find(const QString& id) const
{
    const auto found = std::find_if(m_infos.begin(), m_infos.end(), [&](const auto& info) { return info.id == id; });
    return found == m_infos.end() ? nullptr : &*found;
}

std::unique_ptr<Scenario> Catalogue::create(const QString& id) const
{
    const ScenarioInfo* info = find(id);
    return info == nullptr ? nullptr : m_makers[static_cast<std::size_t>(info - m_infos.data())]();
}

QString Catalogue::unknown(const QString& id) const
{
    QStringList ids;
    for (const ScenarioInfo& info : m_infos)
        ids.append(info.id);
    const QString near = nearestName(id, ids);
    const QString said = QCoreApplication::translate("Catalogue", "There is no scenario '%1'.").arg(id.left(60));
    return near.isEmpty() ? said + QCoreApplication::translate("Catalogue", " 'lanescope list' shows all of them.")
                          : said + QCoreApplication::translate("Catalogue", " Did you mean '%1'?").arg(near);
}

} // namespace lanescope::scenario
