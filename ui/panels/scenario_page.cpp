// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/scenario_page.h"

#include "ui/panels/page_style.h"
#include "ui/theme/colours.h"

#include <QDesktopServices>
#include <QEvent>
#include <QFile>
#include <QGuiApplication>
#include <QTextDocument>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lanescope::panels {
namespace {

constexpr double kIndentPx = 16;

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
    stylePage(*document(), font(), colours);
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

bool ScenarioPage::focusNextPrevChild(bool next)
{
    const bool isTaken = QTextBrowser::focusNextPrevChild(next);
    if (hasFocus() && textCursor().hasSelection())
        Q_EMIT linkReached(cursorRect());
    return isTaken;
}

// The page never scrolls by itself: the wheel belongs to the panel around it.
void ScenarioPage::wheelEvent(QWheelEvent* event)
{
    event->ignore();
}

} // namespace lanescope::panels
