// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QVBoxLayout;

namespace lanescope::window {

class WindowActions;

/// All keys on one page, behind "?". Made from the actions and the timeline's own list. Threads: GUI.
class KeysDialog : public QDialog {
    Q_OBJECT

public:
    KeysDialog(const WindowActions& actions, QWidget* parent);

private:
    struct Line {
        QString keys;
        QString text;
    };
    static QList<Line> timelineKeys(const WindowActions& actions);
    static QList<Line> everywhere(const WindowActions& actions);
    static QList<Line> inPanels(const WindowActions& actions);
    static QList<Line> onKnobs();
    void addGroup(QVBoxLayout& column, QWidget* page, const QString& title, const QList<Line>& lines);
};

} // namespace lanescope::window
