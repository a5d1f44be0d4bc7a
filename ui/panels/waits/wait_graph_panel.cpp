// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/waits/wait_graph_panel.h"

#include "ui/panels/short_text.h"
#include "ui/panels/waits/wait_graph_reading.h"
#include "ui/panels/waits/wait_graph_view.h"
#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::panels {
namespace {

constexpr int kShareOfWords = 5; ///< one part in five of the height

} // namespace

WaitGraphPanel::WaitGraphPanel(QWidget* parent)
    : QWidget(parent)
    , m_words(new ShortText(this))
    , m_end(new QPushButton(tr("End the run"), this))
    , m_last(new QPushButton(tr("Last deadlock"), this))
    , m_view(new WaitGraphView)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(makeHead());
    layout->addWidget(makeArea(), 1);
    connect(m_view, &WaitGraphView::edgeActivated, this, [this](const GraphEdge& edge) {
        if (edge.row)
            Q_EMIT placeWanted(*edge.row, edge.timeNs);
    });
    connect(m_view, &WaitGraphView::nodeActivated, this, [this](const GraphKey& key) {
        if (key.kind == GraphKey::Kind::Thread)
            Q_EMIT threadWanted(store::ThreadIndex{key.index});
        else // of a crowd, what it waits for, or has
            Q_EMIT objectWanted(store::ObjectIndex{key.index != GraphKey::kNothing ? key.index : key.held});
    });
    setSnapshot(store::Snapshot::empty());
}

QLayout* WaitGraphPanel::makeHead()
{
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 0, 16, 0);
    head->addWidget(m_words, 1);
    for (QPushButton* button : {m_last, m_end})
        head->addWidget(button, 0, Qt::AlignTop);
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_last->setCheckable(true);
    m_last->setToolTip(tr("The picture of the deadlock that this run had and got out of"));
    connect(m_end, &QPushButton::clicked, this, &WaitGraphPanel::endWanted);
    connect(m_last, &QPushButton::toggled, this, [this] { setSnapshot(m_snapshot); });
    return head;
}

QWidget* WaitGraphPanel::makeArea()
{
    auto* area = new QScrollArea(this);
    area->setWidget(m_view);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    connect(m_view, &WaitGraphView::sightWanted, area, [area](const QRect& part) {
        const QPoint end = part.bottomRight(); // the start comes last: it stays in sight if there is no room for both
        area->ensureVisible(end.x(), end.y(), 0, 16);
        area->ensureVisible(part.x(), part.y(), 0, 16);
    });
    return area;
}

void WaitGraphPanel::setSnapshot(const store::SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    if (snapshot->beginNs != m_beginNs) {
        m_beginNs = snapshot->beginNs;
        m_kept = {};
        m_last->setChecked(false);
        m_view->clear();
    }
    showGraph(*snapshot);
    sayWhatItShows(*snapshot);
}

// The order of locks is the same table until it changes.
const std::vector<analysis::PotentialDeadlock>& WaitGraphPanel::potentialOf(const store::Snapshot& snapshot)
{
    if (m_order != snapshot.lockOrder) {
        m_order = snapshot.lockOrder;
        m_potential = analysis::potentialDeadlocks(snapshot);
    }
    return m_potential;
}

// What is stuck stays stuck until its process ends, and then the picture of it is what people want to see; or a knob frees it.
void WaitGraphPanel::showGraph(const store::Snapshot& snapshot)
{
    WaitGraph shown = readWaitGraph(snapshot, potentialOf(snapshot), m_view->graph());
    if (shown.isDeadlock) {
        m_kept = shown;
        m_keptNs = snapshot.endNs;
    }
    const bool isOver = !shown.isDeadlock && !m_kept.sentence.isEmpty();
    m_last->setVisible(isOver && snapshot.live);
    m_showsKept = isOver && (!snapshot.live || m_last->isChecked());
    m_view->show(m_showsKept ? m_kept : std::move(shown));
}

void WaitGraphPanel::sayWhatItShows(const store::Snapshot& snapshot)
{
    const WaitGraph& shown = m_view->graph();
    QString text;
    if (m_showsKept || (shown.isDeadlock && !snapshot.live))
        text = snapshot.live ? tr("As it was at %1 s. %2")
                                   .arg(QLocale().toString(snapshot.seconds(m_keptNs), 'f', 1), shown.sentence)
                             : tr("As it was when the run ended. %1").arg(shown.sentence);
    else if (!shown.sentence.isEmpty())
        text = shown.sentence;
    else if (shown.edges.empty())
        text = snapshot.live ? tr("Nobody waits for anything that is recorded.")
                             : tr("When a run goes on, this shows who waits for what, and who has it.");
    else
        text = tr("Dashed: waits for. Plain: is held by. Dotted: taken in this order. Click a line to see it on the "
                  "timeline.");
    m_words->setWords(text);
    m_end->setVisible(shown.isDeadlock && snapshot.live && !m_showsKept);
    tint();
}

const WaitGraph& WaitGraphPanel::graph() const
{
    return m_view->graph();
}

QString WaitGraphPanel::words() const
{
    return m_words->words();
}

// Most of the room is the picture's; the whole sentence stands in the tool tip, and in the finding.
void WaitGraphPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_words->setMostLines(std::max(1, height() / (kShareOfWords * m_words->fontMetrics().height())));
}

void WaitGraphPanel::tint()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPalette ink;
    ink.setColor(QPalette::WindowText,
                 m_view->graph().isDeadlock
                     ? theme::mixed(theme::stateColour(store::State::HeldContended, palette()), colours.text, 0.25)
                     : colours.textFaint);
    if (m_words->palette().color(QPalette::WindowText) != ink.color(QPalette::WindowText))
        m_words->setPalette(ink);
}

void WaitGraphPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace lanescope::panels
