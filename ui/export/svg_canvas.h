// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBuffer>
#include <QPaintDevice>
#include <QSize>
#include <QString>
#include <QSvgGenerator>

#include <memory>

namespace lanescope::exporting {

class SvgEngine;

/// Something to paint on that becomes an SVG. QSvgGenerator alone leaves out two things that our pictures
/// need: brushes with a texture (the hatching of waits), which it fills with nothing, and clipping. This
/// stands before it, turns textures into SVG patterns, and cuts rectangles, lines and fills at a rectangular
/// clip itself. Threads: one at a time. Lifetime: take finish() after the painter has ended.
class SvgCanvas : public QPaintDevice {
public:
    SvgCanvas(const QSize& sizePx, const QString& title, const QString& description);
    ~SvgCanvas() override;

    QPaintEngine* paintEngine() const override;
    QByteArray finish() const;

protected:
    int metric(PaintDeviceMetric metric) const override;

private:
    QSize m_sizePx;
    QBuffer m_buffer;
    QSvgGenerator m_generator;
    std::unique_ptr<SvgEngine> m_engine;
};

} // namespace lanescope::exporting
