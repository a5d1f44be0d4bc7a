// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace lanescope::panels {

/// A text that takes a few lines at most, as wide as there is room: what does not fit is left out at its end, and stands in the
/// tool tip. Threads: GUI.
class ShortText : public QLabel {
    Q_OBJECT

public:
    using QLabel::QLabel;

    void setWords(const QString& words);
    const QString& words() const { return m_words; }
    void setMostLines(int lines);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();

    QString m_words;
    int m_mostLines = 2;
};

} // namespace lanescope::panels
