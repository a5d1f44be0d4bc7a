// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBrush>
#include <QByteArray>
#include <QHash>
#include <QPaintEngine>
#include <QPainter>

#include <optional>

namespace lanescope::exporting {

/// The paint engine of SvgCanvas: passes everything on to a painter on the real generator. A texture goes on
/// as a colour that nothing else has; replaceTextures() puts the pattern in its place afterwards.
class SvgEngine : public QPaintEngine {
public:
    explicit SvgEngine(QPaintDevice* generator);

    bool begin(QPaintDevice* device) override;
    bool end() override;
    Type type() const override { return User; }
    void updateState(const QPaintEngineState& now) override;
    void drawRects(const QRectF* rects, int count) override;
    void drawLines(const QLineF* lines, int count) override;
    void drawPath(const QPainterPath& path) override;
    void drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) override;
    void drawPixmap(const QRectF& target, const QPixmap& pixmap, const QRectF& source) override;
    void drawImage(const QRectF& target, const QImage& image, const QRectF& source,
                   Qt::ImageConversionFlags flags) override;
    void drawTextItem(const QPointF& position, const QTextItem& item) override;
    using QPaintEngine::drawLines;
    using QPaintEngine::drawPolygon;
    using QPaintEngine::drawRects;

    QByteArray replaceTextures(QByteArray svg) const;

private:
    struct Texture {
        QImage tile;
        QTransform transform;
    };
    QBrush plainBrush(const QBrush& brush);
    /// A reader of SVG Tiny knows no patterns: below one lies its average colour.
    template <class Draw>
    void fill(Draw&& draw);
    void updateClip(const QPaintEngineState& now);
    /// The clip in the coordinates that are painted in now; none if there is no clip or it is no rectangle there.
    std::optional<QRectF> localClip() const;

    QPaintDevice* m_generator;
    QPainter m_painter;
    QTransform m_transform;
    std::optional<QRectF> m_clip; ///< in device pixels
    QHash<qint64, int> m_numbers; ///< of textures, by the key of their image
    QList<Texture> m_textures;
    std::optional<QColor> m_ground; ///< below the current brush, if that is a texture
};

} // namespace lanescope::exporting
