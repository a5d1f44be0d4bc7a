// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

namespace lanescope::theme {

/// A frame round a table, tree, list, text or scrolled area that has the focus since somebody used a key; buttons, fields
/// and what we paint ourselves show it in their own way. One for each window. Threads: GUI.
class FocusRing : public QWidget {
    Q_OBJECT

public:
    /// Follows the focus within this window from now on. Owned by the window.
    explicit FocusRing(QWidget* window);

    /// What it is drawn round now; nullptr: nothing.
    QWidget* framed() const { return m_framed; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void follow(QWidget* focused);
    void lieOver();
    bool isAround(const QObject* watched) const;

    QPointer<QWidget> m_framed;
    bool m_byKey = false; ///< the newest input was a key
};

} // namespace lanescope::theme
