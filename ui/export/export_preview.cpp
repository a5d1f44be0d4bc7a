// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_preview.h"

#include "ui/export/plain_preview.h"
#include "ui/theme/colours.h"

#include <QFontDatabase>
#include <QPainter>

#include <algorithm>

namespace lanescope::exporting {
namespace {

constexpr int kWidthPx = 420;
constexpr int kHeightPx = 236;

} // namespace

ExportPreview::ExportPreview(QWidget* parent)
    : QLabel(parent)
{
    setFixedHeight(kHeightPx);
    setMinimumWidth(kWidthPx);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed); // long lines of a table are cut, not made room for
    setAlignment(Qt::AlignCenter);
    setAccessibleName(tr("Preview"));
}

void ExportPreview::show(const store::SnapshotPtr& snapshot, const session::SessionInfo& info, ExportRequest wanted)
{
    clear();
    const bool isPlain = !isPicture(wanted.format);
    setAlignment(isPlain ? Qt::AlignTop | Qt::AlignLeft : Qt::AlignCenter);
    setFont(isPlain && wanted.view != ExportView::Run ? QFontDatabase::systemFont(QFontDatabase::FixedFont)
                                                      : parentWidget()->font());
    if (isPlain)
        return setText(plainPreview(*snapshot, wanted));
    // The same layout as the picture will have, on fewer pixels.
    wanted.format = ExportFormat::Png;
    wanted.size.scale = std::min({static_cast<double>(width()) / wanted.size.widthPx,
                                  static_cast<double>(kHeightPx) / wanted.size.heightPx, 1.0}) *
                        devicePixelRatioF();
    Result<PaintedPicture> painted = paintExport(snapshot, info, wanted);
    if (painted)
        showPicture(std::move(painted.value().image));
    else
        setText(QString::fromStdString(painted.error()));
}

void ExportPreview::showPicture(QImage image)
{
    QPainter edge(&image); // white paper on a light window would have none
    edge.setPen(theme::coloursOf(palette()).border);
    edge.drawRect(image.rect().adjusted(0, 0, -1, -1));
    edge.end();
    image.setDevicePixelRatio(devicePixelRatioF());
    setPixmap(QPixmap::fromImage(image));
}

} // namespace lanescope::exporting
