// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/central_area.h"

#include "ui/gallery/gallery.h"
#include "ui/theme/key_splitter.h"
#include "ui/timeline/timeline_pane.h"
#include "ui/window/address_bar.h"
#include "ui/window/bottom_tabs.h"
#include "ui/window/first_focus.h"
#include "ui/window/run_banner.h"
#include "ui/window/run_bar.h"
#include "ui/window/settings.h"
#include "ui/window/side_panel.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace lanescope::window {
namespace {

constexpr int kUpperPx = 620; ///< of a window: its bars, and the timeline with a dozen rows

} // namespace

CentralArea::CentralArea(const WindowActions& actions, const std::vector<scenario::ScenarioInfo>& scenarios,
                         QWidget* parent)
    : QWidget(parent)
    , m_bar(new RunBar(actions, this))
    , m_banner(new RunBanner(this))
    , m_address(new AddressBar(this))
    , m_gallery(new gallery::Gallery(scenarios, this))
    , m_pane(new timeline::TimelinePane(this))
    , m_tabs(new BottomTabs(this))
    , m_side(new SidePanel(this))
    , m_columns(new theme::KeySplitter(Qt::Horizontal, this))
    , m_rows(new theme::KeySplitter(Qt::Vertical, this))
{
    makeColumns(makeCentre());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_columns, 1);
    connect(m_columns, &QSplitter::splitterMoved, this, [this] { m_columnsChosen = true; });
    connect(m_tabs, &BottomTabs::left, m_pane, [this] { m_pane->setFocus(Qt::ShortcutFocusReason); });
    connect(m_rows, &QSplitter::splitterMoved, this, [this] { m_rowsChosen = true; });
}

QWidget* CentralArea::makeCentre()
{
    m_rows->addWidget(m_pane);
    m_rows->addWidget(m_tabs);
    m_rows->setStretchFactor(0, 1);
    m_rows->setChildrenCollapsible(false);
    m_rows->setCollapsible(1, true);
    m_pane->setMinimumHeight(180);

    auto* centre = new QWidget(this);
    auto* middle = new QVBoxLayout(centre);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addWidget(m_banner);
    middle->addWidget(m_address);
    middle->addWidget(m_rows, 1);
    centre->setMinimumWidth(400);
    return centre;
}

void CentralArea::makeColumns(QWidget* centre)
{
    m_columns->addWidget(m_gallery);
    m_columns->addWidget(centre);
    m_columns->addWidget(m_side);
    m_columns->setStretchFactor(1, 1);
    m_gallery->setMinimumWidth(150);
    m_side->setMinimumWidth(200);
}

void CentralArea::shareRoom(const QSize& windowSize)
{
    if (!m_columnsChosen) {
        const int left = std::clamp(windowSize.width() / 6, 160, m_gallery->sizeHint().width());
        const int right = std::clamp(windowSize.width() / 4, 240, m_side->sizeHint().width());
        m_columns->setSizes({left, windowSize.width() - left - right, right});
    }
    if (!m_rowsChosen) {
        // The lanes get what they need for a dozen threads first.
        const int high = windowSize.height();
        const int below = std::clamp(high - kUpperPx, std::max(140, high / 4), high * 36 / 100);
        m_rows->setSizes({windowSize.height() - below, below});
    }
}

void CentralArea::focusPart(int step)
{
    const std::array<QWidget*, 4> parts{m_gallery, m_pane, m_tabs, m_side};
    const auto holds = [now = window()->focusWidget()](const QWidget* part) {
        return part == now || part->isAncestorOf(now);
    };
    const auto at = std::ranges::find_if(parts, holds) - parts.begin();
    const std::ptrdiff_t count = std::ssize(parts);
    const std::ptrdiff_t next = at == count ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
    QWidget* part = parts[static_cast<std::size_t>(next)];
    if (part == m_tabs)
        return m_tabs->focusContent();
    QWidget* inside = part == m_pane ? part : firstFocus(*part);
    if (inside)
        inside->setFocus(Qt::ShortcutFocusReason);
}

void CentralArea::restoreState(const Settings& settings)
{
    m_columnsChosen = m_columns->restoreState(settings.columns());
    m_rowsChosen = m_rows->restoreState(settings.rows());
    m_side->restoreState(settings.side());
    m_tabs->restoreState(settings);
}

void CentralArea::saveState(Settings& settings) const
{
    if (m_columnsChosen)
        settings.setColumns(m_columns->saveState());
    if (m_rowsChosen)
        settings.setRows(m_rows->saveState());
    settings.setSide(m_side->saveState());
    m_tabs->saveState(settings);
}

} // namespace lanescope::window
