// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/figure_model.h"

#include <QHash>
#include <QJsonObject>

namespace lanescope::panels {

/// The slots of a crawl, hosts or addresses, as its status tells them: what waits and for what, what is on the wire,
/// and predicted beside observed. A slot that the status does not mention any more is quiet. Threads: GUI.
class SlotsModel : public FigureModel {
    Q_OBJECT

public:
    /// Beyond these, slots are not listed: nobody reads that many.
    static constexpr std::size_t kMost = 500;
    /// Up to this share the two sides of Little's law count as equal.
    static constexpr double kLawTolerance = 0.15;
    /// Below this many requests a second too few end within the two seconds of a reading to tell.
    static constexpr double kLawNeedsPerS = 5;

    explicit SlotsModel(QObject* parent = nullptr);

    void setStatus(const QJsonObject& status);
    /// Another run begins.
    void clear();
    /// "example.org"; empty for a key that is none.
    QString nameOf(std::uint32_t key) const;
    QVariant data(const QModelIndex& index, int role) const override;

protected:
    std::vector<std::uint32_t> keysOf(const store::Snapshot& snapshot) const override;
    Severity severity(std::uint32_t key) const override;
    QString toolTip(std::uint32_t key, int column) const override;

private:
    template <class Read>
    Column column(const QString& title, const QString& tip, Unit unit, const QString& sample, Read read) const;

    std::vector<QJsonObject> m_slots; ///< by key; empty but for its name once it is not told of
    QHash<QString, std::uint32_t> m_keys;
};

} // namespace lanescope::panels
