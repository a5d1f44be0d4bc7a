// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_sheet.h"

#include <QHash>

namespace lanescope::theme {
namespace {

// Colours stand as @name and are put in from the table.
constexpr const char16_t* kSheet = uR"(
QPushButton, QToolButton[role="button"] {
    background: @raised; color: @text; border: 1px solid @border; border-radius: 6px; padding: 5px 12px; }
QPushButton:hover, QToolButton[role="button"]:hover { background: @hover; }
QPushButton:pressed, QToolButton[role="button"]:pressed { background: @border; }
QPushButton:checked, QToolButton[role="button"]:checked {
    background: @accentSoft; color: @accent; border-color: @accent; }
QPushButton:disabled, QToolButton[role="button"]:disabled { color: @textFaint; background: @panel; }
QPushButton:focus, QToolButton[role="button"]:focus { border-color: @accent; }
QPushButton[role="stop"] { background: @alarm; color: @alarmText; border-color: @alarm; font-weight: 600; }
QPushButton[role="stop"]:hover { background: @alarmHover; }
QPushButton[role="stop"]:disabled { background: @raised; color: @textFaint; border-color: @border; }
QPushButton[role="link"] { background: transparent; border: 1px solid transparent; color: @accent; padding: 1px 4px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border-color: @accent; border-radius: 4px; }
QPushButton[role="flat"], QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 4px 8px; color: @textSecondary; }
QPushButton[role="flat"]:hover, QToolButton:hover { background: @hover; color: @text; }
QPushButton[role="flat"]:focus, QToolButton:focus { border-color: @accent; }
QLineEdit { background: @raised; border: 1px solid @border; border-radius: 6px; padding: 4px 8px; color: @text; }
QLineEdit:focus { border-color: @accent; }
QTabWidget QLineEdit[role="corner"] { padding: 2px 8px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QTabWidget::pane { border: none; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @textSecondary; padding: 5px 9px; margin: 3px 1px; border-radius: 6px;
    border: 1px solid transparent; }
QTabBar[tight="true"]::tab { padding: 5px 4px; margin: 3px 0; }
QTabBar::tab:hover { color: @text; }
QTabBar::tab:selected { background: @accentSoft; color: @accent; font-weight: 600; }
QTabBar::tab:focus { border-color: @accent; }
QTabBar::scroller { width: 44px; }
QTabBar QToolButton { background: @raised; color: @text; border: 1px solid @border; border-radius: 4px; padding: 0;
    margin: 4px 1px; }
QTabBar QToolButton:hover { background: @hover; }
QAbstractItemView { outline: 0; border: none; background: @panel; alternate-background-color: @row;
    selection-background-color: @accentSoft; selection-color: @text; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QListView::item { border-radius: 4px; }
QHeaderView { background: @panel; border: none; }
QHeaderView::section { background: @panel; color: @textFaint; border: none; border-bottom: 1px solid @border;
    padding: 4px 0 4px 8px; } /* at the right, the sign of the order has its room */
QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-position: center right; width: 8px; height: 8px; }
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px; font-size: 12px; }
QMenu { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 20px; border-radius: 4px; }
QMenu::item:selected { background: @accentSoft; color: @text; }
QMenu::item:disabled { color: @textFaint; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @thumb; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::handle:hover { background: @textFaint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { background: @raised; color: @textSecondary; }
QStatusBar::item { border: none; }
)";

} // namespace

QString styleSheet(const Colours& colours)
{
    const QHash<QString, QColor> values{
        {QStringLiteral("row"), colours.row},
        {QStringLiteral("panel"), colours.panel},
        {QStringLiteral("raised"), colours.raised},
        {QStringLiteral("hover"), mixed(colours.raised, colours.text, 0.06)},
        {QStringLiteral("border"), colours.border},
        {QStringLiteral("thumb"), mixed(colours.border, colours.textFaint, 0.35)},
        {QStringLiteral("text"), colours.text},
        {QStringLiteral("textSecondary"), colours.textSecondary},
        {QStringLiteral("textFaint"), colours.textFaint},
        {QStringLiteral("accent"), colours.accent},
        {QStringLiteral("accentSoft"), colours.accentSoft},
        {QStringLiteral("alarm"), colours.alarm},
        {QStringLiteral("alarmHover"), mixed(colours.alarm, colours.text, 0.12)},
        {QStringLiteral("alarmText"), colours.alarmText},
    };
    QString out;
    const QString sheet = QString::fromUtf16(kSheet);
    out.reserve(sheet.size() + 512);
    for (qsizetype i = 0; i < sheet.size();) {
        if (sheet[i] != u'@') {
            out += sheet[i++];
            continue;
        }
        qsizetype end = i + 1;
        while (end < sheet.size() && sheet[end].isLetter())
            ++end;
        out += values.value(sheet.mid(i + 1, end - i - 1)).name();
        i = end;
    }
    return out;
}

} // namespace lanescope::theme
