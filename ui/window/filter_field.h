// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <QPointer>

namespace lanescope::panels {
class TablePanel;
}

namespace lanescope::window {

/// The filter of whichever table is seen; each table keeps its own words. Return and Down go on to the table, Escape
/// clears the words, or goes back to the table when there are none. Threads: GUI.
class FilterField : public QLineEdit {
    Q_OBJECT

public:
    explicit FilterField(QWidget* parent);

    /// Filters this table from now on; nullptr: there is none, and the field hides. `name` is what it has rows of.
    void follow(panels::TablePanel* table, const QString& name);

    QSize sizeHint() const override { return {kWidePx, QLineEdit::sizeHint().height()}; }

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    static constexpr int kWidePx = 150;

    void goToTable();

    QPointer<panels::TablePanel> m_table;
};

} // namespace lanescope::window
