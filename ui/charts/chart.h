// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/charts/axis_ticks.h"
#include "ui/charts/chart_frame.h"
#include "ui/charts/chart_style.h"
#include "ui/timeline/knob_moves.h"
#include "ui/timeline/time_axis.h"

#include <QDeadlineTimer>
#include <QObject>
#include <QStringList>

#include <memory>

QT_BEGIN_NAMESPACE
class QAbstractSeries;
class QCategoryAxis;
class QChart;
QT_END_NAMESPACE

namespace lanescope::charts {

using timeline::TimeRange;

/// One chart of a run: takes a snapshot and what is visible of it, keeps its series up to date. The base
/// owns the Qt Charts graphics, the two axes, the frame around them and the style; a chart adds its series
/// and fills them. Threads: GUI (Qt Charts draws through a graphics scene). Lifetime: graphics() lives as
/// long as the chart; take it out of a scene before that scene ends.
class Chart : public QObject {
    Q_OBJECT

public:
    explicit Chart(QObject* parent = nullptr);
    ~Chart() override;

    virtual QString id() const = 0;    ///< "queue-depth": for files and the command line
    virtual QString title() const = 0; ///< for people
    /// What there is to choose from, e.g. the locks of the run; may be empty.
    virtual QStringList choices() const { return {}; }
    int choice() const { return m_choice; }
    void setChoice(int index);

    void setStyle(const ChartStyle& style);
    /// What the knobs were at the start of the run: the old values of their first changes.
    void setStartValues(const timeline::StartValues& values) { m_startValues = values; }
    /// False if the deadline came before everything was computed: call again, it goes on where it was.
    bool show(const store::SnapshotPtr& snapshot, const TimeRange& visible,
              const QDeadlineTimer& deadline = QDeadlineTimer(QDeadlineTimer::Forever));
    void resize(const QSizeF& size);
    /// Lays out at once what Qt Charts would lay out in the next turn of the event loop: before a picture is painted.
    void finishLayout();
    /// Where the series are drawn.
    QRectF plot() const;

    QChart* graphics() const { return m_graphics.get(); }
    bool isEmpty() const { return m_isEmpty; }
    const QString& emptyText() const { return m_emptyText; }
    /// What is missing in what is shown, because records were dropped or context switches lost; empty if nothing is.
    const QString& lossText() const { return m_lossText; }
    QList<LegendItem> legend() const { return m_frame->legend(); }
    const QList<Marker>& markers() const { return m_frame->markers(); }
    const QList<Pause>& pauses() const { return m_frame->pauses(); }
    /// The labels of the values: those that have room.
    const QList<Tick>& ticksY() const { return m_ticksY; }

    /// Shows the values at this x of the widget in the legend; none: the newest ones.
    void setCursor(std::optional<double> xPx);
    /// The moment at this x of the widget, if the chart has a time axis.
    virtual std::optional<std::int64_t> timeAt(double) const { return std::nullopt; }

protected:
    /// The stretch whose records are in the chart.
    virtual TimeRange covered(const store::Snapshot& snapshot, const TimeRange& visible) const
    {
        return visible.isEmpty() ? TimeRange{snapshot.beginNs, snapshot.endNs} : visible;
    }
    /// Whether it goes by when threads were on a CPU, which the kernel tells.
    virtual bool goesByCpus() const { return false; }
    virtual bool refresh(const store::Snapshot& snapshot, const TimeRange& visible, const QDeadlineTimer& deadline) = 0;
    /// Called after the style changed; pens and brushes of the series are to be set again.
    virtual void restyle() = 0;
    /// Called when the cursor moved; the legend is to be set again.
    virtual void updateLegend() {}

    const ChartStyle& style() const { return *m_style; }
    const timeline::StartValues& startValues() const { return m_startValues; }
    /// Puts a series under both axes.
    void addSeries(QAbstractSeries* series);
    void setAxisX(double from, double to, const QList<Tick>& ticks);
    void setAxisY(const QList<Tick>& ticks);
    void setUnit(const QString& unit);
    void setLegend(const QList<LegendItem>& items);
    void setMarkers(const QList<Marker>& markers) { m_frame->setMarkers(markers); }
    void setPauses(const QList<Pause>& pauses) { m_frame->setPauses(pauses); }
    /// An empty text: there is something to see.
    void setEmpty(const QString& text);
    std::optional<double> cursorX() const { return m_cursorX; }
    /// What the plot has of the width, nearly; also before anything was laid out.
    double roomPx() const;
    /// The x of the axis under a pixel of the widget; none outside the plot.
    std::optional<double> xAt(double xPx) const;

private:
    QString lossIn(const store::Snapshot& snapshot, const TimeRange& stretch) const;
    void layOut();
    void fitTicksY();
    void applyStyle();
    void styleAxis(QCategoryAxis& axis, bool horizontal) const;
    double mapX(double x) const;

    std::unique_ptr<QChart> m_graphics;
    QCategoryAxis* m_axisX;
    QCategoryAxis* m_axisY;
    ChartFrame* m_frame;
    std::unique_ptr<ChartStyle> m_style;
    QList<Tick> m_ticksX;
    QList<Tick> m_wantedY;
    QList<Tick> m_ticksY; ///< of these, those that have room
    QSizeF m_size{640, 360};
    double m_fromX = 0;
    double m_toX = 1;
    int m_choice = 0;
    bool m_isEmpty = true;
    timeline::StartValues m_startValues;
    QString m_unit;
    QString m_emptyText;
    QString m_lossText;
    std::optional<double> m_cursorX;
};

} // namespace lanescope::charts
