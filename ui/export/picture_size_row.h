// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/picture.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QComboBox;
class QSpinBox;
QT_END_NAMESPACE

namespace lanescope::exporting {

/// How large a picture is to be: one of the usual sizes or one's own, and how fine. Threads: GUI.
class PictureSizeRow : public QWidget {
    Q_OBJECT

public:
    explicit PictureSizeRow(QWidget* parent = nullptr);

    PictureSize size() const;
    /// Only pixels have a resolution.
    void setScaleEnabled(bool enabled);

Q_SIGNALS:
    void changed();

private:
    void createSizes();
    void applyPreset(int index);

    QComboBox* m_preset;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QComboBox* m_scale;
};

} // namespace lanescope::exporting
