// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSplitter>
#include <QSplitterHandle>

namespace lanescope::theme {

/// A splitter whose handles are reached by Tab and moved by the arrow keys; a thin line that is wider while it has the
/// focus. Threads: GUI.
class KeySplitter : public QSplitter {
    Q_OBJECT

public:
    static constexpr int kStepPx = 20; ///< a press of a key

    explicit KeySplitter(Qt::Orientation orientation, QWidget* parent = nullptr);

protected:
    QSplitterHandle* createHandle() override;
};

class KeySplitterHandle : public QSplitterHandle {
    Q_OBJECT

public:
    explicit KeySplitterHandle(KeySplitter* splitter);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void moveBy(int px);
};

} // namespace lanescope::theme
