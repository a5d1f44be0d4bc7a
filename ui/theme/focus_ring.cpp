// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/focus_ring.h"

#include "ui/theme/colours.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QEvent>
#include <QPainter>

namespace lanescope::theme {

FocusRing::FocusRing(QWidget* window)
    : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
    qApp->installEventFilter(this);
}

void FocusRing::follow(QWidget* focused)
{
    if (m_framed)
        m_framed->removeEventFilter(this);
    const bool wanted = m_byKey && qobject_cast<QAbstractScrollArea*>(focused) && focused->window() == window();
    m_framed = wanted ? focused : nullptr;
    setVisible(wanted);
    if (!wanted)
        return;
    m_framed->installEventFilter(this);
    lieOver();
}

// A sibling would be laid out, a child of the area scrolled; a child of the window is neither.
void FocusRing::lieOver()
{
    setGeometry(QRect(m_framed->mapTo(window(), QPoint()), m_framed->size()));
    setVisible(m_framed->isVisible());
    raise();
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
        m_byKey = true;
        break;
    case QEvent::MouseButtonPress:
        m_byKey = false;
        if (m_framed)
            follow(nullptr);
        break;
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Hide:
    case QEvent::Show:
        if (watched == m_framed)
            lieOver();
        break;
    default:
        break;
    }
    return false;
}

void FocusRing::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(coloursOf(palette()).accent);
    painter.drawRect(QRectF(0.5, 0.5, width() - 1, height() - 1));
}

} // namespace lanescope::theme
