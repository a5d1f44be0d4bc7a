// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/details_area.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace lanescope::panels {
namespace {

constexpr int kBesidePx = 400;     ///< from this width on, both sides have room
constexpr qint64 kRefreshMs = 500; ///< nobody reads faster, and ten seconds of a busy lock are a lot to add up

} // namespace

DetailsArea::DetailsArea(const QString& accessibleName, const QString& emptyText, QWidget* parent)
    : QScrollArea(parent)
    , m_emptyText(emptyText)
    , m_body(new QWidget(this))
    , m_title(new QLabel(m_body))
    , m_sides(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_left(new QVBoxLayout)
    , m_right(new QVBoxLayout)
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
    all->addLayout(m_sides, 1);
    m_sides->setSpacing(6);
    for (QVBoxLayout* side : {m_left, m_right}) {
        side->setSpacing(6);
        side->addStretch(1);
        m_sides->addLayout(side, 1);
    }
    setWidget(m_body);
}

void DetailsArea::addPart(QWidget* part, Side side)
{
    m_parts.push_back(part);
    QVBoxLayout* layout = side == Side::Left ? m_left : m_right;
    layout->insertWidget(layout->count() - 1, part);
}

void DetailsArea::addQuiet(const QString& text, Side side)
{
    auto* label = new QLabel(text, m_body);
    m_quiet.push_back(label);
    addPart(label, side);
    tint();
}

void DetailsArea::setSnapshot(store::SnapshotPtr snapshot)
{
    const bool another = snapshot->beginNs != m_snapshot->beginNs;
    m_snapshot = std::move(snapshot);
    if (another)
        m_key.reset();
    if (another || !m_snapshot->live || !m_age.isValid() || m_age.elapsed() >= kRefreshMs)
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
    m_age.start();
    const auto key = m_key ? m_key : usual(*m_snapshot);
    const QString title = key ? tell(*m_snapshot, *key) : QString();
    const bool known = !title.isEmpty();
    m_title->setText(!known ? m_emptyText : m_range ? tr("%1 · selected range").arg(title) : title);
    for (QWidget* part : m_parts)
        part->setVisible(known);
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
    const bool beside = viewport()->width() >= kBesidePx;
    m_sides->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_sides->setSpacing(beside ? 16 : 6);
    m_left->setStretch(m_left->count() - 1, beside ? 1 : 0);
}

} // namespace lanescope::panels
