// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/charts_panel.h"

#include "ui/charts/lock_times_chart.h"
#include "ui/theme/colours.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QSignalBlocker>

#include <algorithm>

namespace lanescope::charts {
namespace {

constexpr int kChooserWidthPx = 176;
constexpr int kChooserRowPx = 26;
constexpr int kSmallestChartWidthPx = 360;
constexpr int kSmallestChartHeightPx = 168;
constexpr int kRefreshMs = 250;
constexpr int kGoOnMs = 30;  // between two slices of a long computation
constexpr int kSliceMs = 12; // of the GUI thread, for all charts together

} // namespace

ChartsPanel::ChartsPanel(QWidget* parent)
    : QWidget(parent)
    , m_area(new QWidget(this))
    , m_grid(new QGridLayout(m_area))
{
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    createChooser();
    auto* left = new QVBoxLayout;
    left->setContentsMargins(8, 8, 8, 8);
    left->addWidget(m_chooser);
    columns->addLayout(left);
    createChoiceRow();
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_choiceRow);
    right->addWidget(m_area, 1);
    columns->addLayout(right, 1);
    m_grid->setContentsMargins(1, 0, 0, 0);
    m_grid->setSpacing(1); // through which the border colour of the area shows
    m_area->setAutoFillBackground(true);
    colourBorders();
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ChartsPanel::refresh);
    arrange();
}

void ChartsPanel::createChoiceRow()
{
    m_choiceRow = new QWidget(this);
    auto* choiceLayout = new QHBoxLayout(m_choiceRow);
    choiceLayout->setContentsMargins(12, 8, 16, 0);
    auto* label = new QLabel(tr("Sho&w"), m_choiceRow);
    m_choice = new QComboBox(m_choiceRow);
    m_choice->setMinimumContentsLength(20);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setAccessibleName(tr("What the chart shows"));
    label->setBuddy(m_choice);
    choiceLayout->addWidget(label);
    choiceLayout->addWidget(m_choice);
    choiceLayout->addStretch();
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        if (!m_visible.isEmpty())
            m_visible.first()->chart().setChoice(index);
        refresh();
    });
}

void ChartsPanel::colourBorders()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    m_chooser->setStyleSheet(QStringLiteral("QListView::item { padding-left: 8px; border-radius: 4px; }"
                                            "QListView::item:selected { background: %1; color: %2; }")
                                 .arg(colours.accentSoft.name(), colours.text.name()));
    QPalette borders = palette();
    borders.setColor(QPalette::Window, colours.border);
    m_area->setPalette(borders);
    for (ChartView* view : m_views) {
        if (view != nullptr)
            view->setPalette(palette());
    }
}

void ChartsPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourBorders();
}

void ChartsPanel::createChooser()
{
    m_chooser = new QListWidget(this);
    m_chooser->setFixedWidth(kChooserWidthPx);
    m_chooser->setFrameShape(QFrame::NoFrame);
    m_chooser->setAccessibleName(tr("Charts"));
    m_chooser->addItem(tr("Overview"));
    for (const ChartKind kind : kAllCharts)
        m_chooser->addItem(chartName(kind));
    for (int row = 0; row < m_chooser->count(); ++row)
        m_chooser->item(row)->setSizeHint(QSize(0, kChooserRowPx));
    m_chooser->setCurrentRow(0);
    connect(m_chooser, &QListWidget::currentRowChanged, this, [this] {
        arrange();
        refresh();
        Q_EMIT selectionChanged();
    });
}

ChartView& ChartsPanel::view(ChartKind kind)
{
    ChartView*& view = m_views[static_cast<std::size_t>(kind)];
    if (view == nullptr) {
        view = new ChartView(makeChart(kind), m_area);
        view->setPalette(palette());
        view->chart().setStartValues(m_startValues);
        view->hide();
        connect(view, &ChartView::timeActivated, this, &ChartsPanel::timeActivated);
    }
    return *view;
}

void ChartsPanel::setStartValues(const timeline::StartValues& values)
{
    m_startValues = values;
    for (ChartView* view : m_views) {
        if (view != nullptr)
            view->chart().setStartValues(values);
    }
}

void ChartsPanel::select(std::optional<ChartKind> kind)
{
    m_chooser->setCurrentRow(kind ? static_cast<int>(*kind) + 1 : 0);
}

std::optional<ChartKind> ChartsPanel::selected() const
{
    const int row = m_chooser->currentRow();
    return row <= 0 ? std::nullopt : std::optional(static_cast<ChartKind>(row - 1));
}

void ChartsPanel::showLock(store::ObjectIndex lock)
{
    ChartView& times = view(ChartKind::LockTimes);
    auto& chart = static_cast<LockTimesChart&>(times.chart());
    chart.show(m_snapshot, m_range);
    chart.setChoice(std::max(chart.choiceOf(lock), 0));
    select(ChartKind::LockTimes);
    refresh();
}

void ChartsPanel::setSnapshot(const store::SnapshotPtr& snapshot)
{
    if (snapshot == m_snapshot)
        return;
    m_snapshot = snapshot;
    if (m_objectsSeen != snapshot->objects->size()) {
        m_objectsSeen = snapshot->objects->size();
        arrange(); // a queue or a lock may be new to the overview
    }
    scheduleRefresh();
}

void ChartsPanel::setRange(qint64 fromNs, qint64 toNs)
{
    const TimeRange range{fromNs, toNs};
    if (range == m_range)
        return;
    m_range = range;
    scheduleRefresh();
}

// What the run has, the most telling first.
QList<ChartKind> ChartsPanel::overview() const
{
    const auto has = [this](auto&& is) {
        return std::any_of(m_snapshot->objects->begin(), m_snapshot->objects->end(), is);
    };
    const bool queues = has([this](const store::Object& o) { return session::isQueue(*m_snapshot, o); });
    const bool locks = has([this](const store::Object& o) { return session::isLock(*m_snapshot, o); });
    const bool requests = has([](const store::Object& o) { return o.kind == trace::ObjectKind::RequestSlot; });
    QList<ChartKind> kinds{ChartKind::Utilisation};
    if (queues || locks || requests)
        kinds << ChartKind::Throughput;
    if (queues)
        kinds << ChartKind::QueueDepth;
    if (locks)
        kinds << ChartKind::LockWait;
    if (requests)
        kinds << ChartKind::Latency << ChartKind::WaitReasons;
    if (locks)
        kinds << ChartKind::LockTimes;
    return kinds;
}

int ChartsPanel::howManyFit(int& columns) const
{
    const int rows = std::clamp(height() / kSmallestChartHeightPx, 1, 2);
    columns = std::clamp((width() - kChooserWidthPx) / kSmallestChartWidthPx, 1, rows == 2 ? 2 : 4);
    return rows * columns;
}

void ChartsPanel::arrange()
{
    int columns = 1;
    QList<ChartKind> kinds;
    if (const auto kind = selected()) {
        kinds << *kind;
    } else {
        kinds = overview();
        kinds = kinds.mid(0, howManyFit(columns));
    }
    QList<ChartView*> views;
    for (const ChartKind kind : std::as_const(kinds))
        views << &view(kind);
    for (ChartView* old : std::as_const(m_visible)) {
        m_grid->removeWidget(old);
        old->setVisible(views.contains(old));
    }
    m_visible = views;
    for (int i = 0; i < views.size(); ++i) {
        m_grid->addWidget(views[i], i / columns, i % columns);
        views[i]->show();
    }
    for (int i = 0; i < 4; ++i) {
        m_grid->setColumnStretch(i, i < columns && i < views.size() ? 1 : 0);
        m_grid->setRowStretch(i, i * columns < views.size() ? 1 : 0);
    }
    updateChoices();
}

void ChartsPanel::updateChoices()
{
    const QStringList choices = selected() ? m_visible.first()->chart().choices() : QStringList();
    m_choiceRow->setVisible(choices.size() > 1);
    QStringList current;
    for (int i = 0; i < m_choice->count(); ++i)
        current << m_choice->itemText(i);
    const QSignalBlocker blocker(m_choice);
    if (current != choices) {
        m_choice->clear();
        m_choice->addItems(choices);
    }
    if (!choices.isEmpty())
        m_choice->setCurrentIndex(
            std::clamp<int>(m_visible.first()->chart().choice(), 0, static_cast<int>(choices.size()) - 1));
}

void ChartsPanel::scheduleRefresh()
{
    if (m_timer.isActive() || !isVisible())
        return;
    const qint64 since = m_sinceRefresh.isValid() ? m_sinceRefresh.elapsed() : kRefreshMs;
    m_timer.start(static_cast<int>(std::clamp<qint64>(kRefreshMs - since, 0, kRefreshMs)));
}

void ChartsPanel::refresh()
{
    if (!isVisible())
        return;
    m_timer.stop();
    m_sinceRefresh.start();
    const QDeadlineTimer deadline(kSliceMs);
    bool complete = true;
    for (ChartView* view : std::as_const(m_visible))
        complete = view->chart().show(m_snapshot, m_range, deadline) && complete;
    updateChoices();
    if (!complete)
        m_timer.start(kGoOnMs);
}

void ChartsPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (!selected()) {
        const QList<ChartView*> before = m_visible;
        arrange();
        if (m_visible != before)
            scheduleRefresh();
    }
}

void ChartsPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

} // namespace lanescope::charts
