// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/finding.h"
#include "core/scenario/scenario.h"

#include <span>

namespace lanescope::control {

/// The knobs of a scenario as they stand, and which of its stages a finding is about.
class Settings {
public:
    Settings(const scenario::ScenarioInfo& info, const std::vector<scenario::KnobValue>& values, int stage);

    /// 0 for one that the scenario does not have.
    double number(const char* knob) const;
    double number(const char* knob, int stage) const; ///< of "workers_%"
    /// Of a choice.
    bool is(const char* knob, const char* word) const;
    int stage() const { return m_stage; }
    static int cpus(); ///< on which a run may be

private:
    const scenario::ScenarioInfo& m_info;
    const std::vector<scenario::KnobValue>& m_values;
    const int m_stage;
};

enum class Turn : std::uint8_t {
    Down, ///< to the goal if it is above; from there on half of it each time
    Up,   ///< likewise, twice as much
    To,   ///< the goal and nothing else
};

/// The value from which on a knob makes the finding go: a number, a word of a choice, or what follows from other knobs.
struct Goal {
    double constant = 0;
    const char* word = nullptr;
    double (*of)(const Settings&) = nullptr;

    constexpr Goal(double number)
        : constant(number)
    {
    }
    constexpr Goal(int number)
        : constant(number)
    {
    }
    constexpr Goal(const char* choice)
        : word(choice)
    {
    }
    constexpr Goal(double (*function)(const Settings&))
        : of(function)
    {
    }
};

/// One knob that helps against one kind of finding in one scenario. Rules are tried in their order.
struct CureRule {
    const char* scenario;
    analysis::FindingKind kind;
    const char* about; ///< how the name of an object or a thread of the finding begins; nullptr: whatever it is about
    const char* knob;  ///< "%": the number of the stage
    Turn turn;
    Goal goal;
};
std::span<const CureRule> cureRules();

/// What helps when all knobs stand as well as they can.
struct Remedy {
    const char* scenario; ///< nullptr: of any
    analysis::FindingKind kind;
    const char* words;
};
std::span<const Remedy> remedies();

} // namespace lanescope::control
