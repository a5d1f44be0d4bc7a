// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/knobs/knob_row.h"

class QLineEdit;

namespace lanescope::knobs {

/// A line of text, taken by Enter or by leaving the field; Escape takes the old one back. One that is refused can be mended
/// as long as the field is not left. Threads: GUI.
class TextRow : public KnobRow {
    Q_OBJECT

public:
    TextRow(const scenario::Knob& knob, QWidget* parent);

    bool isBusy() const override;

protected:
    void show(const scenario::KnobValue& value) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void commit();
    void onLeft(Qt::FocusReason reason);

    QLineEdit* m_edit;
};

} // namespace lanescope::knobs
