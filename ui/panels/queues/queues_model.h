// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"
#include "ui/panels/rate_meter.h"

#include <unordered_map>

namespace lanescope::panels {

/// Queues and pools. A row's key is its ObjectIndex. Rates are those of the last two seconds.
/// Threads: GUI.
class QueuesModel : public FigureModel {
    Q_OBJECT

public:
    explicit QueuesModel(QObject* parent = nullptr);

protected:
    std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const override;
    void prepare(const store::Snapshot& snapshot, bool newRun) override;
    Severity severity(std::uint32_t key) const override;
    QString toolTip(std::uint32_t key, int column) const override;
    QVariant trend(std::uint32_t key) const override;

private:
    struct Rates {
        RateMeter puts;
        RateMeter gets;
    };
    std::vector<Column> identity() const;
    std::vector<Column> depths() const;
    std::vector<Column> rates() const;
    std::vector<Column> times() const;
    std::vector<Column> totals() const;

    std::unordered_map<std::uint32_t, Rates> m_rates;
};

} // namespace lanescope::panels
