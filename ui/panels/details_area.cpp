// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/details_area.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::panels {
namespace {

// From this width on, two, three and four columns have room beside each other.
constexpr std::array kBesidePx{400, 640, 820};
constexpr int kFirstShare = 4; ///< of the room: sentences stand in the first column
constexpr int kOtherShare = 3;

} // namespace

DetailsArea::DetailsArea(const QString& accessibleName, const QString& emptyText, QWidget* parent)
    : QScrollArea(parent)
    , m_emptyText(emptyText)
    , m_body(new QWidget(this))
    , m_title(new QLabel(m_body))
    , m_row(new QHBoxLayout)
{
    setAccessibleName(accessibleName);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* all = new QVBoxLayout(m_body);
    all->setContentsMargins(16, 8, 16, 12);
    all->setSpacing(6);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    all->addWidget(m_title);
    m_row->setSpacing(16);
    for (QVBoxLayout*& column : m_columns) {
        column = new QVBoxLayout;
        column->setSpacing(6);
        m_row->addLayout(column);
    }
    all->addLayout(m_row, 1);
    setWidget(m_body);
}

void DetailsArea::addPart(QWidget* part, Side side)
{
    m_parts.push_back({part, side});
    arrange();
}

std::size_t DetailsArea::columnsBeside() const
{
    std::size_t used = 1;
    for (const Part& part : m_parts)
        used = std::max(used, static_cast<std::size_t>(part.side) + 1);
    const auto fits = std::ranges::count_if(kBesidePx, [this](int px) { return viewport()->width() >= px; });
    return std::min(used, static_cast<std::size_t>(fits) + 1);
}

// What has no column of its own stands below the last one's.
void DetailsArea::arrange()
{
    m_beside = columnsBeside();
    for (QVBoxLayout* column : m_columns) {
        while (QLayoutItem* item = column->takeAt(0))
            delete item;
    }
    for (std::size_t side = 0; side < kSides; ++side) {
        for (const Part& part : m_parts) {
            if (static_cast<std::size_t>(part.side) == side)
                m_columns[std::min(side, m_beside - 1)]->addWidget(part.widget);
        }
    }
    for (std::size_t i = 0; i < kSides; ++i) {
        if (i < m_beside)
            m_columns[i]->addStretch(1);
        m_row->setStretch(static_cast<int>(i), i >= m_beside ? 0 : i == 0 ? kFirstShare : kOtherShare);
    }
}

void DetailsArea::setPartWanted(QWidget* part, bool wanted)
{
    if (wanted)
        m_unwanted.erase(part);
    else
        m_unwanted.insert(part);
}

QWidget* DetailsArea::addQuiet(const QString& text, Side side)
{
    auto* label = new QLabel(text, m_body);
    m_quiet.push_back(label);
    addPart(label, side);
    tint();
    return label;
}

void DetailsArea::setSnapshot(store::SnapshotPtr snapshot)
{
    if (snapshot->beginNs != m_snapshot->beginNs)
        m_key.reset();
    m_snapshot = std::move(snapshot);
    refresh();
}

void DetailsArea::choose(std::optional<std::uint32_t> key)
{
    m_key = key;
    refresh();
}

void DetailsArea::setRange(std::optional<timeline::TimeRange> range)
{
    if (range == m_range)
        return;
    m_range = range;
    refresh();
}

void DetailsArea::refresh()
{
    const auto key = m_key ? m_key : usual(*m_snapshot);
    const QString title = key ? tell(*m_snapshot, *key) : QString();
    const bool known = !title.isEmpty();
    m_title->setText(!known ? m_emptyText : m_range ? tr("%1 · selected range").arg(title) : title);
    for (const Part& part : m_parts)
        part.widget->setVisible(known && !m_unwanted.contains(part.widget));
}

void DetailsArea::tint()
{
    QPalette faint;
    faint.setColor(QPalette::WindowText, theme::coloursOf(palette()).textFaint);
    for (QLabel* label : m_quiet)
        label->setPalette(faint);
}

void DetailsArea::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    tint();
    refresh();
}

void DetailsArea::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    if (columnsBeside() != m_beside)
        arrange();
}

} // namespace lanescope::panels
