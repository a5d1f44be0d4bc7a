// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace lanescope::window {

/// Why a run ended when it should not have, or why it will never end: what happened, what to do next, and buttons that
/// do it. One line of the text; the rest is unfolded when somebody wants it, for the timeline below is what it is about.
/// Threads: GUI.
class RunBanner : public QWidget {
    Q_OBJECT

public:
    enum class Tone { Alarm, Warning, Info };
    /// What can be done about it.
    enum Offer { Restart = 1, Log = 2, ShowIt = 4, EndRun = 8 };
    Q_DECLARE_FLAGS(Offers, Offer)

    explicit RunBanner(QWidget* parent = nullptr);

    void show(Tone tone, const QString& title, const QString& text, Offers offers = {Restart | Log});
    /// The whole, folded or not.
    QString text() const;

Q_SIGNALS:
    void restartWanted();
    void logWanted();
    void showWanted();
    void endWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void layOut();
    void connectButtons();
    void writeText();
    void tint();
    QColor toneColour() const;

    Tone m_tone = Tone::Info;
    QLabel* m_title;
    QLabel* m_text;
    QString m_words; ///< of m_text, whole
    QPushButton* m_more;
    QPushButton* m_restart;
    QPushButton* m_log;
    QPushButton* m_showIt;
    QPushButton* m_end;
    QPushButton* m_close;
};

} // namespace lanescope::window
