// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/selection/range_panel.h"

#include "ui/panels/state_profile.h"
#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/time_text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lanescope::panels {

RangePanel::RangePanel(QWidget* parent)
    : QWidget(parent)
    , m_head(new QWidget(this))
    , m_span(new QLabel(this))
    , m_profile(new StateProfile(this))
    , m_grid(new FactGrid(this))
    , m_locks(new ShareBars(tr("held while others waited"), this))
{
    setAccessibleName(tr("Selected range"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    buildHead();
    for (QWidget* part : std::initializer_list<QWidget*>{m_head, m_span, m_profile, m_grid, m_locks})
        layout->addWidget(part);
    m_span->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_span->setWordWrap(true);
    connect(m_locks, &ShareBars::chosen, this,
            [this](std::uint32_t key) { Q_EMIT objectChosen(store::ObjectIndex{key}); });
    tint();
    hide();
}

void RangePanel::buildHead()
{
    auto* row = new QHBoxLayout(m_head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto* title = new QLabel(tr("Selected range"), m_head);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    row->addWidget(title, 1);
    const auto link = [&](const QString& text, const QString& tip, void (RangePanel::*wanted)()) {
        auto* button = new QPushButton(text, m_head);
        button->setProperty("role", QStringLiteral("link"));
        button->setToolTip(tip);
        connect(button, &QPushButton::clicked, this, wanted);
        row->addWidget(button);
    };
    link(tr("Zoom"), tr("Show only this range (Z)"), &RangePanel::zoomWanted);
    link(tr("Clear"), tr("Let the range go (Escape)"), &RangePanel::clearWanted);
}

void RangePanel::setSnapshot(store::SnapshotPtr snapshot)
{
    // Of a range that is over, nothing new comes.
    const bool isSettled = m_range && m_range->toNs < m_snapshot->endNs && snapshot->beginNs == m_snapshot->beginNs &&
                           !m_facts.facts.empty();
    m_snapshot = std::move(snapshot);
    if (m_range && !isSettled)
        refresh();
}

void RangePanel::setRange(std::optional<timeline::TimeRange> range)
{
    if (range && range->isEmpty())
        range.reset();
    m_range = range;
    setVisible(range.has_value());
    refresh();
}

void RangePanel::refresh()
{
    if (!m_range)
        return;
    m_facts = rangeFacts(*m_snapshot, m_range->fromNs, m_range->toNs);
    const std::int64_t begin = m_snapshot->beginNs;
    const double precision = static_cast<double>(m_range->spanNs()) / 1000;
    m_span->setText(tr("%1 – %2, for %3")
                        .arg(timeline::momentText(m_range->fromNs - begin, precision),
                             timeline::momentText(m_range->toNs - begin, precision),
                             timeline::durationText(m_range->spanNs())));
    m_profile->show(m_facts.shares);
    m_grid->show(m_facts.facts);
    m_locks->setVisible(!m_facts.locks.empty());
    m_locks->show(m_facts.locks, theme::stateColour(store::State::HeldContended, palette()));
}

void RangePanel::tint()
{
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, theme::coloursOf(palette()).textSecondary);
    m_span->setPalette(quiet);
}

void RangePanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    tint();
    refresh();
}

} // namespace lanescope::panels
