// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_view.h"

#include "ui/theme/colours.h"
#include "ui/timeline/label_column.h"
#include "ui/timeline/lane_canvas.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/scroll_anchor.h"
#include "ui/timeline/timeline_accessible.h"
#include "ui/timeline/timeline_navigator.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

namespace lanescope::timeline {

TimelineView::TimelineView(Viewport* viewport, QWidget* parent)
    : QWidget(parent)
    , m_state(*viewport)
    , m_navigator(new TimelineNavigator(m_state, this))
    , m_labels(new LabelColumn(m_state, this))
    , m_canvas(new LaneCanvas(m_state, *m_navigator, this))
    , m_scrollBar(new QScrollBar(Qt::Vertical, this))
{
    installTimelineAccessibility();
    m_scrollBar->setFixedWidth(kScrollBarPx);
    QSizePolicy policy = m_scrollBar->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // the canvas keeps its width, and so the strips above line up
    m_scrollBar->setSizePolicy(policy);
    m_scrollBar->setSingleStep(RowList::kRowPx);
    m_scrollBar->setAccessibleName(tr("Scroll the rows of the timeline"));
    setFocusProxy(m_canvas);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_labels);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_scrollBar);
    connectViewport();
    connectParts();
}

TimelineView::~TimelineView() = default;

void TimelineView::connectViewport()
{
    Viewport* viewport = &m_state.viewport;
    for (const auto signal : {&Viewport::rangeChanged, &Viewport::selectionChanged, &Viewport::cursorsChanged,
                              &Viewport::hoverChanged, &Viewport::dimmedStatesChanged})
        connect(viewport, signal, m_canvas, qOverload<>(&QWidget::update));
    for (const auto signal : {&Viewport::pickChanged, &Viewport::highlightChanged})
        connect(viewport, signal, this, &TimelineView::repaintAll);
    connect(viewport, &Viewport::rangeChanged, m_labels, &LabelColumn::followRun);
    for (const auto signal : {&Viewport::rangeChanged, &Viewport::pickChanged})
        connect(viewport, signal, this, &TimelineView::updateFold);
    connect(viewport, &Viewport::followChanged, this, &TimelineView::updateFold);
}

void TimelineView::connectParts()
{
    const auto scroll = [this](int deltaPx) { m_scrollBar->setValue(m_scrollBar->value() + deltaPx); };
    connect(m_canvas, &LaneCanvas::scrollWanted, this, scroll);
    connect(m_labels, &LabelColumn::scrollWanted, this, scroll);
    connect(m_scrollBar, &QScrollBar::valueChanged, this, [this](int value) {
        m_state.scrollPx = value;
        repaintAll();
    });
    connect(m_canvas, &LaneCanvas::hovered, this, &TimelineView::hovered);
    connect(m_canvas, &LaneCanvas::clicked, this, &TimelineView::clicked);
    connect(m_canvas, &LaneCanvas::headerClicked, this, &TimelineView::toggleLine);
    connect(m_canvas, &LaneCanvas::menuWanted, this, [this](const Hit& hit, QPoint position) {
        if (hit.line)
            showMenu(*hit.line, position);
    });
    connect(m_labels, &LabelColumn::lineClicked, this, &TimelineView::clickLine);
    connect(m_labels, &LabelColumn::lineToggled, this, &TimelineView::toggleLine);
    connect(m_labels, &LabelColumn::menuWanted, this, &TimelineView::showMenu);
    connect(m_navigator, &TimelineNavigator::picked, this, &TimelineView::picked);
    connect(m_navigator, &TimelineNavigator::lineWanted, this, &TimelineView::revealLine);
    connect(m_navigator, &TimelineNavigator::rowsChanged, this, &TimelineView::updateRows);
}

void TimelineView::setSnapshot(store::SnapshotPtr snapshot)
{
    m_state.snapshot = std::move(snapshot);
    updateRows();
}

void TimelineView::reset()
{
    m_state.rows.reset();
    m_state.snapshot = store::Snapshot::empty();
    m_labels->refreshFigures();
    m_scrollBar->setValue(0);
    updateRows();
}

void TimelineView::updateRows()
{
    const ScrollAnchor anchor(m_state, m_canvas->height());
    if (m_state.rows.update(*m_state.snapshot, m_state.sight())) {
        updateScrollBar();
        m_scrollBar->setValue(anchor.scrollPx(m_state.rows));
        notifyRowsChanged(m_canvas);
        m_labels->update();
    }
    m_labels->followRun();
    m_canvas->update();
}

// What has ended leaves, as the visible range moves on, and comes back with it.
void TimelineView::updateFold()
{
    if (m_state.rows.isOutdatedFor(m_state.sight()))
        updateRows();
}

void TimelineView::updateScrollBar()
{
    m_scrollBar->setPageStep(m_canvas->height());
    m_scrollBar->setRange(0, std::max(0, m_state.rows.heightPx() - m_canvas->height()));
    m_scrollBar->setVisible(m_scrollBar->maximum() > 0);
}

void TimelineView::repaintAll()
{
    m_canvas->update();
    m_labels->update();
}

// Only the strip behind the scroll bar is left to paint.
void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), theme::coloursOf(palette()).canvas);
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    updateScrollBar();
}

void TimelineView::setNameFilter(const QString& filter)
{
    m_state.rows.setNameFilter(filter);
    updateRows();
}

void TimelineView::setOnlyBlocked(bool only)
{
    m_state.rows.setOnlyBlocked(only);
    updateRows();
}

void TimelineView::setShowOwn(bool show)
{
    m_state.rows.setShowOwn(show);
    updateRows();
}

void TimelineView::setShowEnded(bool show)
{
    m_state.rows.setShowEnded(show);
    updateRows();
}

void TimelineView::setRequestRows(RequestRows rows)
{
    if (rows == m_state.rows.requestRows())
        return;
    m_state.rows.setRequestRows(rows);
    updateRows();
    Q_EMIT requestRowsChanged(rows);
}

void TimelineView::setAllOpen(bool open)
{
    m_state.rows.setAllOpen(open);
    updateRows();
}

void TimelineView::toggleLine(const LineKey& key)
{
    m_state.rows.toggle(key);
    updateRows();
}

void TimelineView::clickLine(const LineKey& key)
{
    const Line* line = m_state.rows.find(key);
    if (line == nullptr)
        return;
    m_canvas->setFocus(Qt::MouseFocusReason);
    if (!line->row) {
        toggleLine(key);
        return;
    }
    const Hit hit = hitOn(*m_state.snapshot, *line, m_state.viewport.visible().fromNs, std::nullopt);
    m_navigator->pick(hit);
    Q_EMIT clicked(hit);
}

void TimelineView::showMenu(const LineKey& key, QPoint globalPosition)
{
    const Line* line = m_state.rows.find(key);
    if (line == nullptr)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (line->hasChildren)
        menu->addAction(line->isOpen ? tr("Close") : tr("Open"), this, [this, key] { toggleLine(key); });
    if (line->row && key.kind != LineKind::Tasks) {
        menu->addAction(line->isPinned ? tr("Unpin") : tr("Pin to the top"), this, [this, key] {
            m_state.rows.togglePinned(key);
            updateRows();
        });
    }
    menu->addAction(tr("Open all groups"), this, [this] { setAllOpen(true); });
    menu->addAction(tr("Close all groups"), this, [this] { setAllOpen(false); });
    menu->popup(globalPosition);
}

void TimelineView::revealLine(const LineKey& key)
{
    const Line* line = m_state.rows.find(key);
    if (line == nullptr && key.kind == LineKind::Process) { // it has ended
        m_state.rows.setOpen({LineKind::Ended, kEndedProcesses}, true);
        updateRows();
        line = m_state.rows.find(key);
    }
    if (line == nullptr)
        return;
    const int top = m_scrollBar->value();
    const int bottom = top + m_canvas->height();
    if (line->topPx < top)
        m_scrollBar->setValue(line->topPx - RowList::kHeaderPx);
    else if (line->bottomPx() > bottom)
        m_scrollBar->setValue(line->bottomPx() - m_canvas->height() + RowList::kRowPx);
}

void TimelineView::revealRow(store::RowIndex row)
{
    if (m_state.snapshot->row(row).kind == store::RowKind::RequestSlot)
        setRequestRows(RequestRows::BySlot);
    m_navigator->pick(Pick{row, std::nullopt});
    if (const Line* line = m_state.rows.findRow(row))
        revealLine(line->key);
}

void TimelineView::revealObject(store::ObjectIndex object)
{
    if (static_cast<std::size_t>(object) >= m_state.snapshot->objects->size())
        return;
    if (const auto row = m_state.snapshot->object(object).row)
        revealRow(*row);
    else
        m_state.viewport.setHighlightedObject(object);
}

FrameStats TimelineView::frameStats() const
{
    return m_canvas->frameClock().stats();
}

const PaintCounts& TimelineView::paintCounts() const
{
    return m_canvas->paintCounts();
}

} // namespace lanescope::timeline
