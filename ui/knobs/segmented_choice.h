// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;

namespace lanescope::knobs {

/// Two or three choices side by side, exactly one of them taken. Keys: left and right. Threads: GUI.
class SegmentedChoice : public QWidget {
    Q_OBJECT

public:
    SegmentedChoice(const QStringList& choices, const QString& name, QWidget* parent = nullptr);

    int current() const;
    void setCurrent(int index);
    /// What it takes to show all choices whole.
    int wholeWidth() const;

Q_SIGNALS:
    void picked(int index);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QButtonGroup* m_group;
};

} // namespace lanescope::knobs
