// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/segmented_choice.h"

#include "ui/theme/colours.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace lanescope::knobs {
namespace {

constexpr int kHeightPx = 26;
constexpr int kSidePx = 8;
constexpr double kRadius = 5;

class Segment : public QAbstractButton {
public:
    Segment(const QString& text, QWidget* parent)
        : QAbstractButton(parent)
    {
        setText(text);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return {fontMetrics().horizontalAdvance(text()) + 2 * kSidePx, kHeightPx}; }
    QSize minimumSizeHint() const override { return {2 * kSidePx + 8, kHeightPx}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5);
        const theme::Colours& colours = theme::coloursOf(palette());
        painter.setPen(hasFocus() ? QPen(colours.accent, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(isChecked()    ? QBrush(colours.accentSoft)
                         : underMouse() ? QBrush(colours.border)
                                        : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(box, kRadius - 1, kRadius - 1);
        painter.setPen(isChecked() ? colours.accent : colours.textSecondary);
        painter.drawText(rect().adjusted(3, 0, -3, 0), Qt::AlignCenter,
                         fontMetrics().elidedText(text(), Qt::ElideRight, width() - 6));
    }
};

} // namespace

SegmentedChoice::SegmentedChoice(const QStringList& choices, const QString& name, QWidget* parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_group->setExclusive(true);
    for (int i = 0; i < choices.size(); ++i) {
        auto* segment = new Segment(choices[i], this);
        segment->setAccessibleName(name + QStringLiteral(": ") + choices[i]);
        layout->addWidget(segment);
        m_group->addButton(segment, i);
    }
    setCurrent(0);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedChoice::picked);
}

int SegmentedChoice::current() const
{
    return m_group->checkedId();
}

void SegmentedChoice::setCurrent(int index)
{
    if (auto* button = m_group->button(index))
        button->setChecked(true);
}

int SegmentedChoice::wholeWidth() const
{
    int widest = 0;
    for (const auto* button : m_group->buttons())
        widest = std::max(widest, button->sizeHint().width());
    return widest * static_cast<int>(m_group->buttons().size());
}

void SegmentedChoice::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const theme::Colours& colours = theme::coloursOf(palette());
    painter.setPen(colours.border);
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
}

} // namespace lanescope::knobs
