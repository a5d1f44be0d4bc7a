// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/svg_canvas.h"

#include "ui/export/svg_engine.h"

namespace lanescope::exporting {
namespace {

constexpr int kDotsPerInch = 96;
constexpr double kMillimetresPerInch = 25.4;
constexpr int kColours = 1 << 24;

// Where the family is not installed, or is none at all as "Sans Serif", a browser would take one with serifs.
QByteArray withFallbackFonts(const QByteArray& svg)
{
    static const QByteArray kAttribute = QByteArrayLiteral("font-family=\"");
    QByteArray out;
    qsizetype done = 0;
    for (qsizetype at = svg.indexOf(kAttribute); at >= 0; at = svg.indexOf(kAttribute, done)) {
        const qsizetype end = svg.indexOf('"', at + kAttribute.size());
        if (end < 0)
            break;
        out += svg.mid(done, end - done) + ", Helvetica, Arial, sans-serif";
        done = end;
    }
    return out + svg.mid(done);
}

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
    return withFallbackFonts(m_engine->replaceTextures(m_buffer.data()));
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
