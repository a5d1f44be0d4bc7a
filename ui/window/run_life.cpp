// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_life.h"

#include "ui/charts/charts_panel.h"
#include "ui/gallery/gallery.h"
#include "ui/knobs/knob_panel.h"
#include "ui/panels/crawl/crawl_panel.h"
#include "ui/panels/result_view.h"
#include "ui/timeline/time_ruler.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/window/address_bar.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/central_area.h"
#include "ui/window/run_banner.h"
#include "ui/window/run_bar.h"
#include "ui/window/run_words.h"
#include "ui/window/side_panel.h"
#include "ui/window/window_actions.h"

#include <algorithm>

namespace lanescope::window {

RunLife::RunLife(control::RunController& controller, RunChoice& choice, const WindowActions& actions, CentralArea& area)
    : m_controller(controller)
    , m_choice(choice)
    , m_actions(actions)
    , m_area(area)
    , m_manners(area)
{
    connect(&m_controller, &control::RunController::stateChanged, this, &RunLife::onStateChanged);
    connect(&m_controller, &control::RunController::finished, this, &RunLife::onFinished);
    connect(&m_controller, &control::RunController::resultChanged, this, [this](const QJsonObject& result) {
        if (isShown())
            m_area.side().result().show(result, panels::ResultView::Stage::SoFar);
    });
    connectCommands();
    onStateChanged();
}

/// The scenario whose run it is may not be the chosen one any more.
bool RunLife::isShown() const
{
    return m_controller.scenario() != nullptr && m_controller.scenario() == m_choice.scenario();
}

void RunLife::connectCommands()
{
    connect(m_actions.startStop, &QAction::triggered, this, [this] {
        if (m_inRun)
            m_controller.stop();
        else
            launch();
    });
    connect(m_actions.restart, &QAction::triggered, this, &RunLife::launch);
    connect(m_actions.pauseRun, &QAction::triggered, this, [this](bool pause) {
        if (pause)
            m_controller.pause();
        else
            m_controller.resume();
    });
    const gallery::Gallery* gallery = &m_area.gallery();
    connect(gallery, &gallery::Gallery::chosen, this, [this](const QString& id) { startScenario(id); });
    connect(m_actions.nextScenario, &QAction::triggered, this,
            [this, gallery] { startScenario(gallery->neighbour(1)); });
    connect(m_actions.previousScenario, &QAction::triggered, this,
            [this, gallery] { startScenario(gallery->neighbour(-1)); });
    connect(&m_area.banner(), &RunBanner::restartWanted, this, &RunLife::launch);
    connect(&m_area.banner(), &RunBanner::logWanted, &m_area.tabs(), &BottomTabs::showLog);
}

bool RunLife::startScenario(const QString& id, std::vector<scenario::KnobValue> values)
{
    if (!showScenario(id))
        return false;
    if (!values.empty()) {
        m_choice.setValues(std::move(values));
        showScenario(id);
    }
    launch();
    return true;
}

bool RunLife::showScenario(const QString& id)
{
    if (!m_choice.choose(id))
        return false;
    const scenario::ScenarioInfo& info = *m_choice.scenario();
    QWidget* window = m_area.window();
    m_area.gallery().setCurrent(id);
    m_area.side().setScenario(info, m_choice.values());
    if (m_area.address().isAncestorOf(window->focusWidget()))
        m_area.pane().setFocus(); // or hiding it would put the focus anywhere
    m_area.address().setKnob(m_choice.target(), m_choice.targetText());
    m_area.bar().setTitle(info.title);
    window->setWindowTitle(tr("%1 – Lanescope").arg(info.title));
    onStateChanged();
    return true;
}

void RunLife::launch()
{
    if (!m_choice.scenario())
        return;
    if (m_choice.target() && m_choice.targetText().isEmpty())
        return askForTarget();
    const QStringList hosts = m_manners.hostsToAskFor(*m_choice.scenario(), m_choice.values());
    if (hosts.isEmpty())
        begin();
    else
        m_manners.ask(hosts, CrawlManners::Moment::BeforeStart,
                      [this, hosts](CrawlManners::Answer answer) { beginAs(answer, hosts); });
}

void RunLife::beginAs(CrawlManners::Answer answer, const QStringList& hosts)
{
    if (answer == CrawlManners::Answer::No)
        return;
    if (answer == CrawlManners::Answer::Politely)
        m_area.side().knobs().turnAll(CrawlManners::politeKnobs());
    if (answer == CrawlManners::Answer::GoOn)
        welcome(hosts);
    begin();
}

void RunLife::welcome(const QStringList& hosts)
{
    const QString before = m_choice.value(QStringLiteral("welcome_at")).value_or(scenario::KnobValue()).text;
    m_area.side().knobs().turnAll(CrawlManners::welcomeKnobs(before, hosts));
}

void RunLife::begin()
{
    m_area.banner().hide();
    Q_EMIT starting();
    m_startedAt = QDateTime::currentDateTimeUtc();
    const control::RunRequest request = m_choice.request();
    timeline::StartValues startValues;
    const std::vector<scenario::Knob>& knobs = m_choice.scenario()->knobs;
    for (std::size_t index = 0; index < std::min(knobs.size(), request.values.size()); ++index)
        startValues.insert(knobs[index].name, knobs[index].format(request.values[index]));
    m_area.pane().ruler().setStartValues(startValues);
    m_area.side().result().clear();
    m_area.tabs().charts().setStartValues(startValues);
    m_area.tabs().crawl()->waiting()->chart().setStartValues(startValues);
    m_controller.start(request);
}

void RunLife::askForTarget()
{
    if (m_inRun)
        m_controller.stop();
    m_area.address().ask(tr("Type where to start, then press Enter. Standard settings are polite: robots.txt is "
                            "obeyed, and requests to one host keep their distance."));
}

void RunLife::onStateChanged()
{
    using control::RunState;
    const RunState state = m_controller.state();
    m_inRun = state == RunState::Starting || state == RunState::Running || state == RunState::Paused ||
              state == RunState::Stopping;
    m_actions.startStop->setText(m_inRun ? tr("Stop") : tr("Start"));
    m_actions.startStop->setEnabled(m_choice.scenario() && state != RunState::Stopping);
    m_actions.restart->setEnabled(m_choice.scenario() && state != RunState::Idle);
    m_actions.pauseRun->setEnabled(state == RunState::Running || state == RunState::Paused);
    m_actions.pauseRun->setChecked(state == RunState::Paused);
    m_actions.pauseRun->setText(state == RunState::Paused ? tr("Resume run") : tr("Pause run"));
    m_actions.resetKnobs->setEnabled(m_choice.scenario() != nullptr);
    m_area.bar().setRunning(m_inRun);
    Q_EMIT changed();
}

void RunLife::onFinished(const control::RunResult& result)
{
    if (isShown())
        m_area.side().result().show(result.result, panels::ResultView::Stage::Final);
    if (const auto words = bannerFor(result))
        m_area.banner().show(words->tone, words->title, words->text);
}

QString RunLife::status(const store::Snapshot& snapshot) const
{
    const scenario::ScenarioInfo* ran = m_controller.scenario();
    if (ran && m_choice.scenario() && ran->id != m_choice.scenario()->id && !m_inRun)
        return tr("not started · below: the last run of “%1”").arg(ran->title);
    return runStatus(m_controller.state(), m_controller.result(), snapshot, m_controller.request().seed);
}

} // namespace lanescope::window
