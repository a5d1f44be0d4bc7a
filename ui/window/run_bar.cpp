// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_bar.h"

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"
#include "ui/window/action_button.h"
#include "ui/window/run_caption.h"
#include "ui/window/window_actions.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>

namespace lanescope::window {
namespace {

constexpr int kSidePx = 16;
constexpr int kTopPx = 8;
constexpr int kSpacingPx = 8;
constexpr int kIconPx = 12;
constexpr int kRoomForAllPx = 1120;

enum class Sign { Square, Triangle, Dot };

QPixmap signPixmap(Sign sign, const QColor& colour, qreal scale)
{
    QPixmap pixmap(QSize(kIconPx, kIconPx) * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    switch (sign) {
    case Sign::Square:
        painter.drawRect(QRectF(1, 1, 10, 10));
        break;
    case Sign::Triangle:
        painter.drawPolygon(QPolygonF{{2, 0.5}, {11.5, 6}, {2, 11.5}});
        break;
    case Sign::Dot:
        painter.drawEllipse(QRectF(2, 2, 8, 8));
        break;
    }
    return pixmap;
}

} // namespace

RunBar::RunBar(const WindowActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_menu(new QPushButton(QStringLiteral("☰"), this))
    , m_startStop(new ActionButton(actions.startStop, this))
    , m_pauseRun(new ActionButton(actions.pauseRun, this))
    , m_caption(new RunCaption(this))
{
    setAccessibleName(tr("Run"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSidePx, kTopPx, kSidePx, kTopPx + 1);
    layout->setSpacing(kSpacingPx);
    m_menu->setProperty("role", QStringLiteral("flat"));
    m_menu->setAccessibleName(tr("Menu"));
    m_menu->setToolTip(tr("All commands (F10)"));
    m_menu->setShortcut(QKeySequence(Qt::Key_F10));
    layout->addWidget(m_menu);
    layout->addWidget(m_startStop);
    layout->addWidget(new ActionButton(actions.restart, this));
    layout->addWidget(m_pauseRun);
    layout->addWidget(new ActionButton(actions.pauseView, this));
    layout->addWidget(new ActionButton(actions.followLive, this));
    layout->addSpacing(kSpacingPx);
    layout->addWidget(m_caption, 1);
    auto* commands =
        new QPushButton(tr("Commands  %1").arg(actions.palette->shortcut().toString(QKeySequence::NativeText)), this);
    commands->setFocusPolicy(Qt::TabFocus);
    commands->setToolTip(actions.palette->toolTip());
    connect(commands, &QPushButton::clicked, actions.palette, &QAction::trigger);
    layout->addWidget(commands);
    layout->addWidget(new ActionButton(actions.exportPicture, this));
    m_menu->hide();
    connect(m_menu, &QPushButton::clicked, this,
            [this] { Q_EMIT menuWanted(m_menu->mapToGlobal(QPoint(0, m_menu->height() + 2))); });
    tint();
}

void RunBar::setTitle(const QString& title)
{
    m_caption->setTitle(title);
}
void RunBar::setStatus(const QString& status)
{
    m_caption->setStatus(status);
}
void RunBar::setMenuButtonShown(bool shown)
{
    m_menu->setVisible(shown);
}

void RunBar::setRunning(bool running)
{
    if (m_running == running)
        return;
    m_running = running;
    tint();
}

void RunBar::tint()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    const qreal scale = devicePixelRatioF();
    const QColor green = theme::stateColour(store::State::Running, palette());
    const QColor onGreen = theme::textOn(green);
    m_startStop->setProperty("role", m_running ? QStringLiteral("stop") : QStringLiteral("start"));
    // The sheet of the theme knows "stop"; starting is green only here.
    m_startStop->setStyleSheet(
        m_running ? QString()
                  : QStringLiteral("QPushButton:enabled { background: %1; color: %2; border: 1px solid %1; "
                                   "font-weight: 600; } QPushButton:enabled:hover { background: %3; }")
                        .arg(green.name(), onGreen.name(), theme::mixed(green, colours.text, 0.12).name()));
    m_startStop->style()->unpolish(m_startStop);
    m_startStop->style()->polish(m_startStop);
    m_actions.startStop->setIcon(m_running ? signPixmap(Sign::Square, colours.alarmText, scale)
                                           : signPixmap(Sign::Triangle, onGreen, scale));
    m_actions.startStop->setIconVisibleInMenu(false);
    QIcon dot;
    dot.addPixmap(signPixmap(Sign::Dot, colours.textFaint, scale), QIcon::Normal, QIcon::Off);
    dot.addPixmap(signPixmap(Sign::Dot, colours.accent, scale), QIcon::Normal, QIcon::On);
    m_actions.followLive->setIcon(dot);
    m_actions.followLive->setIconVisibleInMenu(false);
}

void RunBar::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

// Pausing the run has its menu and its key; what runs and for how long has no other place.
void RunBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_pauseRun->setVisible(width() >= kRoomForAllPx);
}

void RunBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(0, height() - 1, width(), 1, theme::coloursOf(palette()).border);
}

} // namespace lanescope::window
