// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_choice.h"

#include <algorithm>

namespace lanescope::window {
namespace {

std::vector<scenario::KnobValue> standards(const scenario::ScenarioInfo& info)
{
    std::vector<scenario::KnobValue> values;
    values.reserve(info.knobs.size());
    for (const scenario::Knob& knob : info.knobs)
        values.push_back(knob.standard);
    return values;
}

} // namespace

bool RunChoice::choose(const QString& id)
{
    const auto found =
        std::find_if(m_scenarios.begin(), m_scenarios.end(), [&](const auto& info) { return info.id == id; });
    if (found == m_scenarios.end())
        return false;
    m_current = &*found;
    m_values.try_emplace(id, standards(*found));
    return true;
}

QString RunChoice::standardScenario() const
{
    const QString wanted = QStringLiteral("crawl.site");
    const bool there =
        std::any_of(m_scenarios.begin(), m_scenarios.end(), [&](const auto& info) { return info.id == wanted; });
    if (there)
        return wanted;
    return m_scenarios.empty() ? QString() : m_scenarios.front().id;
}

const std::vector<scenario::KnobValue>& RunChoice::values() const
{
    Q_ASSERT(m_current);
    return m_values.at(m_current->id);
}

std::optional<scenario::KnobValue> RunChoice::value(const QString& knob) const
{
    const int index = m_current ? scenario::indexOf(m_current->knobs, knob) : -1;
    return index < 0 ? std::nullopt : std::optional(values()[static_cast<std::size_t>(index)]);
}

void RunChoice::setValue(const QString& knob, const scenario::KnobValue& value)
{
    const int index = m_current ? scenario::indexOf(m_current->knobs, knob) : -1;
    if (index >= 0)
        m_values.at(m_current->id)[static_cast<std::size_t>(index)] = value;
}

void RunChoice::setValues(std::vector<scenario::KnobValue> values)
{
    Q_ASSERT(m_current && values.size() == m_current->knobs.size());
    m_values.at(m_current->id) = std::move(values);
}

const scenario::Knob* RunChoice::target() const
{
    if (!m_current || m_current->knobs.empty() || m_current->knobs.front().kind != scenario::KnobKind::Text)
        return nullptr;
    return &m_current->knobs.front();
}

QString RunChoice::targetText() const
{
    return target() ? values().front().text : QString();
}

control::RunRequest RunChoice::request() const
{
    control::RunRequest request;
    request.scenario = m_current->id;
    request.values = values();
    return request;
}

} // namespace lanescope::window
