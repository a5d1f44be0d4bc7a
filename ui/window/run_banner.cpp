// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_banner.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace lanescope::window {
namespace {

constexpr int kBarPx = 4;

} // namespace

RunBanner::RunBanner(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_restart(new QPushButton(tr("Restart"), this))
    , m_log(new QPushButton(tr("Show log"), this))
    , m_showIt(new QPushButton(tr("Show on the timeline"), this))
    , m_end(new QPushButton(tr("End the run"), this))
    , m_close(new QPushButton(QStringLiteral("✕"), this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 10, 12, 10);
    layout->setSpacing(8);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_text);
    layout->addLayout(words, 1);
    for (QPushButton* button : {m_log, m_showIt, m_restart, m_end, m_close})
        layout->addWidget(button, 0, Qt::AlignVCenter);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    for (QLabel* label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText); // messages carry what programs wrote
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    for (QPushButton* link : {m_log, m_showIt})
        link->setProperty("role", QStringLiteral("link"));
    m_close->setProperty("role", QStringLiteral("flat"));
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(m_close->accessibleName());
    connect(m_restart, &QPushButton::clicked, this, &RunBanner::restartWanted);
    connect(m_log, &QPushButton::clicked, this, &RunBanner::logWanted);
    connect(m_showIt, &QPushButton::clicked, this, &RunBanner::showWanted);
    connect(m_end, &QPushButton::clicked, this, &RunBanner::endWanted);
    connect(m_close, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void RunBanner::show(Tone tone, const QString& title, const QString& text, Offers offers)
{
    m_restart->setVisible(offers & Restart);
    m_log->setVisible(offers & Log);
    m_showIt->setVisible(offers & ShowIt);
    m_end->setVisible(offers & EndRun);
    m_tone = tone;
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(text);
    tint();
    QWidget::show();
}

QString RunBanner::text() const
{
    return m_title->text() + u'\n' + m_text->text();
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
