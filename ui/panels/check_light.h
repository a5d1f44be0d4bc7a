// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lanescope::panels {

/// A small light with words beside it: something that always has to hold does, nearly does, does not, or cannot be told yet. The
/// sign in the light says the same as its colour. Threads: GUI.
class CheckLight : public QWidget {
    Q_OBJECT

public:
    enum class State { Unknown, Good, Doubtful, Bad };

    explicit CheckLight(QWidget* parent = nullptr);

    void show(State state, const QString& text);
    State state() const { return m_state; }
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    State m_state = State::Unknown;
    QString m_text;
};

} // namespace lanescope::panels
