// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

#include <unordered_map>

namespace lanescope::panels {

/// The newest requests that ended, and behind them those on the wire. A row's key is the request's id; old rows leave at
/// the front.
/// Threads: GUI.
class RequestsModel : public FigureModel {
    Q_OBJECT

public:
    explicit RequestsModel(QObject* parent = nullptr);

    /// nullptr when it is not among the newest any more.
    const store::Request* request(const store::Snapshot& snapshot, std::uint32_t id) const;

protected:
    std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const override;
    void prepare(const store::Snapshot& snapshot, bool newRun) override;
    Severity severity(std::uint32_t key) const override;
    QString toolTip(std::uint32_t key, int column) const override;

private:
    template <class Read>
    Column read(const QString& title, Unit unit, const QString& sample, Read read) const;

    struct Place {
        bool isOnTheWire = false; ///< in Snapshot::requests->onTheWire, not among the recent
        std::size_t index = 0;
    };

    std::unordered_map<std::uint32_t, Place> m_places; ///< by id
};

} // namespace lanescope::panels
