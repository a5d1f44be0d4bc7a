// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/keys_dialog.h"

#include "ui/theme/colours.h"
#include "ui/timeline/timeline_navigator.h"
#include "ui/window/window_actions.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace lanescope::window {
namespace {

// Two columns of groups, each of two columns: keys and what they do.
constexpr int kKeysLeft = 0;
constexpr int kKeysRight = 3;

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
    auto* grid = new QGridLayout(page);
    grid->setContentsMargins(8, 4, 8, 4);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(4);
    grid->setColumnMinimumWidth(2, 24);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(4, 1);

    QList<Line> timelineKeys;
    for (const auto& help : timeline::TimelineNavigator::keys())
        timelineKeys << Line{help.keys, help.text};
    timelineKeys << Line{actions.pauseView->shortcut().toString(QKeySequence::NativeText),
                         tr("Pause the view; the run goes on")};
    QList<Line> everywhere;
    for (const QAction* action : actions.all()) {
        if (!action->shortcut().isEmpty() && action->shortcutContext() == Qt::WindowShortcut)
            everywhere << Line{action->shortcut().toString(QKeySequence::NativeText),
                               QString(action->text()).remove(u'&')};
    }
    const QList<Line> knobs{
        {tr("Left, Right"), tr("Turn the knob by one step")},
        {tr("Page Up, Page Down"), tr("Turn it by ten steps")},
        {tr("Home, End"), tr("Smallest and largest value")},
        {tr("A digit"), tr("Type a value, then Enter")},
        {tr("Double click"), tr("Back to the standard value")},
    };
    int left = 0;
    int right = 0;
    addGroup(*grid, kKeysLeft, left, tr("In the timeline"), timelineKeys);
    addGroup(*grid, kKeysRight, right, tr("Everywhere"), everywhere);
    addGroup(*grid, kKeysRight, right, tr("On a knob"), knobs);
    grid->setRowStretch(std::max(left, right), 1);

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    resize(std::min(820, parent->width() - 40), std::min(page->sizeHint().height() + 80, parent->height() - 40));
}

void KeysDialog::addGroup(QGridLayout& grid, int column, int& row, const QString& title, const QList<Line>& lines)
{
    QWidget* page = grid.parentWidget();
    auto* heading = new QLabel(title, page);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    heading->setContentsMargins(0, row == 0 ? 0 : 12, 0, 2);
    grid.addWidget(heading, row++, column, 1, 2);
    for (const Line& line : lines) {
        auto* keys = new QLabel(line.keys, page);
        keys->setFont(bold);
        keys->setAlignment(Qt::AlignTop | Qt::AlignLeft);
        grid.addWidget(keys, row, column);
        QLabel* text = quiet(line.text, page);
        text->setWordWrap(true);
        grid.addWidget(text, row++, column + 1);
    }
}

} // namespace lanescope::window
