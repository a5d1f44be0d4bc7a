// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/crawl/crawl_panel.h"

#include "ui/charts/chart_view.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/wait_reasons_chart.h"
#include "ui/panels/crawl/slots_model.h"
#include "ui/panels/table_panel.h"
#include "ui/theme/key_splitter.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lanescope::panels {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSidePx = 12;
constexpr qint64 kChartsRefreshMs = 250;
constexpr int kRoomForAllPx = 1180; // below, the table gets the room of the histogram, which Charts has too
constexpr int kChartPx = 250;       // the least, before the table has more columns
constexpr int kSliceMs = 12;        // of the GUI thread, for both charts together

} // namespace

CrawlPanel::CrawlPanel(QWidget* parent)
    : QWidget(parent)
    , m_parts(new theme::KeySplitter(Qt::Horizontal, this))
    , m_figures(new QLabel(this))
    , m_law(new CheckLight(this))
    , m_caps(new CheckLight(this))
    , m_balance(new CheckLight(this))
    , m_model(new SlotsModel)
    , m_slots(new TablePanel(m_model,
                             {tr("No slot has been used yet."),
                              tr("Hosts appear here with their first request, with what is predicted for them beside "
                                 "what is observed.")},
                             this))
    , m_waiting(new charts::ChartView(std::make_unique<charts::WaitReasonsChart>(), this))
    , m_latency(new charts::ChartView(std::make_unique<charts::LatencyChart>(), this))
{
    setAccessibleName(tr("The crawl"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(makeTop());
    m_parts->setHandleWidth(1);
    m_parts->setChildrenCollapsible(false);
    for (QWidget* part : std::initializer_list<QWidget*>{m_waiting, m_slots, m_latency})
        m_parts->addWidget(part);
    connect(m_parts, &QSplitter::splitterMoved, this, [this] { m_partsAreChosen = true; });
    m_slots->setMinimumWidth(200);
    m_slots->sortBy(0, Qt::AscendingOrder);
    layout->addWidget(m_parts, 1);
    m_waiting->setAccessibleName(tr("Where the waiting went, over time"));
    m_latency->setAccessibleName(tr("How long requests took"));
    connect(m_slots, &TablePanel::chosen, this, [this](std::uint32_t key) { Q_EMIT slotChosen(m_model->nameOf(key)); });
    connect(m_slots, &TablePanel::columnsGrown, this, &CrawlPanel::dividePanel);
    connect(m_waiting, &charts::ChartView::timeActivated, this, &CrawlPanel::momentChosen);
    refresh();
}

QWidget* CrawlPanel::makeTop()
{
    auto* top = new QWidget(this);
    auto* layout = new QHBoxLayout(top);
    layout->setContentsMargins(kSidePx, 4, kSidePx, 4);
    layout->setSpacing(9);
    m_figures->setTextFormat(Qt::PlainText);
    m_figures->setMinimumWidth(80);
    m_figures->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_figures, 1);
    for (CheckLight* light : {m_law, m_caps, m_balance})
        layout->addWidget(light);
    m_law->setToolTip(
        tr("Little's law: the mean number on the wire, N, at the left, is the rate at which requests end, "
           "X, times the time each takes, L. Over the last two seconds, both sides measured apart; what "
           "began before or is still out counts for its part."));
    m_caps->setToolTip(tr("No slot has more on the wire than its cap. After a cap was lowered, what is on the wire "
                          "ends first."));
    m_balance->setToolTip(tr("Every URL that was taken up is finished, failed, filtered or pending."));
    return top;
}

void CrawlPanel::setStatus(const QJsonObject& status)
{
    m_status = status;
    m_model->setStatus(status);
    if (isVisible())
        refresh();
}

void CrawlPanel::setSnapshot(const store::SnapshotPtr& snapshot)
{
    m_snapshot = snapshot;
    m_slots->setSnapshot(snapshot);
    refreshCharts();
}

void CrawlPanel::setRange(qint64 fromNs, qint64 toNs)
{
    m_fromNs = fromNs;
    m_toNs = toNs;
    m_sinceCharts.invalidate();
}

void CrawlPanel::clear()
{
    m_status = {};
    m_model->clear();
    m_sinceCharts.invalidate();
    refresh();
}

void CrawlPanel::refresh()
{
    // While nothing was fetched the room is for the sentence that says why.
    for (CheckLight* light : {m_law, m_caps, m_balance})
        light->setVisible(m_status["trouble"_L1].toString().isEmpty());
    const auto show = [](CheckLight* light, const Check& check) { light->show(check.state, check.text); };
    show(m_law, lawCheck(m_status));
    show(m_caps, capCheck(m_status));
    show(m_balance, balanceCheck(m_status));
    m_figures->parentWidget()->layout()->activate(); // they have their room, and the figures what is left
    const QStringList parts = crawlFigures(m_status, m_snapshot->requests->latency);
    const QFontMetrics metrics = m_figures->fontMetrics();
    const int room = m_figures->contentsRect().width();
    const QString fitting =
        fittingFigures(parts, [&](const QString& text) { return metrics.horizontalAdvance(text) <= room; });
    const QString figures = metrics.elidedText(fitting, Qt::ElideRight, room);
    if (m_figures->text() != figures)
        m_figures->setText(figures);
    m_figures->setToolTip(parts.join(QStringLiteral(" · ")));
}

void CrawlPanel::refreshCharts()
{
    if (m_sinceCharts.isValid() && m_sinceCharts.elapsed() < kChartsRefreshMs)
        return;
    m_sinceCharts.start();
    const QDeadlineTimer deadline(kSliceMs);
    for (charts::ChartView* view : {m_waiting, m_latency})
        view->chart().show(m_snapshot, {m_fromNs, m_toNs}, deadline);
}

// The table ends where a column does: half a title says nothing. The charts get the rest.
void CrawlPanel::dividePanel()
{
    if (m_partsAreChosen)
        return;
    const bool both = !m_latency->isHidden();
    const int room = width() - (both ? 2 : 1) * kChartPx - 2 * m_parts->handleWidth();
    const int table = m_slots->fitInto(room);
    const int charts = width() - table - 2 * m_parts->handleWidth();
    m_parts->setSizes(both ? QList<int>{charts / 2, table, charts - charts / 2} : QList<int>{charts, table, 0});
}

void CrawlPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_latency->setVisible(width() >= kRoomForAllPx);
    dividePanel();
    refresh();
}

void CrawlPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    dividePanel();
    m_sinceCharts.invalidate();
    refresh();
}

} // namespace lanescope::panels
