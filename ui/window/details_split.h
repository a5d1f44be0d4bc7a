// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/theme/key_splitter.h"

#include <QTimer>

namespace lanescope::panels {
class DetailsArea;
class TablePanel;
} // namespace lanescope::panels

namespace lanescope::window {

/// A table and the details of what is chosen in it. Of few rows with many columns the details stand below, if there is
/// room for both, else beside it; of many rows always beside. Of no rows there is none. Until somebody moves the splitter,
/// a table above takes as much room as its rows need. Threads: GUI.
class DetailsSplit : public theme::KeySplitter {
    Q_OBJECT

public:
    enum class Rows { Few, Many };

    DetailsSplit(panels::TablePanel* table, panels::DetailsArea* details, Rows rows, QWidget* parent);

    /// Gives both the same one, a few times a second, or their figures would contradict each other.
    void setSnapshot(store::SnapshotPtr snapshot);

    panels::TablePanel* table() const { return m_table; }
    panels::DetailsArea* details() const { return m_details; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showLatest();
    void arrange();
    int tablePx() const;

    panels::TablePanel* m_table;
    panels::DetailsArea* m_details;
    const Rows m_rows;
    store::SnapshotPtr m_latest = store::Snapshot::empty(); ///< shown, or to be shown soon
    QTimer m_later;
    bool m_chosen = false; ///< somebody moved the splitter as it lies now
};

} // namespace lanescope::window
