// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session_info.h"
#include "core/trace/result.h"

#include <QByteArray>
#include <QImage>
#include <QSize>
#include <QString>

#include <functional>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace lanescope::exporting {

enum class PictureFormat { Png, Svg, Pdf };

/// How large a picture is. Pixels at 96 to the inch, so that type of 11 px is readable on paper; `scale` more
/// pixels for each of them in a PNG.
struct PictureSize {
    int widthPx = 1600;
    int heightPx = 900;
    double scale = 1;
    bool operator==(const PictureSize&) const = default;

    /// "1600x900", "1600x900@2"; the error says how to write it and what the limits are.
    static Result<PictureSize> parse(const QString& text);
    QString text() const;
};
inline constexpr int kSmallestPicturePx = 200;
inline constexpr int kLargestPicturePx = 10'000;
inline constexpr double kLargestScale = 4;
inline constexpr double kMostPixels = 120e6; ///< of a PNG: half a gigabyte while it is painted

/// Paints into a rectangle of that size whose top left corner is (0, 0), in light colours.
using Paint = std::function<void(QPainter& painter, const QSize& size)>;

/// What was painted, not written yet: an image for PNG, the bytes of the file for SVG and PDF.
struct PaintedPicture {
    PictureFormat format = PictureFormat::Png;
    QImage image;
    QByteArray bytes;
};

/// A page on white: the title of the run, what `paint` paints, and a line that says which run this was.
/// Works without a window, with any platform plugin. Threads: GUI, as far as `paint` needs it.
PaintedPicture paintPicture(const Paint& paint, const session::SessionInfo& info, PictureFormat format,
                            const PictureSize& size);

/// Errors: sentences; the target is whole or untouched. Threads: any; encoding a large PNG takes a second.
Status writePicture(const PaintedPicture& picture, const QString& path);

} // namespace lanescope::exporting
