// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/keys_dialog.h"

#include "ui/theme/colours.h"
#include "ui/timeline/timeline_keys.h"
#include "ui/window/window_actions.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::window {
namespace {

constexpr int kWidthPx = 820;
constexpr int kKeysPx = 150;

QString shownKeys(const QAction& action)
{
    return action.shortcut().toString(QKeySequence::NativeText);
}

QLabel* quiet(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QPalette ink;
    ink.setColor(QPalette::WindowText, theme::coloursOf(parent->palette()).textSecondary);
    label->setPalette(ink);
    return label;
}

} // namespace

KeysDialog::KeysDialog(const WindowActions& actions, QWidget* parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keys"));
    auto* page = new QWidget(this);
    auto* columns = new QHBoxLayout(page);
    columns->setContentsMargins(8, 4, 8, 4);
    columns->setSpacing(32);
    auto* left = new QVBoxLayout;
    auto* right = new QVBoxLayout;
    left->setSpacing(0);
    right->setSpacing(0);
    columns->addLayout(left, 1);
    columns->addLayout(right, 1);
    addGroup(*left, page, tr("In the timeline"), timelineKeys(actions));
    addGroup(*right, page, tr("Everywhere"), everywhere(actions));
    addGroup(*right, page, tr("On a knob"), onKnobs());
    addGroup(*left, page, tr("In the panels"), inPanels(actions));
    left->addStretch(1);
    right->addStretch(1);

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    const int wide = std::min(kWidthPx, parent->width() - 40);
    resize(wide, std::min(page->heightForWidth(wide) + 80, parent->height() - 40));
}

QList<KeysDialog::Line> KeysDialog::timelineKeys(const WindowActions& actions)
{
    QList<Line> lines;
    for (const auto& help : timeline::timelineKeys())
        lines << Line{help.keys, help.text};
    lines << Line{shownKeys(*actions.pauseView), tr("Pause the view; the run goes on")}
          << Line{shownKeys(*actions.requestsByHost), tr("The requests of a crawl by slot or by host")}
          << Line{shownKeys(*actions.showEnded), tr("What ended before the time that is shown, each in its row")};
    return lines;
}

QList<KeysDialog::Line> KeysDialog::everywhere(const WindowActions& actions)
{
    QList<Line> lines;
    for (const QAction* action : actions.all()) {
        const bool isPanel = std::ranges::find(actions.tabs, action) != actions.tabs.end();
        if (!isPanel && !action->shortcut().isEmpty() && action->shortcutContext() == Qt::WindowShortcut)
            lines << Line{shownKeys(*action), QString(action->text()).remove(u'&').remove(u'…')};
    }
    return lines;
}

QList<KeysDialog::Line> KeysDialog::inPanels(const WindowActions& actions)
{
    QStringList titles;
    for (const QAction* action : actions.tabs)
        titles << action->text().section(QStringLiteral(": "), 1);
    return {
        {tr("%1 to %2").arg(shownKeys(*actions.tabs.front()), shownKeys(*actions.tabs.back())),
         titles.join(QStringLiteral(", "))},
        {tr("Menu key"), tr("Columns, sorting and what can be done with the row")},
        {tr("Ctrl+C"), tr("Copy the selected rows of a table")},
        {tr("Ctrl+Shift+C"), tr("In Requests: copy the selected ones as curl")},
        {tr("Delete, Shift+Delete"), tr("In Processes: ask the process to end, kill it")},
        {tr("Arrows, Return"), tr("In Waits: from line to line, to the box at an end; show it on the timeline")},
        {tr("Return"), tr("In Findings: show it on the timeline")},
        {tr("Escape"), tr("Back to the timeline")},
        {tr("Arrows on a border"), tr("Move it; Tab comes to it")},
    };
}

QList<KeysDialog::Line> KeysDialog::onKnobs()
{
    return {
        {tr("Left, Right"), tr("Turn the knob by one step")},   {tr("Page Up, Page Down"), tr("Turn it by ten steps")},
        {tr("Home, End"), tr("Smallest and largest value")},    {tr("A digit"), tr("Type a value, then Enter")},
        {tr("Double click"), tr("Back to the standard value")},
    };
}

void KeysDialog::addGroup(QVBoxLayout& column, QWidget* page, const QString& title, const QList<Line>& lines)
{
    auto* heading = new QLabel(title, page);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    heading->setContentsMargins(0, column.count() == 0 ? 0 : 16, 0, 4);
    column.addWidget(heading);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(5);
    grid->setColumnMinimumWidth(0, kKeysPx);
    grid->setColumnStretch(1, 1);
    column.addLayout(grid);
    int row = 0;
    for (const Line& line : lines) {
        grid->addWidget(new QLabel(line.keys, page), row, 0, Qt::AlignTop | Qt::AlignLeft);
        QLabel* text = quiet(line.text, page);
        text->setWordWrap(true);
        text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        grid->addWidget(text, row++, 1);
    }
}

} // namespace lanescope::window
