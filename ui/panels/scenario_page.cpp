// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/scenario_page.h"

#include "ui/theme/colours.h"

#include <QDesktopServices>
#include <QEvent>
#include <QFile>
#include <QGuiApplication>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextTable>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

constexpr double kLargestTitle = 1.15; // of the text: the panel is narrow
constexpr double kIndentPx = 16;

// Markdown's headings come out far too large for a side panel; their block formats are set here, as style
// sheets do not reach a document made from Markdown.
void calmDown(QTextDocument& document, const QFont& font, const theme::Colours& colours)
{
    const int basePx = QFontInfo(font).pixelSize();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat layout = block.blockFormat();
        const int level = layout.headingLevel();
        layout.setTopMargin(level > 0 && block != document.begin() ? 12 : level > 0 ? 0 : 2);
        layout.setBottomMargin(4);
        layout.setLineHeight(125, QTextBlockFormat::ProportionalHeight);
        cursor.setBlockFormat(layout);
        if (level == 0)
            continue;
        cursor.select(QTextCursor::BlockUnderCursor);
        QTextCharFormat title;
        title.setProperty(QTextFormat::FontSizeAdjustment, 0);
        QFont bold = font;
        bold.setPixelSize(static_cast<int>(std::lround(basePx * (level == 1 ? kLargestTitle : 1.0))));
        bold.setWeight(QFont::DemiBold);
        title.setFont(bold);
        title.setForeground(colours.text);
        cursor.mergeCharFormat(title);
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

} // namespace

ScenarioPage::ScenarioPage(QWidget* parent)
    : QTextBrowser(parent)
{
    setOpenLinks(false);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("About this scenario"));
    viewport()->setAutoFillBackground(false);
    setStyleSheet(QStringLiteral("background: transparent;"));
    document()->setDocumentMargin(0);
    document()->setIndentWidth(kIndentPx);
    connect(this, &QTextBrowser::anchorClicked, this, &ScenarioPage::follow);
}

void ScenarioPage::show(const scenario::ScenarioInfo& info)
{
    QFile page(QStringLiteral(":/scenarios/%1.md").arg(info.id));
    if (page.open(QIODevice::ReadOnly))
        m_markdown = QString::fromUtf8(page.readAll());
    else
        m_markdown = QStringLiteral("## %1\n\n%2\n").arg(info.title, info.summary);
    render();
}

void ScenarioPage::render()
{
    // Not this widget's palette: its own sheet makes the background, by which the table is found, transparent.
    const theme::Colours& colours = theme::coloursOf(QGuiApplication::palette());
    document()->setDefaultFont(font());
    document()->setMarkdown(m_markdown);
    calmDown(*document(), font(), colours);
    calmTables(*document(), colours);
    fitHeight();
}

void ScenarioPage::follow(const QUrl& link)
{
    if (link.scheme() != u"knob") {
        QDesktopServices::openUrl(link);
        return;
    }
    const QString wish = link.path(QUrl::FullyDecoded);
    const qsizetype equals = wish.indexOf(u'=');
    if (equals > 0)
        Q_EMIT knobWanted(wish.left(equals), wish.mid(equals + 1));
}

void ScenarioPage::fitHeight()
{
    document()->setTextWidth(viewport()->width());
    const int wanted = static_cast<int>(std::ceil(document()->size().height())) + 4;
    if (wanted == minimumHeight())
        return;
    setMinimumHeight(wanted);
    setMaximumHeight(wanted);
    updateGeometry();
}

QSize ScenarioPage::sizeHint() const
{
    return {200, std::max(minimumHeight(), 20)};
}
QSize ScenarioPage::minimumSizeHint() const
{
    return {80, minimumHeight()};
}

void ScenarioPage::resizeEvent(QResizeEvent* event)
{
    QTextBrowser::resizeEvent(event);
    fitHeight();
}

void ScenarioPage::changeEvent(QEvent* event)
{
    QTextBrowser::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        render();
}

// The page never scrolls by itself: the wheel belongs to the panel around it.
void ScenarioPage::wheelEvent(QWheelEvent* event)
{
    event->ignore();
}

} // namespace lanescope::panels
