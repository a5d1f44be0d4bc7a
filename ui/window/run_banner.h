// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lanescope::window {

/// Why a run ended when it should not have: what happened, what to do next, and a button that does it.
/// Threads: GUI.
class RunBanner : public QWidget {
    Q_OBJECT

public:
    enum class Tone { Alarm, Warning, Info };

    explicit RunBanner(QWidget* parent = nullptr);

    void show(Tone tone, const QString& title, const QString& text);
    QString text() const;

Q_SIGNALS:
    void restartWanted();
    void logWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void tint();
    QColor toneColour() const;

    Tone m_tone = Tone::Info;
    QLabel* m_title;
    QLabel* m_text;
    QPushButton* m_restart;
    QPushButton* m_log;
    QPushButton* m_close;
};

} // namespace lanescope::window
