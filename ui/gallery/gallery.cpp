// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery.h"

#include "ui/gallery/gallery_delegate.h"
#include "ui/gallery/gallery_model.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::gallery {
namespace {

constexpr int kWidthPx = 232;
constexpr int kMarginPx = 12;

} // namespace

Gallery::Gallery(const std::vector<scenario::ScenarioInfo>& scenarios, QWidget* parent)
    : QWidget(parent)
    , m_scenarios(scenarios)
    , m_model(new GalleryModel(scenarios, this))
    , m_search(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_nothing(new QLabel(this))
{
    setAccessibleName(tr("Scenarios"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kMarginPx - 4, 0, 0);
    layout->setSpacing(4);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(kMarginPx, 0, kMarginPx, 0);
    top->addWidget(m_search);
    layout->addLayout(top);
    layout->addWidget(m_nothing);
    layout->addWidget(m_list, 1);
    buildSearch();
    buildList();
    m_nothing->setWordWrap(true);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->setContentsMargins(kMarginPx + 4, 8, kMarginPx, 8);
    search({});
}

void Gallery::buildSearch()
{
    m_search->setPlaceholderText(tr("Search scenarios /"));
    m_search->setAccessibleName(tr("Search scenarios"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &Gallery::search);
}

void Gallery::buildList()
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new GalleryDelegate(m_list));
    m_list->setAccessibleName(tr("Scenarios"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setResizeMode(QListView::Adjust); // a narrow card is higher
    m_list->setMouseTracking(true);
    m_list->installEventFilter(this);
    connect(m_list, &QListView::clicked, this, &Gallery::choose);
}

QSize Gallery::sizeHint() const
{
    return {kWidthPx, 400};
}

void Gallery::setCurrent(const QString& id)
{
    m_current = id;
    m_model->setCurrent(id);
    if (const QModelIndex index = m_model->indexOf(id); index.isValid()) {
        m_list->setCurrentIndex(index);
        m_list->scrollTo(index);
    }
}

void Gallery::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QString Gallery::neighbour(int steps) const
{
    const auto count = static_cast<int>(m_scenarios.size());
    if (count == 0)
        return {};
    // The gallery's order, not the catalogue's: groups are gathered.
    const GalleryModel whole(m_scenarios);
    QStringList order;
    for (int row = 0; row < whole.rowCount(); ++row) {
        const QString id = whole.index(row).data(GalleryModel::IdRole).toString();
        if (!id.isEmpty())
            order << id;
    }
    const auto at = static_cast<int>(order.indexOf(m_current));
    return order[((std::max(at, 0) + steps) % count + count) % count];
}

void Gallery::search(const QString& words)
{
    m_model->setFilter(words);
    const bool nothing = m_model->matches() == 0;
    m_nothing->setVisible(nothing);
    m_list->setVisible(!nothing);
    if (nothing) {
        m_nothing->setText(words.trimmed().isEmpty()
                               ? tr("This build has no scenarios.")
                               : tr("No scenario has “%1” in its name, its group or what it teaches. Try a word like "
                                    "“lock”, “contention” or “crawl”, or press Escape to see all.")
                                     .arg(words.trimmed().left(40)));
    } else if (words.trimmed().isEmpty()) {
        setCurrent(m_current);
    } else {
        moveCursor(0);
    }
}

void Gallery::choose(const QModelIndex& index)
{
    const QString id = index.data(GalleryModel::IdRole).toString();
    if (!id.isEmpty())
        Q_EMIT chosen(id);
}

// Direction 0 puts the cursor on the first match.
void Gallery::moveCursor(int direction)
{
    int row = direction == 0 ? -1 : m_list->currentIndex().row();
    const int step = direction < 0 ? -1 : 1;
    do
        row += step;
    while (row >= 0 && row < m_model->rowCount() && m_model->index(row).data(GalleryModel::HeadingRole).toBool());
    if (row < 0 || row >= m_model->rowCount())
        return;
    m_list->setCurrentIndex(m_model->index(row));
    m_list->scrollTo(m_model->index(row));
}

bool Gallery::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex());
        return true;
    case Qt::Key_Escape:
        if (m_search->text().isEmpty())
            break;
        m_search->clear();
        return true;
    case Qt::Key_Up:
        moveCursor(-1);
        return true;
    case Qt::Key_Down:
        moveCursor(1);
        return true;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace lanescope::gallery
