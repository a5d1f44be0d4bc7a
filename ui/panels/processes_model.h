// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

namespace lanescope::panels {

/// Every process of the run, Lanescope's own helpers quietly among them. A row's key is its ProcessIndex.
/// Threads: GUI.
class ProcessesModel : public FigureModel {
    Q_OBJECT

public:
    explicit ProcessesModel(QObject* parent = nullptr);

protected:
    std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const override;
    Severity severity(std::uint32_t key) const override;
    QString toolTip(std::uint32_t key, int column) const override;
};

/// How a process ended: "exited with code 3", "was ended by signal 9 (SIGKILL)", "runs".
QString processEnd(const store::Process& process);

} // namespace lanescope::panels
