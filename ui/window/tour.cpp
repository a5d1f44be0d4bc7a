// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/tour.h"

#include "ui/theme/colours.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace lanescope::window {
namespace {

constexpr int kCardPx = 340;
constexpr int kGapPx = 12; ///< between the part and its card
constexpr int kRingPx = 2;

} // namespace

Tour::Tour(std::vector<TourStop> stops, QWidget* window)
    : QWidget(window)
    , m_stops(std::move(stops))
    , m_window(window)
    , m_card(new QFrame(this))
    , m_title(new QLabel(m_card))
    , m_text(new QLabel(m_card))
    , m_count(new QLabel(m_card))
    , m_skip(new QPushButton(tr("Skip"), m_card))
    , m_back(new QPushButton(tr("Back"), m_card))
    , m_next(new QPushButton(m_card))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("Tour"));
    buildCard();
    tint();
    window->installEventFilter(this);
    setGeometry(window->rect());
    show();
    raise();
    goTo(0);
    m_next->setFocus(Qt::OtherFocusReason);
}

void Tour::buildCard()
{
    m_card->setObjectName(QStringLiteral("tourCard"));
    m_card->setFixedWidth(kCardPx);
    auto* layout = new QVBoxLayout(m_card);
    layout->setContentsMargins(16, 14, 16, 12);
    layout->setSpacing(8);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    for (QLabel* label : {m_title, m_text}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        layout->addWidget(label);
    }
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(0, 4, 0, 0);
    foot->addWidget(m_count);
    foot->addStretch(1);
    for (QPushButton* button : {m_skip, m_back, m_next})
        foot->addWidget(button);
    layout->addLayout(foot);
    m_skip->setProperty("role", QStringLiteral("flat"));
    m_skip->setToolTip(tr("End the tour; Help brings it back"));
    for (QPushButton* button : {m_skip, m_back, m_next})
        button->installEventFilter(this); // or the arrows would walk from button to button
    connect(m_skip, &QPushButton::clicked, this, &Tour::end);
    connect(m_back, &QPushButton::clicked, this, &Tour::back);
    connect(m_next, &QPushButton::clicked, this, &Tour::next);
}

void Tour::tint()
{
    const theme::Colours& colours = theme::coloursOf(palette());
    m_card->setStyleSheet(QStringLiteral("#tourCard { background: %1; border: 1px solid %2; border-radius: 8px; }")
                              .arg(colours.panel.name(), colours.border.name()));
    QPalette quiet;
    quiet.setColor(QPalette::WindowText, colours.textSecondary);
    m_text->setPalette(quiet);
    quiet.setColor(QPalette::WindowText, colours.textFaint);
    m_count->setPalette(quiet);
}

void Tour::goTo(int stop)
{
    if (stop < 0 || stop >= static_cast<int>(m_stops.size()))
        return;
    m_current = stop;
    const TourStop& shown = m_stops[static_cast<std::size_t>(stop)];
    if (m_watched)
        m_watched->removeEventFilter(this);
    m_watched = shown.target;
    m_watched->installEventFilter(this);
    const bool isLast = stop + 1 == static_cast<int>(m_stops.size());
    m_title->setText(shown.title);
    m_text->setText(shown.text);
    m_count->setText(tr("%1 of %2").arg(stop + 1).arg(m_stops.size()));
    m_back->setVisible(stop > 0);
    m_skip->setVisible(!isLast);
    m_next->setText(isLast ? tr("Done") : tr("Next"));
    m_card->setAccessibleName(shown.title);
    m_card->setAccessibleDescription(shown.text);
    arrange();
}

void Tour::next()
{
    if (m_current + 1 < static_cast<int>(m_stops.size()))
        goTo(m_current + 1);
    else
        end();
}

void Tour::back()
{
    goTo(m_current - 1);
}

void Tour::end()
{
    Q_EMIT ended();
    close();
}

QRect Tour::spot() const
{
    if (!m_watched)
        return {};
    return QRect(m_watched->mapTo(m_window, QPoint(0, 0)), m_watched->size()).intersected(m_window->rect());
}

// The part that is shown is cut out, so that it can be used; the card may have to lie over a part that fills the window.
void Tour::arrange()
{
    const QRect shown = spot();
    const int high = std::max(m_card->sizeHint().height(), m_card->heightForWidth(kCardPx));
    m_card->resize(kCardPx, high);
    m_card->move(cardPlace(shown));
    const QRect inside = shown.adjusted(kRingPx, kRingPx, -kRingPx, -kRingPx);
    setMask(QRegion(rect()).subtracted(inside).united(m_card->geometry()));
    update();
    // What was dimmed below the mask before is painted anew by none but itself.
    if (m_watched) {
        m_watched->update();
        for (QWidget* part : m_watched->findChildren<QWidget*>())
            part->update();
    }
}

QPoint Tour::cardPlace(const QRect& shown) const
{
    const QSize card = m_card->size();
    const int x =
        std::clamp(shown.center().x() - card.width() / 2, kGapPx, std::max(kGapPx, width() - card.width() - kGapPx));
    const int y = std::clamp(shown.top(), kGapPx, std::max(kGapPx, height() - card.height() - kGapPx));
    if (shown.right() + 2 * kGapPx + card.width() < width())
        return {shown.right() + kGapPx, y};
    if (shown.left() - 2 * kGapPx - card.width() > 0)
        return {shown.left() - kGapPx - card.width(), y};
    if (shown.bottom() + 2 * kGapPx + card.height() < height())
        return {x, shown.bottom() + kGapPx};
    if (shown.top() - 2 * kGapPx - card.height() > 0)
        return {x, shown.top() - kGapPx - card.height()};
    return {x, shown.bottom() - card.height() - 4 * kGapPx};
}

bool Tour::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_window && event->type() == QEvent::Resize) {
        setGeometry(m_window->rect());
        arrange();
    } else if (watched == m_watched && (event->type() == QEvent::Resize || event->type() == QEvent::Move)) {
        arrange();
    } else if (event->type() == QEvent::KeyPress && watched->parent() == m_card) {
        return handleKey(*static_cast<QKeyEvent*>(event));
    }
    return QWidget::eventFilter(watched, event);
}

// Tab stays on the card.
bool Tour::focusNextPrevChild(bool forward)
{
    std::vector<QPushButton*> buttons;
    for (QPushButton* button : {m_skip, m_back, m_next}) {
        if (button->isVisible())
            buttons.push_back(button);
    }
    if (buttons.empty())
        return QWidget::focusNextPrevChild(forward); // it is being closed
    const auto count = static_cast<std::ptrdiff_t>(buttons.size());
    const auto at = std::find(buttons.begin(), buttons.end(), focusWidget()) - buttons.begin();
    const std::ptrdiff_t to = at == count ? 0 : (at + (forward ? 1 : count - 1)) % count;
    buttons[static_cast<std::size_t>(to)]->setFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

bool Tour::handleKey(const QKeyEvent& event)
{
    auto* button = qobject_cast<QPushButton*>(focusWidget());
    switch (event.key()) {
    case Qt::Key_Escape:
        end();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (button)
            button->click();
        return true;
    case Qt::Key_Right:
        next();
        return true;
    case Qt::Key_Left:
        back();
        return true;
    default:
        return false;
    }
}

void Tour::keyPressEvent(QKeyEvent* event)
{
    if (!handleKey(*event))
        QWidget::keyPressEvent(event);
}

void Tour::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, colours.isDark ? 130 : 96));
    painter.setPen(QPen(colours.accent, kRingPx));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(spot().adjusted(kRingPx / 2, kRingPx / 2, -kRingPx / 2, -kRingPx / 2));
}

void Tour::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

} // namespace lanescope::window
