// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace lanescope::scenario {

class Context;

/// Values for several knobs that go well together, under one name.
struct Preset {
    QString name;                                           ///< as typed: "scrapy_template"
    QString label;                                          ///< as shown: "Scrapy template"
    QString help;                                           ///< one sentence
    std::vector<std::pair<QString, KnobValue>> values = {}; ///< by knob's name; the other knobs stay as they are
};

/// What people see of a scenario before it runs.
struct ScenarioInfo {
    QString id;      ///< "locks.mutex"
    QString group;   ///< "Locks"
    QString title;   ///< "Mutex"
    QString summary; ///< one sentence: what it teaches
    std::vector<Knob> knobs;
    QStringList teaches = {}; ///< a few of the field's words, for the card and the search: "contention", "fairness"
    bool mayDeadlock = false; ///< it is meant to be able to end in a deadlock
    std::vector<Preset> presets = {}; ///< none for most
};

/// Something real to run. Lives in the lab process. run() is called once, on the lab's main thread, and
/// returns when the work is done or soon after Context::stopRequested(). It may start threads, processes
/// and event loops; it leaves none of them behind.
class Scenario {
public:
    virtual ~Scenario() = default;
    virtual void run(Context& context) = 0;
};

/// One line of the catalogue: what a scenario says of itself, and how to make it.
struct Entry {
    ScenarioInfo info;
    std::function<std::unique_ptr<Scenario>()> make;
};

/// The entry of a class that has a static info().
template <class T>
Entry entry()
{
    return {T::info(), [] { return std::make_unique<T>(); }};
}

} // namespace lanescope::scenario
