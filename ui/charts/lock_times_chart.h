// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/histogram_chart.h"

namespace lanescope::charts {

/// How long one lock was waited for and held; by itself the lock that was waited for most. Threads: GUI.
class LockTimesChart : public HistogramChart {
    Q_OBJECT

public:
    using HistogramChart::HistogramChart;
    QString id() const override;
    QString title() const override;
    /// The locks of the run, the most waited-for first.
    QStringList choices() const override;
    /// The choice that shows this lock; -1 if it has no figures.
    int choiceOf(store::ObjectIndex lock) const;

protected:
    std::vector<Layer> layers(const store::Snapshot& snapshot) override;
    QString nothing(const store::Snapshot& snapshot) const override;
    QString unit() const override;

private:
    struct Entry {
        store::ObjectIndex object{};
        QString name;
        std::int64_t waitNs = 0;
    };
    void listLocks(const store::Snapshot& snapshot);

    std::vector<Entry> m_locks;
    QString m_shown;
};

} // namespace lanescope::charts
