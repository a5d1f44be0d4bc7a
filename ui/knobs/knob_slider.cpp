// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/knobs/knob_slider.h"

#include "ui/theme/colours.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lanescope::knobs {
namespace {

constexpr int kHeight = 20;
constexpr double kTrackY = 8;
constexpr double kTrackHeight = 4;
constexpr double kHandleRadius = 7;
constexpr double kMarkSize = 5;
constexpr int kWheelNotch = 120;
constexpr int kKeysAPage = 10;

// Soft light around the part left of the handle.
void paintGlow(QPainter& painter, double x, QColor colour)
{
    painter.setPen(Qt::NoPen);
    for (const double reach : {5.0, 3.5, 2.0}) {
        colour.setAlphaF(0.16F);
        painter.setBrush(colour);
        painter.drawRoundedRect(QRectF(-reach, kTrackY - reach, x + reach + kHandleRadius, kTrackHeight + 2 * reach),
                                reach + 2, reach + 2);
    }
}

void paintMark(QPainter& painter, double x, const QColor& colour)
{
    const double top = kTrackY + kTrackHeight + 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF{{x, top}, {x + kMarkSize, top + kMarkSize}, {x - kMarkSize, top + kMarkSize}});
}

} // namespace

KnobSlider::KnobSlider(const scenario::Knob& knob, QWidget* parent)
    : QAbstractSlider(parent)
    , m_scale(knob)
    , m_number(knob.minimum)
{
    setOrientation(Qt::Horizontal);
    setRange(0, m_scale.places());
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    // Assistive tools move a slider through setValue(); every other change goes through setNumber() first.
    connect(this, &QAbstractSlider::valueChanged, this, [this](int place) {
        if (m_scale.placeOf(m_number) == place)
            return;
        m_number = m_scale.valueAt(place);
        update();
        Q_EMIT moved(m_number, true);
    });
}

void KnobSlider::setNumber(double number)
{
    m_number = number;
    setValue(m_scale.placeOf(number));
    update();
}

void KnobSlider::setEffective(std::optional<double> number)
{
    m_effective = number;
    update();
}

void KnobSlider::setFill(const QColor& colour)
{
    m_fill = colour;
    update();
}

QSize KnobSlider::sizeHint() const
{
    return {200, kHeight};
}
QSize KnobSlider::minimumSizeHint() const
{
    return {60, kHeight};
}

double KnobSlider::xOfPlace(int place) const
{
    const double room = width() - 2 * kHandleRadius;
    return kHandleRadius + (maximum() > 0 ? room * place / maximum() : 0);
}

int KnobSlider::placeAt(double x) const
{
    const double room = std::max(1.0, width() - 2 * kHandleRadius);
    return std::clamp(static_cast<int>(std::lround((x - kHandleRadius) / room * maximum())), 0, maximum());
}

void KnobSlider::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const theme::Colours& colours = theme::coloursOf(palette());
    const QColor accent = !isEnabled() ? colours.textFaint : m_fill.isValid() ? m_fill : colours.accent;
    const double x = xOfPlace(m_scale.placeOf(m_number));
    const double middle = kTrackY + kTrackHeight / 2;
    const QRectF track(0, kTrackY, width(), kTrackHeight);
    if (m_fill.isValid() && isEnabled())
        paintGlow(painter, x, m_fill);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.groove);
    painter.drawRoundedRect(track, 2, 2);
    painter.setBrush(accent);
    painter.drawRoundedRect(QRectF(0, kTrackY, x, kTrackHeight), 2, 2);
    if (m_effective)
        paintMark(painter, xOfPlace(m_scale.placeOf(*m_effective)), colours.textSecondary);

    if (hasFocus()) {
        QColor halo = accent;
        halo.setAlpha(70);
        painter.setBrush(halo);
        painter.drawEllipse(QPointF(x, middle), kHandleRadius + 3, kHandleRadius + 3);
    }
    const bool lively = isSliderDown() || (underMouse() && isEnabled());
    painter.setPen(QPen(accent, 2));
    painter.setBrush(lively ? accent : colours.panel);
    painter.drawEllipse(QPointF(x, middle), kHandleRadius - 1, kHandleRadius - 1);
}

void KnobSlider::dragTo(double x)
{
    const double number = m_scale.valueAt(placeAt(x));
    if (number == m_number)
        return;
    setNumber(number);
    Q_EMIT moved(number, false);
}

void KnobSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    const double handle = xOfPlace(m_scale.placeOf(m_number));
    const double x = event->position().x();
    // Pressing the handle itself must not move it; pressing the track takes the handle there.
    m_grabOffset = std::abs(x - handle) <= kHandleRadius + 1 ? x - handle : 0;
    setSliderDown(true);
    dragTo(x - m_grabOffset);
    update();
}

void KnobSlider::mouseMoveEvent(QMouseEvent* event)
{
    if (isSliderDown())
        dragTo(event->position().x() - m_grabOffset);
}

void KnobSlider::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !isSliderDown())
        return event->ignore();
    setSliderDown(false);
    update();
    Q_EMIT moved(m_number, true);
}

void KnobSlider::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT resetWanted();
}

int KnobSlider::pageSteps() const
{
    return m_scale.places() < KnobScale::kFine ? std::max(2, m_scale.places() / kKeysAPage) : kKeysAPage;
}

void KnobSlider::step(int steps)
{
    const double number = m_scale.stepped(m_number, steps);
    if (number == m_number)
        return;
    setNumber(number);
    Q_EMIT moved(number, true);
}

void KnobSlider::keyPressEvent(QKeyEvent* event)
{
    const int everything = m_scale.places() + KnobScale::kFine;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return step(-1);
    case Qt::Key_Right:
    case Qt::Key_Up:
        return step(1);
    case Qt::Key_PageDown:
        return step(-pageSteps());
    case Qt::Key_PageUp:
        return step(pageSteps());
    case Qt::Key_Home:
        return step(-everything);
    case Qt::Key_End:
        return step(everything);
    default:
        event->ignore();
    }
}

void KnobSlider::wheelEvent(QWheelEvent* event)
{
    if (!hasFocus())
        return event->ignore();
    m_wheelRest += event->angleDelta().y();
    if (const int notches = m_wheelRest / kWheelNotch; notches != 0) {
        m_wheelRest -= notches * kWheelNotch;
        step(notches);
    }
    event->accept();
}

void KnobSlider::enterEvent(QEnterEvent* event)
{
    QAbstractSlider::enterEvent(event);
    update();
}

void KnobSlider::leaveEvent(QEvent* event)
{
    QAbstractSlider::leaveEvent(event);
    update();
}

} // namespace lanescope::knobs
