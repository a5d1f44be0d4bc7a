// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lanescope::window {

/// What runs and how it is doing, on one line: the name keeps its room, the state behind it gives way first.
/// Threads: GUI.
class RunCaption : public QWidget {
    Q_OBJECT

public:
    explicit RunCaption(QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setStatus(const QString& status);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont titleFont() const;

    QString m_title;
    QString m_status;
};

} // namespace lanescope::window
