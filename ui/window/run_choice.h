// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"

#include <map>
#include <optional>

namespace lanescope::window {

/// Which scenario is chosen and how its knobs stand; remembers the knobs of every scenario that was chosen
/// before. Threads: GUI. Lifetime: `scenarios` must outlive it.
class RunChoice {
public:
    explicit RunChoice(const std::vector<scenario::ScenarioInfo>& scenarios)
        : m_scenarios(scenarios)
    {
    }

    const std::vector<scenario::ScenarioInfo>& scenarios() const { return m_scenarios; }
    /// False, and nothing changes, if there is no such scenario.
    bool choose(const QString& id);
    /// nullptr before the first choice.
    const scenario::ScenarioInfo* scenario() const { return m_current; }
    /// The scenario of a first start: "crawl.site", or the first one there is; empty if there is none.
    QString standardScenario() const;

    const std::vector<scenario::KnobValue>& values() const;
    /// How a knob stands; nothing if the chosen scenario has none of that name.
    std::optional<scenario::KnobValue> value(const QString& knob) const;
    void setValue(const QString& knob, const scenario::KnobValue& value);
    void setValues(std::vector<scenario::KnobValue> values);
    /// The knob whose text is what to run on, e.g. the address of a crawl; nullptr for most scenarios.
    const scenario::Knob* target() const;
    QString targetText() const;

    control::RunRequest request() const;

private:
    const std::vector<scenario::ScenarioInfo>& m_scenarios;
    const scenario::ScenarioInfo* m_current = nullptr;
    std::map<QString, std::vector<scenario::KnobValue>> m_values; // by scenario
};

} // namespace lanescope::window
