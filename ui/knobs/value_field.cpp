// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/value_field.h"

#include "ui/theme/colours.h"

#include <QFocusEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace lanescope::knobs {
namespace {

constexpr int kSidePx = 6;
constexpr int kFlushPx = -2; // takes QLineEdit's own margin back: at rest the text ends where the slider does
constexpr int kNarrowestPx = 44;
constexpr int kWidestPx = 160;

} // namespace

ValueField::ValueField(QWidget* parent)
    : QLineEdit(parent)
{
    setFrame(false);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setTextMargins(0, 0, kFlushPx, 0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    // The frame is painted here, below the text, because it has to show "refused" too.
    setStyleSheet(QStringLiteral("background: transparent; border: none; padding: 0;"));
    connect(this, &QLineEdit::textChanged, this, [this] { updateGeometry(); });
    connect(this, &QLineEdit::textEdited, this, [this] {
        m_refused = false;
        update();
    });
}

void ValueField::setTexts(const QString& shown, const QString& plain)
{
    m_shown = shown;
    m_plain = plain;
    if (!m_editing)
        setText(m_shown);
}

void ValueField::beginEditing()
{
    if (m_editing)
        return;
    m_editing = true;
    setTextMargins(0, 0, kSidePx - 2, 0);
    setText(m_plain);
    selectAll();
    update();
}

void ValueField::endEditing()
{
    m_editing = false;
    m_refused = false;
    setTextMargins(0, 0, kFlushPx, 0);
    setText(m_shown);
    deselect();
    update();
}

void ValueField::refuse()
{
    m_editing = true;
    m_refused = true;
    setTextMargins(0, 0, kSidePx - 2, 0);
    selectAll();
    update();
}

QSize ValueField::sizeHint() const
{
    const int textPx = fontMetrics().horizontalAdvance(text()) + 2 * kSidePx + 4;
    return {std::clamp(textPx, kNarrowestPx, kWidestPx), fontMetrics().height() + 4};
}

QSize ValueField::minimumSizeHint() const
{
    return {kNarrowestPx, sizeHint().height()};
}

void ValueField::focusInEvent(QFocusEvent* event)
{
    QLineEdit::focusInEvent(event);
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        beginEditing();
}

void ValueField::focusOutEvent(QFocusEvent* event)
{
    QLineEdit::focusOutEvent(event);
    if (!m_editing || event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason)
        return;
    // Leaving with something refused gives up on it: the run never had that value.
    if (m_refused) {
        endEditing();
        Q_EMIT cancelled();
        return;
    }
    commit();
    if (m_refused)
        endEditing();
}

void ValueField::mousePressEvent(QMouseEvent* event)
{
    const bool first = !m_editing || (hasSelectedText() && !m_refused && selectedText() == text());
    if (!m_editing)
        beginEditing();
    if (!first)
        QLineEdit::mousePressEvent(event);
}

void ValueField::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_editing)
            commit();
        else
            beginEditing();
        return;
    case Qt::Key_Escape:
        if (!m_editing)
            return event->ignore();
        endEditing();
        Q_EMIT cancelled();
        return;
    default:
        if (!m_editing && !event->text().isEmpty() && event->text().at(0).isPrint())
            beginEditing();
        QLineEdit::keyPressEvent(event);
    }
}

void ValueField::commit()
{
    const QString typed = text().trimmed();
    const bool unchanged = typed == m_plain;
    endEditing();
    if (unchanged) {
        Q_EMIT cancelled();
        return;
    }
    Q_EMIT committed(typed);
    if (m_refused) {
        setText(typed);
        selectAll();
    }
}

void ValueField::paintEvent(QPaintEvent* event)
{
    if (!m_editing && underMouse()) {
        const int wide = fontMetrics().horizontalAdvance(text());
        QPainter painter(this);
        painter.setPen(QPen(theme::coloursOf(QGuiApplication::palette()).textFaint, 1, Qt::DotLine));
        painter.drawLine(width() - wide, height() - 2, width(), height() - 2);
    }
    if (m_editing) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const theme::Colours& colours = theme::coloursOf(QGuiApplication::palette());
        painter.setPen(m_refused ? colours.alarm : colours.accent);
        painter.setBrush(colours.raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    QLineEdit::paintEvent(event);
}

} // namespace lanescope::knobs
