// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/filter_field.h"

#include "ui/panels/table_panel.h"

#include <QKeyEvent>
#include <QTableView>

namespace lanescope::window {

FilterField::FilterField(QWidget* parent)
    : QLineEdit(parent)
{
    setClearButtonEnabled(true);
    setProperty("role", QStringLiteral("corner"));
    setToolTip(tr("Keep the rows with all these words in any column (%1)")
                   .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    connect(this, &QLineEdit::textChanged, this, [this](const QString& words) {
        if (m_table)
            m_table->setWords(words);
    });
}

void FilterField::follow(panels::TablePanel* table, const QString& name)
{
    m_table = nullptr; // what it holds now belongs to another one
    setText(table == nullptr ? QString() : table->words());
    m_table = table;
    setVisible(table != nullptr);
    const QString placeholder = tr("Filter %1").arg(name);
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
}

void FilterField::goToTable()
{
    if (!m_table)
        return;
    QTableView* view = m_table->table();
    view->setFocus(Qt::OtherFocusReason);
    if (!view->currentIndex().isValid() && view->model()->rowCount() > 0)
        view->setCurrentIndex(view->model()->index(0, 0));
}

void FilterField::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        if (text().isEmpty())
            goToTable();
        else
            clear();
        return;
    case Qt::Key_Down:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return goToTable();
    default:
        QLineEdit::keyPressEvent(event);
    }
}

} // namespace lanescope::window
