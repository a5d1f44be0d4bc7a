// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/svg_engine.h"

#include <QBuffer>
#include <QPainterPath>

#include <algorithm>

namespace lanescope::exporting {
namespace {

// Stands for texture number `number` in the generator's output.
QColor placeholder(int number)
{
    return QColor(0xfe, 0x01 + number / 256, number % 256);
}

QByteArray fillOf(const QColor& colour)
{
    return "fill=\"" + colour.name().toLatin1() + '"';
}

QColor averageOf(const QImage& tile)
{
    return tile.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixelColor(0, 0);
}

QByteArray asPng(const QImage& image)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return buffer.data().toBase64();
}

} // namespace

SvgEngine::SvgEngine(QPaintDevice* generator)
    : QPaintEngine(QPaintEngine::AllFeatures)
    , m_generator(generator)
{
}

bool SvgEngine::begin(QPaintDevice*)
{
    setActive(true);
    return m_painter.begin(m_generator);
}

bool SvgEngine::end()
{
    setActive(false);
    return m_painter.end();
}

QBrush SvgEngine::plainBrush(const QBrush& brush)
{
    if (brush.style() != Qt::TexturePattern)
        return brush;
    const QImage tile = brush.textureImage();
    const auto found = m_numbers.constFind(tile.cacheKey());
    if (found != m_numbers.constEnd())
        return placeholder(*found);
    const int number = static_cast<int>(m_textures.size());
    m_numbers.insert(tile.cacheKey(), number);
    m_textures << Texture{tile, brush.transform()};
    return placeholder(number);
}

void SvgEngine::updateState(const QPaintEngineState& now)
{
    const DirtyFlags dirty = now.state();
    if (dirty & DirtyTransform) {
        m_transform = now.transform();
        m_painter.setTransform(m_transform);
    }
    if (dirty & DirtyPen)
        m_painter.setPen(now.pen());
    if (dirty & DirtyBrush) {
        m_painter.setBrush(plainBrush(now.brush()));
        m_ground.reset();
        if (now.brush().style() == Qt::TexturePattern)
            m_ground = averageOf(now.brush().textureImage());
    }
    if (dirty & DirtyBrushOrigin)
        m_painter.setBrushOrigin(now.brushOrigin());
    if (dirty & DirtyFont)
        m_painter.setFont(now.font());
    if (dirty & DirtyOpacity)
        m_painter.setOpacity(now.opacity());
    if (dirty & DirtyHints)
        m_painter.setRenderHints(now.renderHints());
    if (dirty & (DirtyClipRegion | DirtyClipPath | DirtyClipEnabled))
        updateClip(now);
}

// Clips arrive in the coordinates of their moment; only their rectangle is kept.
void SvgEngine::updateClip(const QPaintEngineState& now)
{
    const DirtyFlags dirty = now.state();
    if (!now.isClipEnabled() || now.clipOperation() == Qt::NoClip) {
        m_clip.reset();
        return;
    }
    QRectF clip;
    if (dirty & DirtyClipRegion)
        clip = m_transform.mapRect(QRectF(now.clipRegion().boundingRect()));
    else if (dirty & DirtyClipPath)
        clip = m_transform.mapRect(now.clipPath().boundingRect());
    else
        return;
    m_clip = now.clipOperation() == Qt::IntersectClip && m_clip ? m_clip->intersected(clip) : clip;
}

std::optional<QRectF> SvgEngine::localClip() const
{
    if (!m_clip || m_transform.type() > QTransform::TxScale)
        return std::nullopt;
    return m_transform.inverted().mapRect(*m_clip);
}

template <class Draw>
void SvgEngine::fill(Draw&& draw)
{
    if (m_ground) {
        const QBrush pattern = m_painter.brush();
        const QPen pen = m_painter.pen();
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(*m_ground);
        draw();
        m_painter.setPen(pen);
        m_painter.setBrush(pattern);
    }
    draw();
}

void SvgEngine::drawRects(const QRectF* rects, int count)
{
    const std::optional<QRectF> clip = localClip();
    for (int i = 0; i < count; ++i) {
        const QRectF rect = clip ? rects[i].normalized().intersected(*clip) : rects[i];
        if (!rect.isEmpty())
            fill([this, &rect] { m_painter.drawRect(rect); });
    }
}

void SvgEngine::drawLines(const QLineF* lines, int count)
{
    const std::optional<QRectF> clip = localClip();
    for (int i = 0; i < count; ++i) {
        QLineF line = lines[i];
        const bool upright = line.x1() == line.x2();
        if (clip && (upright || line.y1() == line.y2())) {
            const QRectF box = QRectF(line.p1(), line.p2()).normalized();
            if (box.right() < clip->left() || box.left() > clip->right() || box.bottom() < clip->top() ||
                box.top() > clip->bottom())
                continue;
            line = QLineF(std::max(box.left(), clip->left()), std::max(box.top(), clip->top()),
                          std::min(box.right(), clip->right()), std::min(box.bottom(), clip->bottom()));
        }
        m_painter.drawLine(line);
    }
}

void SvgEngine::drawPath(const QPainterPath& path)
{
    const std::optional<QRectF> clip = localClip();
    if (!clip || clip->contains(path.controlPointRect())) {
        fill([this, &path] { m_painter.drawPath(path); });
        return;
    }
    if (m_painter.brush().style() == Qt::NoBrush) { // a line; cutting it as a surface would close it
        if (clip->intersects(path.controlPointRect().adjusted(-0.5, -0.5, 0.5, 0.5)))
            m_painter.drawPath(path);
        return;
    }
    QPainterPath window;
    window.addRect(*clip);
    fill([this, cut = path.intersected(window)] { m_painter.drawPath(cut); });
}

void SvgEngine::drawPolygon(const QPointF* points, int count, PolygonDrawMode mode)
{
    QPolygonF polygon;
    for (int i = 0; i < count; ++i)
        polygon << points[i];
    if (mode == PolylineMode) {
        m_painter.drawPolyline(polygon);
        return;
    }
    QPainterPath path;
    path.addPolygon(polygon);
    path.closeSubpath();
    path.setFillRule(mode == OddEvenMode ? Qt::OddEvenFill : Qt::WindingFill);
    drawPath(path);
}

void SvgEngine::drawPixmap(const QRectF& target, const QPixmap& pixmap, const QRectF& source)
{
    m_painter.drawPixmap(target, pixmap, source);
}

void SvgEngine::drawImage(const QRectF& target, const QImage& image, const QRectF& source,
                          Qt::ImageConversionFlags flags)
{
    m_painter.drawImage(target, image, source, flags);
}

void SvgEngine::drawTextItem(const QPointF& position, const QTextItem& item)
{
    const std::optional<QRectF> clip = localClip();
    const QRectF box(position.x(), position.y() - item.ascent(), item.width(), item.ascent() + item.descent());
    if (clip && !clip->intersects(box))
        return;
    m_painter.setFont(item.font());
    m_painter.drawText(position, item.text());
}

QByteArray SvgEngine::replaceTextures(QByteArray svg) const
{
    QByteArray patterns;
    for (int number = 0; number < m_textures.size(); ++number) {
        const Texture& texture = m_textures[number];
        const QTransform& t = texture.transform;
        const QByteArray id = "hatch" + QByteArray::number(number);
        const QByteArray size = QByteArrayLiteral("width=\"") + QByteArray::number(texture.tile.width()) +
                                "\" height=\"" + QByteArray::number(texture.tile.height()) + '"';
        patterns += "<pattern id=\"" + id + "\" patternUnits=\"userSpaceOnUse\" " + size +
                    " patternTransform=\"matrix(" + QByteArray::number(t.m11()) + ' ' + QByteArray::number(t.m12()) +
                    ' ' + QByteArray::number(t.m21()) + ' ' + QByteArray::number(t.m22()) + ' ' +
                    QByteArray::number(t.dx()) + ' ' + QByteArray::number(t.dy()) + ")\"><image " + size +
                    " xlink:href=\"data:image/png;base64," + asPng(texture.tile) + "\"/></pattern>\n";
        svg.replace(fillOf(placeholder(number)), "fill=\"url(#" + id + ")\"");
    }
    const qsizetype definitions = svg.indexOf("</defs>");
    return definitions < 0 ? svg : svg.insert(definitions, patterns);
}

} // namespace lanescope::exporting
