// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/command_palette.h"

#include "ui/theme/colours.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::window {
namespace {

constexpr int kWidthPx = 560;
constexpr int kRowPx = 30;
constexpr int kMostRows = 12;
constexpr int kSidePx = 12;
enum Role { WhereRole = Qt::UserRole, KeysRole };

class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRowPx}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const theme::Colours& colours = theme::coloursOf(option.palette);
        const bool enabled = index.flags() & Qt::ItemIsEnabled;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colours.accentSoft);
            painter->drawRoundedRect(QRectF(option.rect).adjusted(4, 0.5, -4, -0.5), 5, 5);
        }
        const QRect room = option.rect.adjusted(kSidePx, 0, -kSidePx, 0);
        painter->setPen(colours.textFaint);
        const QString keys = index.data(KeysRole).toString();
        painter->drawText(room, Qt::AlignVCenter | Qt::AlignRight, keys);
        painter->setPen(enabled ? colours.text : colours.textFaint);
        painter->drawText(room, Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        const int left = option.fontMetrics.horizontalAdvance(index.data().toString()) + 12;
        const int right = keys.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(keys) + 12;
        const QRect rest = room.adjusted(left, 0, -right, 0);
        painter->setPen(colours.textFaint);
        painter->drawText(
            rest, Qt::AlignVCenter | Qt::AlignLeft,
            option.fontMetrics.elidedText(index.data(WhereRole).toString(), Qt::ElideRight, rest.width()));
        painter->restore();
    }
};

} // namespace

std::vector<const Command*> matching(const std::vector<Command>& commands, const QString& typed)
{
    const QStringList words = typed.split(u' ', Qt::SkipEmptyParts);
    std::vector<const Command*> found;
    for (const Command& command : commands) {
        const QString whole = command.text + u' ' + command.where;
        if (std::all_of(words.begin(), words.end(),
                        [&](const QString& word) { return whole.contains(word, Qt::CaseInsensitive); }))
            found.push_back(&command);
    }
    const QString start = typed.trimmed();
    std::stable_partition(found.begin(), found.end(),
                          [&](const Command* command) { return command->text.startsWith(start, Qt::CaseInsensitive); });
    return found;
}

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint)
    , m_commands(std::move(commands))
    , m_edit(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_nothing(new QLabel(tr("Nothing has that name. Try “lock”, “pause” or “export”."), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Commands"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(m_edit);
    layout->addWidget(m_nothing);
    layout->addWidget(m_list, 1);
    m_edit->setPlaceholderText(tr("Type a command or the name of a scenario"));
    m_edit->setAccessibleName(m_edit->placeholderText());
    m_edit->installEventFilter(this);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setContentsMargins(kSidePx, 8, kSidePx, 8);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    m_edit->setFocus(); // keys go to a popup's own focus, and it has none by itself
    refill();
    place();
}

void CommandPalette::place()
{
    const QWidget* window = parentWidget()->window();
    const int wide = std::min(kWidthPx, window->width() - 32);
    const int high = std::min(kMostRows * kRowPx + m_edit->sizeHint().height() + 22, window->height() - 96);
    resize(wide, high);
    move(window->mapToGlobal(QPoint((window->width() - wide) / 2, 56)));
}

void CommandPalette::refill()
{
    m_shown = matching(m_commands, m_edit->text());
    m_list->clear();
    for (const Command* command : m_shown) {
        auto* item = new QListWidgetItem(command->text, m_list);
        item->setData(WhereRole, command->where);
        item->setData(KeysRole, command->keys);
        if (!command->enabled)
            item->setFlags(Qt::NoItemFlags);
    }
    const auto first = std::find_if(m_shown.begin(), m_shown.end(), [](const Command* c) { return c->enabled; });
    if (first != m_shown.end())
        m_list->setCurrentRow(static_cast<int>(first - m_shown.begin()));
    m_nothing->setVisible(m_shown.empty());
}

void CommandPalette::runCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0 || !m_shown[static_cast<std::size_t>(row)]->enabled)
        return;
    // Closed first: a command may open a dialog of its own, and this one is deleted with its list.
    const auto run = m_shown[static_cast<std::size_t>(row)]->run;
    close();
    run();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int count = m_list->count();
    const auto move = [&](int by) {
        int row = m_list->currentRow();
        do
            row += by > 0 ? 1 : -1;
        while (row >= 0 && row < count && !m_shown[static_cast<std::size_t>(row)]->enabled);
        if (row >= 0 && row < count)
            m_list->setCurrentRow(row);
        return true;
    };
    switch (key) {
    case Qt::Key_Down:
        return move(1);
    case Qt::Key_Up:
        return move(-1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.panel);
    painter.setPen(theme::mixed(colours.border, colours.textFaint, 0.4));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace lanescope::window
