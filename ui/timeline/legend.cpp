// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/legend.h"

#include "ui/theme/theme.h"
#include "ui/timeline/legend_chip.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>

#include <algorithm>

namespace lanescope::timeline {
namespace {

constexpr int kLeftPx = 9;
constexpr int kGapPx = 12;
constexpr int kChipPx = 22;            ///< high
constexpr int kMorePx = 90;            ///< for how many have no room
constexpr double kWorthAChip = 0.0005; ///< below this a state has not been seen

} // namespace

Legend::Legend(Viewport* viewport, Utilisation* utilisation, QWidget* parent)
    : QWidget(parent)
    , m_viewport(*viewport)
    , m_utilisation(*utilisation)
    , m_more(new QLabel(this))
{
    setFixedHeight(29);
    setAccessibleName(tr("Legend"));
    m_more->hide();
    m_more->setForegroundRole(QPalette::PlaceholderText);
    setMoreFont();
    m_timer.setSingleShot(true);
    m_timer.setInterval(kRefreshMs);
    connect(&m_timer, &QTimer::timeout, this, &Legend::refresh);
    connect(viewport, &Viewport::rangeChanged, this, &Legend::refreshSoon);
    connect(viewport, &Viewport::dimmedStatesChanged, this, &Legend::showDimmed);
}

void Legend::setMoreFont()
{
    QFont small = font();
    small.setPixelSize(12);
    m_more->setFont(small);
}

void Legend::setSnapshot(store::SnapshotPtr snapshot)
{
    const bool isFirst = m_snapshot->generation == 0;
    m_snapshot = std::move(snapshot);
    if (isFirst)
        refresh();
    else
        refreshSoon();
}

void Legend::reset()
{
    for (LegendChip* chip : m_chips)
        chip->deleteLater();
    m_chips.clear();
    m_snapshot = store::Snapshot::empty();
    m_signalWaits = {};
    arrange();
}

// The first call of a burst starts the clock, so that a steady stream of changes is followed too.
void Legend::refreshSoon()
{
    if (!m_timer.isActive())
        m_timer.start();
}

void Legend::refresh()
{
    const TimeRange visible = m_viewport.visible();
    const StateTimes times = m_utilisation.over(visible.fromNs, visible.toNs);
    const std::int64_t total = times.totalNs();
    for (std::size_t i = 0; i < times.ns.size(); ++i) {
        const auto state = static_cast<store::State>(i);
        const double share = total > 0 ? static_cast<double>(times.ns[i]) / static_cast<double>(total) : 0.0;
        const auto known = std::find_if(m_chips.begin(), m_chips.end(),
                                        [state](const LegendChip* chip) { return chip->state() == state; });
        if (known != m_chips.end() || share >= kWorthAChip)
            chipFor(state)->setShare(share);
    }
    refreshLockStates();
    nameSignalWaits();
    arrange();
}

// Semaphores, events and barriers share a state; most runs have one of them.
void Legend::nameSignalWaits()
{
    for (const store::Thread& thread : *m_snapshot->threads)
        m_signalWaits.look(*m_snapshot, m_snapshot->row(thread.stateRow));
    for (LegendChip* chip : m_chips) {
        if (chip->state() == store::State::SemaphoreWait)
            chip->setName(m_signalWaits.name());
    }
}

// Lock rows have their own states; they are explained, but are no part of the threads' time.
void Legend::refreshLockStates()
{
    const TimeRange visible = m_viewport.visible();
    std::array<std::int64_t, 3> held{};
    for (const store::Object& object : *m_snapshot->objects) {
        if (!object.row || m_snapshot->row(*object.row).kind != store::RowKind::LockOwner)
            continue;
        const auto sum = m_snapshot->row(*object.row).summarise(visible.fromNs, visible.toNs);
        for (std::size_t i = 0; i < held.size(); ++i)
            held[i] += sum.ns[i];
    }
    for (std::size_t i = 0; i < held.size(); ++i) {
        if (held[i] > 0)
            chipFor(static_cast<store::State>(static_cast<std::size_t>(store::State::Held) + i));
    }
}

LegendChip* Legend::chipFor(store::State state)
{
    const auto place = std::lower_bound(m_chips.begin(), m_chips.end(), state,
                                        [](const LegendChip* chip, store::State s) { return chip->state() < s; });
    if (place != m_chips.end() && (*place)->state() == state)
        return *place;
    auto* chip = new LegendChip(state, this);
    connect(chip, &LegendChip::clicked, this, [this, state] { toggle(state); });
    connect(chip, &LegendChip::isolated, this, [this, state] { isolate(state); });
    chip->setChecked(!m_viewport.dimmedStates().test(static_cast<std::size_t>(state)));
    m_chips.insert(place, chip);
    return chip;
}

std::vector<LegendChip*> Legend::shownChips() const
{
    std::vector<LegendChip*> shown;
    for (LegendChip* chip : m_chips) {
        if (chip->isVisibleTo(this))
            shown.push_back(chip);
    }
    return shown;
}

// Too narrow: the smallest shares go first, what is left keeps its order.
std::vector<LegendChip*> Legend::chipsThatFit() const
{
    std::vector<LegendChip*> kept = m_chips;
    const auto widthOf = [](const std::vector<LegendChip*>& chips) {
        int total = kLeftPx;
        for (const LegendChip* chip : chips)
            total += chip->sizeHint().width() + kGapPx;
        return total;
    };
    while (kept.size() > 1 && widthOf(kept) > width() - (kept.size() < m_chips.size() ? kMorePx : 0))
        kept.erase(std::ranges::min_element(kept, {}, &LegendChip::share));
    return kept;
}

void Legend::arrange()
{
    const std::vector<LegendChip*> kept = chipsThatFit();
    QStringList without;
    int x = kLeftPx;
    for (LegendChip* chip : m_chips) {
        const bool isKept = std::ranges::find(kept, chip) != kept.end();
        if (isKept) {
            chip->setGeometry(QRect(QPoint(x, (height() - kChipPx) / 2), chip->sizeHint()));
            x += chip->width() + kGapPx;
        } else {
            without += chip->text();
        }
        chip->setVisible(isKept);
    }
    m_more->setVisible(!without.isEmpty());
    if (without.isEmpty())
        return;
    m_more->setText(tr("and %n more", nullptr, static_cast<int>(without.size())));
    m_more->setToolTip(without.join(u'\n'));
    m_more->setGeometry(x, 0, kMorePx, height());
}

void Legend::toggle(store::State state)
{
    StateMask dimmed = m_viewport.dimmedStates();
    dimmed.flip(static_cast<std::size_t>(state));
    m_viewport.setDimmedStates(dimmed);
}

// Only this state; once more, and all are back.
void Legend::isolate(store::State state)
{
    StateMask dimmed;
    dimmed.set();
    dimmed.reset(static_cast<std::size_t>(state));
    m_viewport.setDimmedStates(m_viewport.dimmedStates() == dimmed ? StateMask{} : dimmed);
    showDimmed();
}

void Legend::showDimmed()
{
    for (LegendChip* chip : m_chips)
        chip->setChecked(!m_viewport.dimmedStates().test(static_cast<std::size_t>(chip->state())));
}

void Legend::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.panel);
    painter.fillRect(QRect(0, 0, width(), 1), colours.border);
}

void Legend::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void Legend::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh(); // a picture taken at once must not show the shares of an earlier range
}

void Legend::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        setMoreFont();
        arrange();
    }
    QWidget::changeEvent(event);
}

} // namespace lanescope::timeline
