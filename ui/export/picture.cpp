// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/picture.h"

#include "core/session/safe_file.h"
#include "ui/export/svg_canvas.h"
#include "ui/theme/colours.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace lanescope::exporting {
namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(lanescope::exporting::Picture)
};

constexpr int kMarginPx = 16;
constexpr int kHeaderPx = 32;
constexpr int kFooterPx = 24;
constexpr int kDotsPerInch = 96;
constexpr double kPointsPerPx = 72.0 / kDotsPerInch;

QFont fontOf(int pixels, QFont::Weight weight)
{
    QFont font = QGuiApplication::font();
    font.setPixelSize(pixels);
    font.setWeight(weight);
    return font;
}

QString heading(const session::SessionInfo& info)
{
    return info.title.isEmpty() ? info.scenario : info.title;
}

QString outcome(const session::SessionInfo& info)
{
    if (info.durationS <= 0)
        return info.outcome;
    const QString seconds = Texts::tr("%1 s").arg(QLocale().toString(info.durationS, 'f', 1));
    return info.outcome.isEmpty() ? seconds : QStringLiteral("%1 · %2").arg(info.outcome, seconds);
}

void drawLine(QPainter& painter, const QRectF& room, const QFont& font, const QColor& colour, const QString& text,
              Qt::Alignment alignment)
{
    painter.setFont(font);
    painter.setPen(colour);
    const QString shown = QFontMetricsF(font).elidedText(text, Qt::ElideRight, room.width());
    painter.drawText(room, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine, shown);
}

void paintPage(QPainter& painter, const Paint& paint, const session::SessionInfo& info, const QSize& size)
{
    const theme::Colours& colours = theme::lightColours();
    painter.fillRect(QRect(QPoint(), size), Qt::white);
    const QRectF page(kMarginPx, kMarginPx / 2.0, size.width() - 2 * kMarginPx, size.height() - kMarginPx);
    const QRectF header(page.left(), page.top(), page.width(), kHeaderPx);
    drawLine(painter, header.adjusted(0, 0, -page.width() / 3, 0), fontOf(16, QFont::DemiBold), colours.text,
             heading(info), Qt::AlignLeft);
    drawLine(painter, header.adjusted(page.width() * 2 / 3, 0, 0, 0), fontOf(12, QFont::Normal), colours.textSecondary,
             outcome(info), Qt::AlignRight);
    const QRectF footer(page.left(), page.bottom() - kFooterPx, page.width(), kFooterPx);
    drawLine(painter, footer.adjusted(0, 0, -100, 0), fontOf(11, QFont::Normal), colours.textFaint, info.line(),
             Qt::AlignLeft);
    drawLine(painter, footer.adjusted(page.width() - 100, 0, 0, 0), fontOf(11, QFont::Normal), colours.textFaint,
             QStringLiteral("Lanescope"), Qt::AlignRight);
    painter.setPen(QPen(colours.border, 1));
    painter.drawLine(header.bottomLeft(), header.bottomRight());
    painter.drawLine(footer.topLeft(), footer.topRight());

    constexpr int kChartMarginPx = 12; // which a chart keeps by itself
    const QRect body(kMarginPx - kChartMarginPx, static_cast<int>(header.bottom()) + 4,
                     size.width() - 2 * (kMarginPx - kChartMarginPx),
                     static_cast<int>(footer.top() - header.bottom()) - 8);
    painter.save();
    painter.translate(body.topLeft());
    painter.setClipRect(QRect(QPoint(), body.size()));
    paint(painter, body.size());
    painter.restore();
}

QImage paintImage(const Paint& paint, const session::SessionInfo& info, const PictureSize& size)
{
    QImage image(QSize(static_cast<int>(std::lround(size.widthPx * size.scale)),
                       static_cast<int>(std::lround(size.heightPx * size.scale))),
                 QImage::Format_RGB32);
    if (image.isNull())
        return image;
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(size.scale, size.scale); // not the image's own ratio: painters take none below 1, as previews have
    paintPage(painter, paint, info, QSize(size.widthPx, size.heightPx));
    painter.end();
    const int dotsPerMetre = static_cast<int>(std::lround(kDotsPerInch * size.scale / 0.0254));
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    return image;
}

QByteArray paintSvg(const Paint& paint, const session::SessionInfo& info, const PictureSize& size)
{
    SvgCanvas canvas(QSize(size.widthPx, size.heightPx), heading(info), info.line());
    QPainter painter(&canvas);
    paintPage(painter, paint, info, QSize(size.widthPx, size.heightPx));
    painter.end();
    return canvas.finish();
}

QByteArray paintPdf(const Paint& paint, const session::SessionInfo& info, const PictureSize& size)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setResolution(kDotsPerInch);
    writer.setPageSize(QPageSize(QSizeF(size.widthPx, size.heightPx) * kPointsPerPx, QPageSize::Point, QString(),
                                 QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setTitle(heading(info));
    writer.setCreator(QStringLiteral("Lanescope"));
    QPainter painter(&writer);
    paintPage(painter, paint, info, QSize(size.widthPx, size.heightPx));
    painter.end();
    return buffer.data();
}

} // namespace

Result<PictureSize> PictureSize::parse(const QString& text)
{
    static const QRegularExpression pattern(
        QStringLiteral("^(\\d{1,6})\\s*[x×]\\s*(\\d{1,6})(?:@(\\d+(?:\\.\\d+)?))?$"));
    const QRegularExpressionMatch match = pattern.match(text.trimmed());
    PictureSize size{match.captured(1).toInt(), match.captured(2).toInt(), 1};
    if (match.capturedLength(3) > 0)
        size.scale = match.captured(3).toDouble();
    const auto inside = [](int px) { return px >= kSmallestPicturePx && px <= kLargestPicturePx; };
    if (!match.hasMatch() || !inside(size.widthPx) || !inside(size.heightPx) || size.scale < 0.5 ||
        size.scale > kLargestScale)
        return Error{Texts::tr("“%1” is not a size. Write width x height from %2 to %3 pixels, for example 1600x900, "
                               "or 1600x900@2 for twice the pixels.")
                         .arg(text)
                         .arg(kSmallestPicturePx)
                         .arg(kLargestPicturePx)
                         .toStdString()};
    if (size.widthPx * size.scale * size.heightPx * size.scale > kMostPixels)
        return Error{Texts::tr("A picture of %1 would be too large. Choose at most %2 million pixels in all.")
                         .arg(text)
                         .arg(static_cast<int>(kMostPixels / 1e6))
                         .toStdString()};
    return size;
}

QString PictureSize::text() const
{
    const QString plain = QStringLiteral("%1x%2").arg(widthPx).arg(heightPx);
    return scale == 1 ? plain : QStringLiteral("%1@%2").arg(plain).arg(scale);
}

PaintedPicture paintPicture(const Paint& paint, const session::SessionInfo& info, PictureFormat format,
                            const PictureSize& size)
{
    switch (format) {
    case PictureFormat::Png:
        return {format, paintImage(paint, info, size), {}};
    case PictureFormat::Svg:
        return {format, {}, paintSvg(paint, info, size)};
    case PictureFormat::Pdf:
        break;
    }
    return {PictureFormat::Pdf, {}, paintPdf(paint, info, size)};
}

Status writePicture(const PaintedPicture& picture, const QString& path)
{
    if (picture.format != PictureFormat::Png)
        return session::writeFile(path, picture.bytes);
    if (picture.image.isNull())
        return session::writeError(path, Texts::tr("there is not enough memory for a picture of this size"));
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    picture.image.save(&buffer, "PNG");
    return session::writeFile(path, buffer.data());
}

} // namespace lanescope::exporting
