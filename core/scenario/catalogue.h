// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/scenario.h"

namespace lanescope::scenario {

/// All scenarios, in the order of the gallery. Immutable after the first call. Threads: any.
class Catalogue {
public:
    static const Catalogue& instance();

    const std::vector<ScenarioInfo>& all() const { return m_infos; }
    /// nullptr when there is none of that id.
    const ScenarioInfo* find(const QString& id) const;
    std::unique_ptr<Scenario> create(const QString& id) const;
    /// "There is no scenario 'x'. Did you mean 'y'?"
    QString unknown(const QString& id) const;

private:
    Catalogue();
    void add(std::vector<Entry> group);

    std::vector<ScenarioInfo> m_infos;
    std::vector<std::function<std::unique_ptr<Scenario>()>> m_makers;
};

} // namespace lanescope::scenario
