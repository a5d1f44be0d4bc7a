// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/page_style.h"

#include "ui/theme/colours.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextTable>

#include <cmath>

namespace lanescope::panels {
namespace {

constexpr double kLargestTitle = 1.15; // of the text: the panel is narrow
constexpr double kCodeSize = 0.92;
constexpr int kContinuedBy = 4; // characters

bool isCode(const QTextBlock& block)
{
    return block.isValid() && block.blockFormat().nonBreakableLines();
}

void calmHeading(QTextCursor cursor, int level, const QFont& font, const theme::Colours& colours)
{
    cursor.select(QTextCursor::BlockUnderCursor);
    QTextCharFormat title;
    title.setProperty(QTextFormat::FontSizeAdjustment, 0);
    QFont bold = font;
    bold.setPixelSize(static_cast<int>(std::lround(QFontInfo(font).pixelSize() * (level == 1 ? kLargestTitle : 1.0))));
    bold.setWeight(QFont::DemiBold);
    title.setFont(bold);
    title.setForeground(colours.text);
    cursor.mergeCharFormat(title);
}

// Markdown's headings come out far too large for a side panel.
void calmText(QTextDocument& document, const QFont& font, const theme::Colours& colours)
{
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (isCode(block))
            continue;
        QTextCursor cursor(block);
        QTextBlockFormat layout = block.blockFormat();
        const int level = layout.headingLevel();
        layout.setTopMargin(level > 0 && block != document.begin() ? 12 : level > 0 ? 0 : 2);
        layout.setBottomMargin(4);
        layout.setLineHeight(125, QTextBlockFormat::ProportionalHeight);
        cursor.setBlockFormat(layout);
        if (level > 0)
            calmHeading(cursor, level, font, colours);
    }
}

// Thin lines, and room round the words.
void calmTables(QTextDocument& document, const theme::Colours& colours)
{
    for (QTextFrame* frame : document.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table)
            continue;
        QTextTableFormat layout = table->format();
        layout.setBorder(1);
        layout.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
        layout.setBorderBrush(colours.border);
        layout.setBorderCollapse(true);
        layout.setCellSpacing(0);
        layout.setCellPadding(5);
        layout.setTopMargin(6);
        layout.setBottomMargin(8);
        table->setFormat(layout);
    }
}

// What is too long goes on further in than it began.
void layOutLine(const QTextBlock& line, const QFont& codeFont)
{
    QTextCursor cursor(line);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    QTextCharFormat small;
    small.setProperty(QTextFormat::FontPixelSize, codeFont.pixelSize());
    cursor.mergeCharFormat(small);
    const QString text = line.text();
    qsizetype indent = 0;
    while (indent < text.size() && text[indent] == u' ')
        ++indent;
    const double furtherPx =
        QFontMetricsF(codeFont).horizontalAdvance(u'0') * static_cast<double>(indent + kContinuedBy);
    QTextBlockFormat layout;
    layout.setLineHeight(115, QTextBlockFormat::ProportionalHeight);
    layout.setLeftMargin(furtherPx);
    layout.setTextIndent(-furtherPx);
    cursor.setBlockFormat(layout);
}

// A frame stands between two blocks, so one without text is left where it begins and where it ends.
void hideEmpty(const QTextBlock& block)
{
    if (!block.isValid() || !block.text().isEmpty())
        return;
    QTextBlockFormat none;
    none.setLineHeight(1, QTextBlockFormat::FixedHeight);
    QTextCursor(block).setBlockFormat(none);
}

// From `first` to `last`, on a ground of its own. Returns the frame.
QTextFrame* frameCode(const QTextBlock& first, const QTextBlock& last, const theme::Colours& colours)
{
    QTextFrameFormat ground;
    ground.setBackground(colours.raised);
    ground.setPadding(6);
    ground.setBorder(0);
    ground.setTopMargin(3);
    ground.setBottomMargin(6);
    QTextCursor code(first);
    code.setPosition(last.position() + last.length() - 1, QTextCursor::KeepAnchor);
    return code.insertFrame(ground);
}

void calmCode(QTextDocument& document, const QFont& font, const theme::Colours& colours)
{
    QFont codeFont = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    codeFont.setPixelSize(static_cast<int>(std::lround(QFontInfo(font).pixelSize() * kCodeSize)));
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        if (!isCode(block))
            continue;
        QTextBlock last = block;
        while (isCode(last.next()))
            last = last.next();
        const QTextFrame* frame = frameCode(block, last, colours);
        for (auto part = frame->begin(); part != frame->end(); ++part)
            layOutLine(part.currentBlock(), codeFont);
        hideEmpty(document.findBlock(frame->firstPosition() - 1));
        block = document.findBlock(frame->lastPosition() + 1);
        hideEmpty(block);
    }
}

} // namespace

void stylePage(QTextDocument& document, const QFont& font, const theme::Colours& colours)
{
    calmText(document, font, colours);
    calmTables(document, colours);
    calmCode(document, font, colours);
}

} // namespace lanescope::panels
