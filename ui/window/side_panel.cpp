// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/side_panel.h"

#include "core/crawl/scenarios/text_knobs.h"
#include "ui/knobs/knob_panel.h"
#include "ui/knobs/knob_row.h"
#include "ui/knobs/limit_line.h"
#include "ui/knobs/preset_button.h"
#include "ui/knobs/run_marks.h"
#include "ui/panels/result_view.h"
#include "ui/panels/scenario_page.h"
#include "ui/panels/selection/inspector.h"
#include "ui/panels/selection/range_panel.h"
#include "ui/theme/key_splitter.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::window {
namespace {

constexpr int kWidthPx = 348; // 44 characters of the page's code
constexpr int kSidePx = 16;
constexpr int kLeastPartPx = 96;
constexpr int kLinkAirPx = 40; ///< above and below a link that is gone to

// Never higher than what is in it, so that few knobs leave the room to the page.
class KnobArea : public QScrollArea {
public:
    using QScrollArea::QScrollArea;

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const bool passed = QScrollArea::eventFilter(watched, event);
        if (watched == widget() && event->type() == QEvent::LayoutRequest)
            setMaximumHeight(std::max(kLeastPartPx, widget()->sizeHint().height()));
        return passed;
    }
};

// What the command line refuses before the start and a crawl while it goes on, is refused where it is typed.
QString complaintOfCrawl(const scenario::Knob& knob, const scenario::KnobValue& value)
{
    return crawl::textComplaint(knob.name, value.text);
}

} // namespace

SidePanel::SidePanel(QWidget* parent)
    : QWidget(parent)
    , m_knobs(new knobs::KnobPanel(this))
    , m_marks(new knobs::RunMarks(*m_knobs, this))
    , m_limit(new knobs::LimitLine(*m_marks, *m_knobs, this))
    , m_presets(new knobs::PresetButton(this))
    , m_range(new panels::RangePanel(this))
    , m_inspector(new panels::Inspector(this))
    , m_result(new panels::ResultView(this))
    , m_page(new panels::ScenarioPage(this))
    , m_reset(new QPushButton(tr("Reset"), this))
    , m_splitter(new theme::KeySplitter(Qt::Vertical, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    m_splitter->setChildrenCollapsible(false);
    m_upper = scrolled(new KnobArea(this), makeKnobPart());
    m_splitter->addWidget(m_upper);
    m_lower = scrolled(new QScrollArea(this), makeTextPart());
    m_splitter->addWidget(m_lower);
    connect(m_page, &panels::ScenarioPage::linkReached, m_lower, [this](const QRect& where) {
        const QPoint link = m_page->mapTo(m_lower->widget(), where.center());
        m_lower->ensureVisible(link.x(), link.y(), 0, kLinkAirPx);
    });
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
}

QScrollArea* SidePanel::scrolled(QScrollArea* area, QWidget* content)
{
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumHeight(kLeastPartPx);
    return area;
}

QWidget* SidePanel::makeKnobPart()
{
    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(kSidePx, 8, kSidePx, 12);
    layout->setSpacing(4);
    auto* top = new QHBoxLayout;
    auto* title = new QLabel(tr("Knobs"), part);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    top->addWidget(title);
    top->addStretch(1);
    top->addWidget(m_presets);
    top->addWidget(m_reset);
    layout->addLayout(top);
    layout->addWidget(m_limit);
    layout->addWidget(m_knobs);
    layout->addStretch(1);
    m_reset->setProperty("role", QStringLiteral("link"));
    m_reset->setToolTip(tr("Give every knob its standard value"));
    m_reset->setAccessibleName(tr("Reset all knobs"));
    connect(m_reset, &QPushButton::clicked, m_knobs, &knobs::KnobPanel::resetAll);
    connect(m_presets, &knobs::PresetButton::chosen, m_knobs,
            [this](const scenario::Preset& preset) { m_knobs->turnAll(preset.values); });
    connect(m_knobs, &knobs::KnobPanel::valuesChanged, m_presets,
            [this] { m_presets->showValues(m_knobs->knobs(), m_knobs->values()); });
    connect(m_limit, &knobs::LimitLine::knobWanted, this, &SidePanel::goToKnob);
    return part;
}

QWidget* SidePanel::makeTextPart()
{
    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(kSidePx, 12, kSidePx, 12);
    layout->setSpacing(12);
    layout->addWidget(m_range);
    layout->addWidget(m_inspector);
    auto* line = new QFrame(part);
    line->setFrameShape(QFrame::NoFrame);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    layout->addWidget(line);
    layout->addWidget(m_result);
    layout->addWidget(m_page);
    layout->addStretch(1);
    return part;
}

void SidePanel::setScenario(const scenario::ScenarioInfo& info, const std::vector<scenario::KnobValue>& values)
{
    m_presets->setPresets(info.presets);
    m_knobs->setCheck(info.id.startsWith(QStringLiteral("crawl.")) ? complaintOfCrawl : knobs::KnobPanel::Check());
    m_knobs->setKnobs(info.knobs, values);
    m_result->clear();
    m_page->show(info);
    m_reset->setVisible(!info.knobs.empty());
}

void SidePanel::showSelection()
{
    m_lower->ensureWidgetVisible(m_inspector, 0, 0);
}

void SidePanel::showKnob(const QString& name)
{
    if (QWidget* row = m_knobs->row(name))
        m_upper->ensureWidgetVisible(row, 0, 8);
}

void SidePanel::goToKnob(const QString& name)
{
    showKnob(name);
    if (QWidget* row = m_knobs->row(name))
        row->setFocus(Qt::ShortcutFocusReason);
}

QWidget* SidePanel::knobArea() const
{
    return m_upper;
}
QWidget* SidePanel::pageArea() const
{
    return m_lower;
}

QByteArray SidePanel::saveState() const
{
    return m_splitter->saveState();
}

void SidePanel::restoreState(const QByteArray& state)
{
    if (!m_splitter->restoreState(state))
        m_splitter->setSizes({480, 420});
}

QSize SidePanel::sizeHint() const
{
    return {kWidthPx, 600};
}

} // namespace lanescope::window
