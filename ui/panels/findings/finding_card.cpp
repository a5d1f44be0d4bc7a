// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/findings/finding_card.h"

#include "ui/theme/colours.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace lanescope::panels {
namespace {

constexpr int kBarPx = 3;
constexpr int kRoundPx = 4;

// What programs wrote stands in these labels: never rich text. Setting an equal text would lose a selection.
void write(QLabel& label, const QString& text)
{
    if (label.text() != text)
        label.setText(text);
}

} // namespace

FindingCard::FindingCard(QWidget* parent)
    : QFrame(parent)
    , m_title(new QLabel(this))
    , m_numbers(new QLabel(this))
    , m_advice(new QLabel(this))
    , m_alike(new QLabel(this))
    , m_when(new QLabel(this))
    , m_more(new QPushButton(this))
    , m_show(new QPushButton(tr("Show"), this))
    , m_try(new QPushButton(this))
{
    setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 8, 10, 10);
    layout->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(m_title, 1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_when, m_more, m_show, m_try})
        head->addWidget(part, 0, Qt::AlignTop);
    layout->addLayout(head);
    layout->addWidget(m_numbers);
    layout->addWidget(m_advice);
    layout->addWidget(m_alike);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    for (QLabel* label : {m_title, m_numbers, m_advice, m_alike, m_when})
        label->setTextFormat(Qt::PlainText);
    for (QLabel* label : {m_title, m_numbers, m_advice, m_alike})
        label->setWordWrap(true);
    for (QLabel* label : {m_numbers, m_advice, m_alike})
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_when->setContentsMargins(0, 2, 4, 0);
    for (QPushButton* link : {m_more, m_show, m_try})
        link->setProperty("role", QStringLiteral("link"));
    m_more->setCheckable(true);
    m_alike->hide();
    connect(m_more, &QPushButton::toggled, m_alike, &QLabel::setVisible);
    m_show->setToolTip(tr("Go to it on the timeline"));
    connect(m_show, &QPushButton::clicked, this, [this] { Q_EMIT showWanted(m_finding); });
    connect(m_try, &QPushButton::clicked, this, [this] {
        if (m_finding.tryKnob.isEmpty())
            Q_EMIT startWanted();
        else
            Q_EMIT tryWanted(m_finding.tryKnob, m_finding.tryValue);
    });
    tint();
}

void FindingCard::show(const FindingText& finding)
{
    m_finding = finding;
    write(*m_title, finding.title);
    write(*m_numbers, finding.numbers);
    write(*m_advice, finding.advice);
    write(*m_when, finding.when);
    write(*m_alike, finding.alike.join(u'\n'));
    m_more->setVisible(!finding.alike.isEmpty());
    if (const QString text = tr("%1 more alike").arg(finding.alike.size()); m_more->text() != text)
        m_more->setText(text);
    m_alike->setVisible(m_more->isChecked() && !finding.alike.isEmpty());
    m_numbers->setVisible(!finding.numbers.isEmpty());
    m_advice->setVisible(!finding.advice.isEmpty());
    m_try->setVisible(!finding.tryText.isEmpty());
    if (const QString text = tr("Try: %1").arg(finding.tryText); m_try->text() != text)
        m_try->setText(text);
    m_try->setToolTip(finding.tryTip);
    setAccessibleName(finding.title);
    setAccessibleDescription(finding.advice.isEmpty() ? finding.numbers : finding.numbers + u' ' + finding.advice);
    update();
}

QColor FindingCard::toneColour() const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    switch (m_finding.tone) {
    case FindingText::Tone::Alarm:
        return colours.alarm;
    case FindingText::Tone::Warning:
        return colours.warning;
    case FindingText::Tone::Hint:
        break;
    }
    return colours.accent;
}

void FindingCard::tint()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, colours.textSecondary);
    m_numbers->setPalette(quiet);
    m_alike->setPalette(quiet);
    quiet.setColor(QPalette::WindowText, colours.accent);
    m_when->setPalette(quiet);
}

void FindingCard::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? colours.accent : colours.border, 1));
    painter.setBrush(colours.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kRoundPx, kRoundPx);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColour());
    painter.drawRoundedRect(QRectF(0, 0, kBarPx, height()), kBarPx / 2.0, kBarPx / 2.0);
}

void FindingCard::changeEvent(QEvent* event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        tint();
}

void FindingCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT showWanted(m_finding);
    else
        QFrame::keyPressEvent(event);
}

void FindingCard::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        Q_EMIT showWanted(m_finding);
}

void FindingCard::focusInEvent(QFocusEvent*)
{
    update();
}
void FindingCard::focusOutEvent(QFocusEvent*)
{
    update();
}

} // namespace lanescope::panels
