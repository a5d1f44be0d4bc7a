// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/paced_snapshot.h"
#include "ui/theme/key_splitter.h"

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

    /// Both show the same one, a few times a second.
    void setSnapshot(store::SnapshotPtr snapshot) { m_pace.set(std::move(snapshot)); }

    panels::TablePanel* table() const { return m_table; }
    panels::DetailsArea* details() const { return m_details; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    int tablePx() const;

    panels::TablePanel* m_table;
    panels::DetailsArea* m_details;
    const Rows m_rows;
    panels::PacedSnapshot m_pace;
    bool m_chosen = false; ///< somebody moved the splitter as it lies now
};

} // namespace lanescope::window
