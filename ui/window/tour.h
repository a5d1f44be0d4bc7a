// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

#include <vector>

class QFrame;
class QLabel;
class QPushButton;

namespace lanescope::window {

/// One stop of the tour: a part of the window and what to know about it.
struct TourStop {
    QWidget* target = nullptr;
    QString title;
    QString text;
};

/// A short walk through the window: all but one part is dimmed, and a card beside that part says what it is for. The
/// part itself stays in use. Right goes on, Left goes back, Escape ends it, Enter presses the button that has the focus;
/// it deletes itself.
/// Threads: GUI.
class Tour : public QWidget {
    Q_OBJECT

public:
    /// `window` is what the tour covers; the targets are inside of it.
    Tour(std::vector<TourStop> stops, QWidget* window);

    void goTo(int stop);
    int current() const { return m_current; }
    QRect spot() const;

public Q_SLOTS:
    void next();
    void back();
    void end();

Q_SIGNALS:
    void ended();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void buildCard();
    bool handleKey(const QKeyEvent& event);
    void tint();
    void arrange();
    QPoint cardPlace(const QRect& spot) const;

    std::vector<TourStop> m_stops;
    QWidget* m_window;
    QPointer<QWidget> m_watched;
    int m_current = -1;
    QFrame* m_card;
    QLabel* m_title;
    QLabel* m_text;
    QLabel* m_count;
    QPushButton* m_skip;
    QPushButton* m_back;
    QPushButton* m_next;
};

} // namespace lanescope::window
