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

#include <QGuiApplication>

#include <utility>

namespace lanescope::window {
namespace {

constexpr int kLetGoMs = 100; ///< how often it is looked whether the mouse still holds something

} // namespace

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
    connect(&m_letGo, &QTimer::timeout, this, &KnobLink::askOnceLetGo);
    connect(&life, &RunLife::starting, this, [this] { m_held.clear(); });
    m_letGo.setInterval(kLetGoMs);
}

void KnobLink::turnLive(const QString& name, const scenario::KnobValue& value)
{
    const auto before = m_choice.value(name);
    m_choice.setValue(name, value);
    if (!before || !holdsBack(name, *before))
        m_controller.setKnob(name, value);
}

// Of a preset, all knobs are held together: the panel has them all, however many have been told of yet.
bool KnobLink::holdsBack(const QString& name, const scenario::KnobValue& before)
{
    const bool rude = m_life.inRun() && m_choice.scenario() &&
                      !m_life.manners().hostsToAskFor(*m_choice.scenario(), m_area.side().knobs().values()).isEmpty();
    if (!rude)
        return false;
    m_held.try_emplace(name, before);
    if (!m_life.manners().isAsking())
        m_letGo.start();
    return true;
}

// A question in the middle of a drag would take the handle out of the hand.
void KnobLink::askOnceLetGo()
{
    if (QGuiApplication::mouseButtons() != Qt::NoButton)
        return;
    m_letGo.stop();
    if (m_held.empty())
        return;
    const QStringList hosts = m_life.manners().hostsToAskFor(*m_choice.scenario(), m_choice.values());
    if (hosts.isEmpty()) // turned back meanwhile
        return releaseHeld(CrawlManners::Answer::GoOn);
    m_life.manners().ask(hosts, CrawlManners::Moment::WhileRunning, [this, hosts](CrawlManners::Answer answer) {
        if (answer == CrawlManners::Answer::GoOn)
            m_life.welcome(hosts);
        releaseHeld(answer);
    });
}

void KnobLink::releaseHeld(CrawlManners::Answer answer)
{
    for (const auto& [name, before] : std::exchange(m_held, {})) {
        if (answer == CrawlManners::Answer::GoOn)
            m_controller.setKnob(name, m_choice.value(name).value_or(before));
        else
            showApplied(name, before);
    }
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
    const auto parsed = row->read(value);
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
