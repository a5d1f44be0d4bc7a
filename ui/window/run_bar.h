// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace lanescope::window {

class RunCaption;
class WindowActions;

/// The row at the top: start and stop, restart, pause, follow, what runs and for how long, commands, export.
/// When there is little room the captions of what runs shrink first. Threads: GUI.
class RunBar : public QWidget {
    Q_OBJECT

public:
    explicit RunBar(const WindowActions& actions, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// "running 00:14.2 · seed 1"
    void setStatus(const QString& status);
    /// Whether the first button stops (alarm colour) or starts (green).
    void setRunning(bool running);
    /// The button for the menu, for when there is no menu bar.
    void setMenuButtonShown(bool shown);

Q_SIGNALS:
    void menuWanted(const QPoint& globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void tint();

    const WindowActions& m_actions;
    QPushButton* m_menu;
    QPushButton* m_startStop;
    QPushButton* m_pauseRun;
    RunCaption* m_caption;
    bool m_running = false;
};

} // namespace lanescope::window
