// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/knob_link.h"

#include "ui/knobs/knob_panel.h"
#include "ui/panels/scenario_page.h"
#include "ui/window/address_bar.h"
#include "ui/window/central_area.h"
#include "ui/window/run_choice.h"
#include "ui/window/run_life.h"
#include "ui/window/side_panel.h"
#include "ui/window/window_actions.h"

namespace lanescope::window {

KnobLink::KnobLink(control::RunController& controller, RunChoice& choice, RunLife& life, const WindowActions& actions,
                   CentralArea& area)
    : m_controller(controller)
    , m_choice(choice)
    , m_life(life)
    , m_area(area)
{
    const knobs::KnobPanel* panel = &area.side().knobs();
    connect(actions.resetKnobs, &QAction::triggered, panel, &knobs::KnobPanel::resetAll);
    connect(panel, &knobs::KnobPanel::liveChanged, this, &KnobLink::turnLive);
    connect(panel, &knobs::KnobPanel::restartChanged, this, &KnobLink::turnForNextRun);
    connect(&controller, &control::RunController::knobApplied, this, &KnobLink::showApplied);
    connect(&area.side().page(), &panels::ScenarioPage::knobWanted, this, &KnobLink::turnByLink);
    connect(&area.address(), &AddressBar::entered, this, &KnobLink::goTo);
}

void KnobLink::turnLive(const QString& name, const scenario::KnobValue& value)
{
    m_choice.setValue(name, value);
    m_controller.setKnob(name, value);
}

void KnobLink::turnForNextRun()
{
    m_choice.setValues(m_area.side().knobs().values());
    m_area.address().setText(m_choice.targetText());
    if (m_life.inRun() || m_choice.target())
        m_life.launch();
}

void KnobLink::showApplied(const QString& name, const scenario::KnobValue& value)
{
    m_area.side().knobs().showApplied(name, value);
    m_choice.setValue(name, value);
}

// A link of the page turns a knob as a hand would.
void KnobLink::turnByLink(const QString& name, const QString& value)
{
    SidePanel& side = m_area.side();
    knobs::KnobRow* row = side.knobs().row(name);
    if (!row)
        return;
    const auto parsed = row->knob().parse(value);
    side.showKnob(name);
    if (parsed)
        side.knobs().turn(name, parsed.value());
    else
        row->setNote(QString::fromStdString(parsed.error()), knobs::NoteSeverity::Info);
}

void KnobLink::goTo(const QString& target)
{
    if (!m_choice.target())
        return;
    showApplied(m_choice.target()->name, {0, target});
    m_life.launch();
}

} // namespace lanescope::window
