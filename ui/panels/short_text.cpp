// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/short_text.h"

#include <QResizeEvent>
#include <QTextLayout>

#include <optional>

namespace lanescope::panels {
namespace {

constexpr int kSparePx = 4; ///< what is drawn may be a little wider than what is measured

// Where the last of these lines begins, if more would follow it; else nothing is left out.
std::optional<int> lastLineOf(const QString& words, const QFont& font, int widthPx, int lines)
{
    QTextLayout layout(QString(words).replace(u'\n', QChar::LineSeparator), font);
    layout.beginLayout();
    int lastStart = 0;
    for (int i = 0; i <= lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            return std::nullopt;
        line.setLineWidth(widthPx);
        if (i < lines)
            lastStart = line.textStart();
    }
    return lastStart;
}

} // namespace

void ShortText::setWords(const QString& words)
{
    if (words == m_words)
        return;
    m_words = words;
    fit();
}

void ShortText::setMostLines(int lines)
{
    if (lines == m_mostLines)
        return;
    m_mostLines = lines;
    fit();
}

void ShortText::fit()
{
    const int room = width() - kSparePx;
    const auto lastLine = lastLineOf(m_words, font(), room, m_mostLines);
    setToolTip(lastLine ? m_words : QString());
    setText(lastLine ? m_words.left(*lastLine) +
                           fontMetrics().elidedText(m_words.mid(*lastLine).replace(u'\n', u' '), Qt::ElideRight, room)
                     : m_words);
    setAccessibleName(m_words);
}

void ShortText::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fit();
}

} // namespace lanescope::panels
