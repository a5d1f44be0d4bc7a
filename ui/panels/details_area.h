// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/time_axis.h"

#include <QScrollArea>

#include <array>
#include <optional>
#include <set>
#include <vector>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace lanescope::panels {

/// What stands beside a table and tells more of the row that is chosen in it: of a stretch of the run if one is selected.
/// Until somebody chooses, of the row that matters most. Threads: GUI.
class DetailsArea : public QScrollArea {
    Q_OBJECT

public:
    void setSnapshot(store::SnapshotPtr snapshot);
    const store::Snapshot& snapshot() const { return *m_snapshot; }
    /// The key of a row; nothing: the one that matters most.
    void choose(std::optional<std::uint32_t> key);
    /// The stretch whose figures are wanted; nothing: the whole run, or its last seconds.
    void setRange(std::optional<timeline::TimeRange> range);

    QSize sizeHint() const override { return {440, 200}; }

protected:
    DetailsArea(const QString& accessibleName, const QString& emptyText, QWidget* parent);

    /// Columns of parts, from left to right. As many stand beside each other as there is room for, the last ones below
    /// each other.
    enum class Side { First, Second, Third, Fourth };
    /// Parts are seen while there is something to tell of.
    void addPart(QWidget* part, Side side);
    QWidget* addQuiet(const QString& text, Side side);
    /// Of a part that has nothing to tell of what is chosen.
    void setPartWanted(QWidget* part, bool wanted);
    QWidget* body() const { return m_body; }
    const std::optional<timeline::TimeRange>& range() const { return m_range; }
    void refresh();

    /// The key of what matters most; nothing when there is none.
    virtual std::optional<std::uint32_t> usual(const store::Snapshot& snapshot) const = 0;
    /// Shows it, and gives the title; an empty one when there is no such thing.
    virtual QString tell(const store::Snapshot& snapshot, std::uint32_t key) = 0;

    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Part {
        QWidget* widget;
        Side side;
    };
    static constexpr std::size_t kSides = 4;

    void tint();
    void arrange();
    std::size_t columnsBeside() const;

    store::SnapshotPtr m_snapshot = store::Snapshot::empty();
    std::optional<std::uint32_t> m_key;
    std::optional<timeline::TimeRange> m_range;
    QString m_emptyText;
    QWidget* m_body;
    QLabel* m_title;
    QHBoxLayout* m_row;
    std::array<QVBoxLayout*, kSides> m_columns{};
    std::size_t m_beside = 0; ///< columns now
    std::vector<QLabel*> m_quiet;
    std::vector<Part> m_parts;
    std::set<QWidget*> m_unwanted;
};

} // namespace lanescope::panels
