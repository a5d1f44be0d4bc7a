// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/svg_canvas.h"

#include "ui/export/svg_engine.h"

namespace lanescope::exporting {
namespace {

constexpr int kDotsPerInch = 96;
constexpr double kMillimetresPerInch = 25.4;
constexpr int kColours = 1 << 24;

} // namespace

SvgCanvas::SvgCanvas(const QSize& sizePx, const QString& title, const QString& description)
    : m_sizePx(sizePx)
{
    m_generator.setOutputDevice(&m_buffer);
    m_generator.setResolution(kDotsPerInch);
    m_generator.setSize(sizePx);
    m_generator.setViewBox(QRect(QPoint(), sizePx));
    m_generator.setTitle(title);
    m_generator.setDescription(description);
    m_engine = std::make_unique<SvgEngine>(&m_generator);
}

SvgCanvas::~SvgCanvas() = default;

QPaintEngine* SvgCanvas::paintEngine() const
{
    return m_engine.get();
}

QByteArray SvgCanvas::finish() const
{
    return m_engine->replaceTextures(m_buffer.data());
}

int SvgCanvas::metric(PaintDeviceMetric metric) const
{
    const auto millimetres = [](int px) { return qRound(px * kMillimetresPerInch / kDotsPerInch); };
    switch (metric) {
    case PdmWidth:
        return m_sizePx.width();
    case PdmHeight:
        return m_sizePx.height();
    case PdmWidthMM:
        return millimetres(m_sizePx.width());
    case PdmHeightMM:
        return millimetres(m_sizePx.height());
    case PdmNumColors:
        return kColours;
    case PdmDepth:
        return 32;
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
        return kDotsPerInch;
    case PdmDevicePixelRatio:
        return 1;
    case PdmDevicePixelRatioScaled:
        return static_cast<int>(devicePixelRatioFScale());
    }
    return 0;
}

} // namespace lanescope::exporting
