// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/lock_details.h"

#include "ui/panels/small_histogram.h"
#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace lanescope::panels {
namespace {

constexpr qint64 kRefreshMs = 500; ///< nobody reads faster, and ten seconds of a busy lock are a lot to add up

} // namespace

LockDetails::LockDetails(QWidget* parent)
    : QScrollArea(parent)
    , m_body(new QWidget(this))
    , m_title(new QLabel(m_body))
    , m_grid(new FactGrid(m_body))
    , m_waits(new SmallHistogram(m_body))
    , m_holds(new SmallHistogram(m_body))
    , m_holders(new ShareBars(tr("held it, of the last 10 s"), m_body))
    , m_waiters(new ShareBars(tr("waited for it, of the last 10 s"), m_body))
{
    setAccessibleName(tr("The chosen lock"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(m_body);
    layout->setContentsMargins(16, 8, 16, 12);
    layout->setSpacing(6);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    layout->addWidget(m_title);
    layout->addWidget(m_grid);
    layout->addWidget(m_holders);
    layout->addWidget(m_waiters);
    layout->addWidget(quietLabel(tr("how long waits were")));
    layout->addWidget(m_waits);
    layout->addWidget(quietLabel(tr("how long holds were")));
    layout->addWidget(m_holds);
    layout->addStretch(1);
    setWidget(m_body);
    for (ShareBars* bars : {m_holders, m_waiters})
        connect(bars, &ShareBars::chosen, this,
                [this](std::uint32_t key) { Q_EMIT threadChosen(store::ThreadIndex{key}); });
    tint();
    refresh();
}

QLabel* LockDetails::quietLabel(const QString& text)
{
    auto* label = new QLabel(text, m_body);
    m_quiet.push_back(label);
    return label;
}

void LockDetails::setSnapshot(store::SnapshotPtr snapshot)
{
    const bool another = snapshot->beginNs != m_snapshot->beginNs;
    m_snapshot = std::move(snapshot);
    if (another)
        m_lock.reset();
    if (another || !m_snapshot->live || !m_age.isValid() || m_age.elapsed() >= kRefreshMs)
        refresh();
}

void LockDetails::setLock(std::optional<store::ObjectIndex> lock)
{
    m_lock = lock;
    refresh();
}

void LockDetails::refresh()
{
    m_age.start();
    m_story = m_lock ? lockStory(*m_snapshot, *m_lock) : LockStory{};
    const bool known = !m_story.title.isEmpty();
    m_title->setText(known ? m_story.title : tr("Choose a lock to see who holds it and who waits."));
    m_grid->show(m_story.facts);
    m_holders->show(m_story.holders, theme::stateColour(store::State::Held, palette()));
    m_waiters->show(m_story.waiters, theme::stateColour(store::State::LockWait, palette()));
    for (QWidget* part : std::initializer_list<QWidget*>{m_holders, m_waiters, m_waits, m_holds})
        part->setVisible(known);
    for (QLabel* label : m_quiet)
        label->setVisible(known);
    if (!known)
        return;
    const store::LockFigures& figures = *m_snapshot->object(*m_lock).lock;
    m_waits->show({figures.wait, -1, {}});
    m_holds->show({figures.hold, -1, {}});
}

void LockDetails::tint()
{
    QPalette faint;
    faint.setColor(QPalette::WindowText, theme::coloursOf(palette()).textFaint);
    for (QLabel* label : m_quiet)
        label->setPalette(faint);
}

void LockDetails::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    tint();
    refresh();
}

} // namespace lanescope::panels
