// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/picture_size_row.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>
#include <array>

namespace lanescope::exporting {
namespace {

struct Preset {
    const char* name;
    PictureSize size;
};
constexpr std::array<Preset, 5> kPresets{{
    {QT_TRANSLATE_NOOP("lanescope::exporting::PictureSizeRow", "Report, full width"), {1200, 675, 2}},
    {QT_TRANSLATE_NOOP("lanescope::exporting::PictureSizeRow", "Report, half height"), {1200, 400, 2}},
    {QT_TRANSLATE_NOOP("lanescope::exporting::PictureSizeRow", "Slide"), {1920, 1080, 1}},
    {QT_TRANSLATE_NOOP("lanescope::exporting::PictureSizeRow", "A4 landscape"), {1123, 794, 2}},
    {QT_TRANSLATE_NOOP("lanescope::exporting::PictureSizeRow", "Large poster"), {2400, 1600, 2}},
}};

} // namespace

PictureSizeRow::PictureSizeRow(QWidget* parent)
    : QWidget(parent)
    , m_preset(new QComboBox(this))
    , m_width(new QSpinBox(this))
    , m_height(new QSpinBox(this))
    , m_scale(new QComboBox(this))
{
    createSizes();
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_preset, 1);
    row->addWidget(m_width);
    row->addWidget(new QLabel(QStringLiteral("×"), this));
    row->addWidget(m_height);
    row->addWidget(m_scale);
    setFocusProxy(m_preset);
    connect(m_preset, &QComboBox::activated, this, &PictureSizeRow::applyPreset);
    connect(m_scale, &QComboBox::activated, this, &PictureSizeRow::changed);
    applyPreset(0);
}

void PictureSizeRow::createSizes()
{
    for (const Preset& preset : kPresets)
        m_preset->addItem(tr(preset.name));
    m_preset->addItem(tr("Own size"));
    for (QSpinBox* box : {m_width, m_height}) {
        box->setRange(kSmallestPicturePx, kLargestPicturePx);
        box->setSuffix(tr(" px"));
        connect(box, &QSpinBox::valueChanged, this, [this] {
            m_preset->setCurrentIndex(m_preset->count() - 1);
            Q_EMIT changed();
        });
    }
    m_width->setAccessibleName(tr("Width"));
    m_height->setAccessibleName(tr("Height"));
    m_scale->setAccessibleName(tr("Resolution"));
    for (const double scale : {1.0, 2.0, 3.0})
        m_scale->addItem(tr("%1 × resolution").arg(scale), scale);
}

PictureSize PictureSizeRow::size() const
{
    return {m_width->value(), m_height->value(), m_scale->currentData().toDouble()};
}

void PictureSizeRow::setScaleEnabled(bool enabled)
{
    m_scale->setEnabled(enabled);
}

void PictureSizeRow::applyPreset(int index)
{
    if (index < 0 || index >= static_cast<int>(kPresets.size()))
        return;
    const PictureSize size = kPresets[static_cast<std::size_t>(index)].size;
    const QSignalBlocker width(m_width);
    const QSignalBlocker height(m_height);
    m_width->setValue(size.widthPx);
    m_height->setValue(size.heightPx);
    m_scale->setCurrentIndex(std::max(m_scale->findData(size.scale), 0));
    Q_EMIT changed();
}

} // namespace lanescope::exporting
