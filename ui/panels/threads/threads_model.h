// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

#include <set>
#include <string>

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
    void prepare(const store::Snapshot& snapshot, bool newRun) override;
    Severity severity(std::uint32_t key) const override;
    QString toolTip(std::uint32_t key, int column) const override;
    QVariant bar(std::uint32_t key) const override;

private:
    /// Why its figures are approximate; empty: they are not.
    QString lossText(const store::Thread& thread) const;

    QString nameOf(const store::Snapshot& snapshot, std::uint32_t key) const;

    std::uint64_t m_switchesLost = 0;       ///< so far
    std::set<std::string> m_namesOfSeveral; ///< that threads of several processes have
};

/// What a thread does at the end of the snapshot, in words: "lock wait: frontier", "running", "ended".
QString threadStateNow(const store::Snapshot& snapshot, std::uint32_t thread);

} // namespace lanescope::panels
