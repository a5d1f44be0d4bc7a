// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lanescope::window {

/// Why a run ended when it should not have, or why it will never end: what happened, what to do next, and buttons that
/// do it. Threads: GUI.
class RunBanner : public QWidget {
    Q_OBJECT

public:
    enum class Tone { Alarm, Warning, Info };
    /// What can be done about it.
    enum Offer { Restart = 1, Log = 2, ShowIt = 4, EndRun = 8 };
    Q_DECLARE_FLAGS(Offers, Offer)

    explicit RunBanner(QWidget* parent = nullptr);

    void show(Tone tone, const QString& title, const QString& text, Offers offers = {Restart | Log});
    QString text() const;

Q_SIGNALS:
    void restartWanted();
    void logWanted();
    void showWanted();
    void endWanted();

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
    QPushButton* m_showIt;
    QPushButton* m_end;
    QPushButton* m_close;
};

} // namespace lanescope::window
