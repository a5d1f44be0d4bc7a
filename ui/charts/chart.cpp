// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart.h"

#include "core/analysis/losses.h"

#include <QCategoryAxis>
#include <QChart>
#include <QFontMetricsF>
#include <QGraphicsLayout>
#include <QGuiApplication>
#include <QLegend>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace lanescope::charts {
namespace {

constexpr int kLeftMargin = 4;
constexpr int kRightMargin = 20;
constexpr int kBottomMargin = 4;
constexpr int kLabelAirPx = 5; // between labels one above the other

// Qt Charts keeps categories by label, so they are replaced as a whole, and only when they changed.
void setTicks(QCategoryAxis& axis, QList<Tick>& current, const QList<Tick>& ticks)
{
    if (current == ticks)
        return;
    const QStringList labels = axis.categoriesLabels();
    for (const QString& label : labels)
        axis.remove(label);
    axis.setStartValue(ticks.isEmpty() ? 0 : ticks.first().value);
    for (const Tick& tick : ticks)
        axis.append(tick.label, tick.value);
    current = ticks;
}

} // namespace

Chart::Chart(QObject* parent)
    : QObject(parent)
    , m_graphics(std::make_unique<QChart>())
    , m_axisX(new QCategoryAxis(m_graphics.get()))
    , m_axisY(new QCategoryAxis(m_graphics.get()))
    , m_frame(new ChartFrame(m_graphics.get()))
{
    m_graphics->legend()->hide();
    m_graphics->setBackgroundRoundness(0);
    m_graphics->setMargins(QMargins());
    m_graphics->layout()->setContentsMargins(0, 0, 0, 0);
    m_graphics->setAcceptHoverEvents(false);
    m_graphics->addAxis(m_axisX, Qt::AlignBottom);
    m_graphics->addAxis(m_axisY, Qt::AlignLeft);
    for (QCategoryAxis* axis : {m_axisX, m_axisY})
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    m_frame->setPlot([this] { return plot(); }, [this](double x) { return mapX(x); });
    connect(m_graphics.get(), &QChart::plotAreaChanged, this, [this] { m_frame->update(); });
    m_style = std::make_unique<ChartStyle>(ChartStyle::of(QGuiApplication::palette(), QGuiApplication::font(), 1));
    applyStyle();
}

Chart::~Chart() = default;

void Chart::setChoice(int index)
{
    m_choice = index;
}

void Chart::setStyle(const ChartStyle& style)
{
    *m_style = style;
    applyStyle();
    restyle();
    layOut();
}

void Chart::applyStyle()
{
    m_graphics->setBackgroundBrush(m_style->background());
    m_graphics->setBackgroundPen(Qt::NoPen);
    styleAxis(*m_axisX, true);
    styleAxis(*m_axisY, false);
    m_frame->setStyle(*m_style);
}

void Chart::styleAxis(QCategoryAxis& axis, bool horizontal) const
{
    const theme::Colours& colours = m_style->colours();
    axis.setLabelsFont(m_style->labelFont());
    axis.setLabelsColor(colours.textFaint);
    axis.setGridLinePen(QPen(colours.gridLine, 1));
    axis.setLinePen(horizontal ? QPen(colours.border, 1) : QPen(Qt::NoPen));
}

bool Chart::show(const store::SnapshotPtr& snapshot, const TimeRange& visible, const QDeadlineTimer& deadline)
{
    const bool complete = refresh(*snapshot, visible, deadline);
    m_lossText = lossIn(*snapshot, covered(*snapshot, visible));
    m_frame->setTexts(title(), m_unit, m_isEmpty ? QString() : m_lossText);
    layOut();
    return complete;
}

QString Chart::lossIn(const store::Snapshot& snapshot, const TimeRange& stretch) const
{
    const analysis::Losses losses(snapshot);
    const auto number = [](std::uint64_t lost) { return QLocale().toString(static_cast<qulonglong>(lost)); };
    if (const std::uint64_t lost = losses.in({stretch.fromNs, stretch.toNs}); lost > 0)
        return tr("≈ lacks up to %1 records").arg(number(lost));
    const std::uint64_t lost = goesByCpus() ? losses.switchesIn({stretch.fromNs, stretch.toNs}) : 0;
    return lost == 0 ? QString() : tr("≈ lacks up to %1 context switches").arg(number(lost));
}

void Chart::resize(const QSizeF& size)
{
    m_size = size;
    m_graphics->resize(size);
    layOut();
}

void Chart::finishLayout()
{
    m_graphics->layout()->activate();
}

void Chart::layOut()
{
    const int header = static_cast<int>(std::ceil(m_frame->headerHeight(m_size.width())));
    m_graphics->setMargins(QMargins(kLeftMargin, header, kRightMargin, kBottomMargin));
    m_frame->setGeometry(m_size);
    fitTicksY();
}

QRectF Chart::plot() const
{
    return m_graphics->plotArea();
}

double Chart::roomPx() const
{
    constexpr double kLabelsPx = 44; // at the left
    return std::max(0.0, m_size.width() - kLeftMargin - kRightMargin - kLabelsPx);
}

double Chart::mapX(double x) const
{
    const QRectF room = plot();
    return room.left() + (x - m_fromX) / (m_toX - m_fromX) * room.width();
}

void Chart::addSeries(QAbstractSeries* series)
{
    m_graphics->addSeries(series);
    series->attachAxis(m_axisX);
    series->attachAxis(m_axisY);
}

void Chart::setAxisX(double from, double to, const QList<Tick>& ticks)
{
    m_fromX = from;
    m_toX = to > from ? to : from + 1;
    setTicks(*m_axisX, m_ticksX, ticks);
    m_axisX->setRange(m_fromX, m_toX);
}

void Chart::setAxisY(const QList<Tick>& ticks)
{
    m_wantedY = ticks;
    fitTicksY();
    m_axisY->setRange(0, ticks.isEmpty() ? 1 : ticks.last().value);
}

// Qt Charts shows labels that have no room one above the other as dots: every second or third has room.
void Chart::fitTicksY()
{
    const double labelPx = QFontMetricsF(m_style->labelFont()).height();
    const double roomPx = m_size.height() - m_frame->headerHeight(m_size.width()) - kBottomMargin - 2 * labelPx;
    const auto gaps = std::max<qsizetype>(m_wantedY.size() - 1, 1);
    const double most = std::max(roomPx / (labelPx + kLabelAirPx), 1.0);
    const auto every = static_cast<qsizetype>(std::ceil(static_cast<double>(gaps) / most));
    QList<Tick> fitting;
    for (qsizetype i = 0; i < m_wantedY.size(); i += every)
        fitting << m_wantedY[i];
    setTicks(*m_axisY, m_ticksY, fitting);
}

void Chart::setUnit(const QString& unit)
{
    m_unit = unit;
}

void Chart::setLegend(const QList<LegendItem>& items)
{
    m_frame->setLegend(items);
}

void Chart::setEmpty(const QString& text)
{
    m_isEmpty = !text.isEmpty();
    m_emptyText = text;
    m_frame->setEmptyText(text);
    if (m_isEmpty)
        m_frame->setLegend({});
    m_axisX->setVisible(!m_isEmpty);
    m_axisY->setVisible(!m_isEmpty);
    const auto all = m_graphics->series();
    for (QAbstractSeries* series : all) {
        if (m_isEmpty)
            series->hide();
    }
}

std::optional<double> Chart::xAt(double xPx) const
{
    const QRectF room = plot();
    if (m_isEmpty || xPx < room.left() || xPx > room.right())
        return std::nullopt;
    return m_fromX + (xPx - room.left()) / room.width() * (m_toX - m_fromX);
}

void Chart::setCursor(std::optional<double> xPx)
{
    m_cursorX = xPx ? xAt(*xPx) : std::nullopt;
    m_frame->setCursor(m_cursorX);
    if (!m_isEmpty)
        updateLegend();
}

} // namespace lanescope::charts
