// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

namespace lanescope::panels {

/// What was said during the run: log lines, knob changes, pauses, losses. A row's key is the position in
/// Snapshot::marks. Threads: GUI.
class LogModel : public FigureModel {
    Q_OBJECT

public:
    explicit LogModel(QObject* parent = nullptr);

    /// When the line of this key was said, CLOCK_MONOTONIC nanoseconds.
    std::int64_t momentNs(std::uint32_t key) const;

protected:
    std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const override;
    Severity severity(std::uint32_t key) const override;
};

} // namespace lanescope::panels
