// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

namespace lanescope::panels {

/// The threads of the run and where their time went. A row's key is its ThreadIndex. BarRole of the time
/// column is a QVariantList: the share of the thread's life in each store::State of a thread, in order.
/// Threads: GUI.
class ThreadsModel : public FigureModel {
    Q_OBJECT

public:
    explicit ThreadsModel(QObject* parent = nullptr);

protected:
    std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const override;
    Severity severity(std::uint32_t key) const override;
    QString toolTip(std::uint32_t key, int column) const override;
    QVariant bar(std::uint32_t key) const override;
};

/// What a thread does at the end of the snapshot, in words: "lock wait: frontier", "running", "ended".
QString threadStateNow(const store::Snapshot& snapshot, std::uint32_t thread);

} // namespace lanescope::panels
