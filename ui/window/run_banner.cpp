// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_banner.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QResizeEvent>
#include <QVBoxLayout>

namespace lanescope::window {
namespace {

constexpr int kBarPx = 4;
constexpr int kLeftPx = 16;
constexpr int kRightPx = 12;
constexpr int kMoreGapPx = 8;

} // namespace

RunBanner::RunBanner(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_more(new QPushButton(this))
    , m_restart(new QPushButton(tr("Restart"), this))
    , m_log(new QPushButton(tr("Show log"), this))
    , m_showIt(new QPushButton(tr("Show on the timeline"), this))
    , m_end(new QPushButton(tr("End the run"), this))
    , m_close(new QPushButton(QStringLiteral("✕"), this))
{
    layOut();
    connectButtons();
    hide();
}

void RunBanner::layOut()
{
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(kLeftPx, 6, kRightPx, 8);
    all->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_title, 1);
    for (QPushButton* button : {m_log, m_showIt, m_restart, m_end, m_close})
        head->addWidget(button);
    all->addLayout(head);
    auto* below = new QHBoxLayout;
    below->setSpacing(kMoreGapPx);
    below->addWidget(m_text, 1);
    below->addWidget(m_more, 0, Qt::AlignTop);
    all->addLayout(below);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setWordWrap(true);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    for (QLabel* label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText); // messages carry what programs wrote
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    for (QPushButton* link : {m_log, m_showIt, m_more})
        link->setProperty("role", QStringLiteral("link"));
    m_close->setProperty("role", QStringLiteral("flat"));
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(m_close->accessibleName());
    m_more->setCheckable(true);
}

void RunBanner::connectButtons()
{
    connect(m_more, &QPushButton::toggled, this, &RunBanner::writeText);
    connect(m_restart, &QPushButton::clicked, this, &RunBanner::restartWanted);
    connect(m_log, &QPushButton::clicked, this, &RunBanner::logWanted);
    connect(m_showIt, &QPushButton::clicked, this, &RunBanner::showWanted);
    connect(m_end, &QPushButton::clicked, this, &RunBanner::endWanted);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
}

void RunBanner::show(Tone tone, const QString& title, const QString& text, Offers offers)
{
    m_restart->setVisible(offers & Restart);
    m_log->setVisible(offers & Log);
    m_showIt->setVisible(offers & ShowIt);
    m_end->setVisible(offers & EndRun);
    m_tone = tone;
    m_title->setText(title);
    m_words = text;
    m_more->setChecked(false);
    writeText();
    setAccessibleName(title);
    setAccessibleDescription(text);
    tint();
    QWidget::show();
}

void RunBanner::writeText()
{
    const QFontMetrics metrics = m_text->fontMetrics();
    const int room = width() - kLeftPx - kRightPx;
    const QString line = QString(m_words).replace(u'\n', u' ');
    const bool fits = line == m_words && metrics.horizontalAdvance(line) <= room;
    const bool isOpen = !fits && m_more->isChecked();
    m_more->setText(isOpen ? tr("Less") : tr("More"));
    m_more->setVisible(!fits);
    const int beside = room - m_more->sizeHint().width() - kMoreGapPx;
    m_text->setWordWrap(isOpen);
    m_text->setText(fits || isOpen ? m_words : metrics.elidedText(line, Qt::ElideRight, beside));
    m_text->setVisible(!m_words.isEmpty());
}

void RunBanner::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        writeText();
}

QString RunBanner::text() const
{
    return m_title->text() + u'\n' + m_words;
}

QColor RunBanner::toneColour() const
{
    const theme::Colours& colours = theme::coloursOf(palette());
    switch (m_tone) {
    case Tone::Alarm:
        return colours.alarm;
    case Tone::Warning:
        return colours.warning;
    case Tone::Info:
        break;
    }
    return colours.accent;
}

void RunBanner::tint()
{
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, theme::coloursOf(palette()).textSecondary);
    m_text->setPalette(quiet);
    update();
}

void RunBanner::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

void RunBanner::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme::mixed(colours.raised, toneColour(), 0.10));
    painter.fillRect(0, 0, kBarPx, height(), toneColour());
    painter.fillRect(0, height() - 1, width(), 1, colours.border);
}

} // namespace lanescope::window
