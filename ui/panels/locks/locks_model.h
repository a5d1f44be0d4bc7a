// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

namespace lanescope::panels {

/// Everything threads wait for and hold: locks, semaphores, conditions, events, barriers. A row's key is its
/// ObjectIndex. Threads: GUI.
class LocksModel : public FigureModel {
    Q_OBJECT

public:
    explicit LocksModel(QObject* parent = nullptr);

protected:
    std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const override;
    Severity severity(std::uint32_t key) const override;
    QString toolTip(std::uint32_t key, int column) const override;
    QVariant trend(std::uint32_t key) const override;
};

} // namespace lanescope::panels
