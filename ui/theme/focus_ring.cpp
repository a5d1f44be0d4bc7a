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

// A sibling would be laid out, a child of the area scrolled; a child of the window is neither. Round what is in sight of it.
void FocusRing::lieOver()
{
    QRect seen(m_framed->mapTo(window(), QPoint()), m_framed->size());
    for (const QWidget* around = m_framed->parentWidget(); around && around != window();
         around = around->parentWidget())
        seen &= QRect(around->mapTo(window(), QPoint()), around->size());
    setGeometry(seen);
    setVisible(m_framed->isVisible() && !seen.isEmpty());
    raise();
}

// What it is drawn round, or what that is scrolled in.
bool FocusRing::isAround(const QObject* watched) const
{
    const auto* widget = qobject_cast<const QWidget*>(watched);
    return widget && widget != this && (widget == m_framed || widget->isAncestorOf(m_framed));
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
        if (m_framed && isAround(watched))
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
