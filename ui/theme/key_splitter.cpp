// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/key_splitter.h"

#include "ui/theme/colours.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace lanescope::theme {
namespace {

constexpr int kThinPx = 1;
constexpr int kFocusPx = 4;

} // namespace

KeySplitter::KeySplitter(Qt::Orientation orientation, QWidget* parent)
    : QSplitter(orientation, parent)
{
    setHandleWidth(kThinPx);
}

QSplitterHandle* KeySplitter::createHandle()
{
    return new KeySplitterHandle(this);
}

KeySplitterHandle::KeySplitterHandle(KeySplitter* splitter)
    : QSplitterHandle(splitter->orientation(), splitter)
{
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Border between two parts; arrow keys move it"));
}

void KeySplitterHandle::paintEvent(QPaintEvent*)
{
    const Colours& colours = coloursOf(palette());
    QPainter(this).fillRect(rect(), hasFocus() ? colours.accent : colours.border);
}

void KeySplitterHandle::moveBy(int px)
{
    const int place = orientation() == Qt::Horizontal ? x() : y();
    moveSplitter(std::max(0, place + px));
}

void KeySplitterHandle::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return moveBy(-KeySplitter::kStepPx);
    case Qt::Key_Right:
    case Qt::Key_Down:
        return moveBy(KeySplitter::kStepPx);
    default:
        QSplitterHandle::keyPressEvent(event);
    }
}

void KeySplitterHandle::focusInEvent(QFocusEvent*)
{
    splitter()->setHandleWidth(kFocusPx);
    update();
}

void KeySplitterHandle::focusOutEvent(QFocusEvent*)
{
    splitter()->setHandleWidth(kThinPx);
    update();
}

} // namespace lanescope::theme
