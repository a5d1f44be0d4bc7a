// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/row_list.h"

#include "ui/timeline/row_list_builder.h"

#include <algorithm>

namespace lanescope::timeline {

bool isWait(store::State state)
{
    using store::State;
    return state >= State::LockWait && state <= State::OtherWait && state != State::Sleep;
}

namespace {

bool sameLine(const Line& a, const Line& b)
{
    return a.key == b.key && a.row == b.row && a.topPx == b.topPx && a.heightPx == b.heightPx &&
           a.hasChildren == b.hasChildren && a.isOpen == b.isOpen && a.isPinned == b.isPinned &&
           a.children == b.children;
}

} // namespace

bool RowList::update(const store::Snapshot& snapshot, const Sight& sight)
{
    std::vector<Line> lines;
    lines.reserve(m_lines.size() + 16);
    EndedFold fold(snapshot, m_showEnded ? Sight() : sight);
    Builder(*this, snapshot, fold, lines).build();
    m_sight = sight;
    m_foldIsSame = fold.same();
    if (std::equal(lines.begin(), lines.end(), m_lines.begin(), m_lines.end(), sameLine))
        return false;
    m_lines = std::move(lines);
    return true;
}

bool RowList::isOutdatedFor(const Sight& sight) const
{
    return !m_showEnded && (sight.picked != m_sight.picked || sight.livingFirst != m_sight.livingFirst ||
                            !m_foldIsSame.contains(sight.fromNs));
}

void RowList::reset()
{
    m_lines.clear();
    m_sight = {};
    m_foldIsSame = {};
    m_pinned.clear();
    std::erase_if(m_toggled, [](const LineKey& key) { return key.kind != LineKind::Group; });
}

std::size_t RowList::firstAt(int y) const
{
    const auto found =
        std::partition_point(m_lines.begin(), m_lines.end(), [y](const Line& line) { return line.bottomPx() <= y; });
    return static_cast<std::size_t>(found - m_lines.begin());
}

const Line* RowList::lineAt(int y) const
{
    const std::size_t index = firstAt(y);
    return y >= 0 && index < m_lines.size() ? &m_lines[index] : nullptr;
}

const Line* RowList::find(const LineKey& key) const
{
    const auto found = std::find_if(m_lines.begin(), m_lines.end(), [&](const Line& line) { return line.key == key; });
    return found == m_lines.end() ? nullptr : &*found;
}

const Line* RowList::findRow(store::RowIndex row) const
{
    const auto found = std::find_if(m_lines.begin(), m_lines.end(), [&](const Line& line) { return line.row == row; });
    return found == m_lines.end() ? nullptr : &*found;
}

bool RowList::isOpen(const LineKey& key) const
{
    const bool startsOpen = key.kind == LineKind::Group || key.kind == LineKind::Process;
    return startsOpen != m_toggled.contains(key);
}

void RowList::toggle(const LineKey& key)
{
    if (m_toggled.erase(key) == 0)
        m_toggled.insert(key);
}

void RowList::setOpen(const LineKey& key, bool open)
{
    if (isOpen(key) != open)
        toggle(key);
}

void RowList::setAllOpen(bool open)
{
    for (const Line& line : m_lines) {
        if (line.isHeader())
            setOpen(line.key, open);
    }
}

void RowList::togglePinned(const LineKey& key)
{
    if (std::erase(m_pinned, key) == 0)
        m_pinned.push_back(key);
}

} // namespace lanescope::timeline
