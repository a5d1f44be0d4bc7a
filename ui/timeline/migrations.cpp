// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/migrations.h"

#include "ui/theme/theme.h"
#include "ui/timeline/arrow.h"
#include "ui/timeline/row_facts.h"

#include <QPainter>

#include <algorithm>

namespace lanescope::timeline {
namespace {

using store::Interval;
using store::Snapshot;

constexpr std::size_t kMostShown = 120;
constexpr double kNarrowestPx = 3; ///< of a stretch, on average: below, arrows would cover what they tell of
constexpr std::size_t kLookBack = 256;

std::optional<store::RowIndex> rowOfCpu(const Snapshot& snapshot, std::uint32_t number)
{
    const auto found = std::ranges::find(*snapshot.cpus, number, &store::Cpu::number);
    return found == snapshot.cpus->end() ? std::nullopt : std::optional(found->row);
}

// When the thread left the CPU it came from; when it came, if that was too long ago to look for.
std::int64_t leftAt(const store::Row& from, std::uint32_t thread, std::int64_t arrivedNs)
{
    const std::size_t end = from.firstStartingAt(arrivedNs);
    for (std::size_t back = 1; back <= std::min(end, kLookBack); ++back) {
        const Interval& stretch = from.intervals[end - back];
        if (stretch.subject == thread)
            return std::min(stretch.endNs(), arrivedNs);
    }
    return arrivedNs;
}

class Gathering {
public:
    explicit Gathering(const CanvasFrame& frame)
        : m_frame(frame)
        , m_visible(frame.axis.covered())
    {
        const auto pick = frame.viewport.pick();
        m_picked = pick ? threadOfRow(frame.snapshot, pick->row) : std::nullopt;
    }

    ShownMigrations shown()
    {
        for (const store::Cpu& cpu : *m_frame.snapshot.cpus) {
            if (m_frame.rows.findRow(cpu.row) != nullptr)
                addCpu(cpu.row);
        }
        if (m_out.others.size() > kMostShown)
            m_out.others.clear();
        return std::move(m_out);
    }

private:
    void addCpu(store::RowIndex index)
    {
        const store::Row& row = m_frame.snapshot.row(index);
        const std::size_t first = row.firstStartingAt(m_visible.fromNs);
        const std::size_t last = row.firstStartingAt(m_visible.toNs);
        const auto most = static_cast<std::size_t>(m_frame.size.width() / kNarrowestPx);
        if (last - first > most)
            return;
        for (std::size_t i = first; i < last; ++i)
            add(index, row.intervals[i]);
        if (row.open && row.open->startNs >= m_visible.fromNs && row.open->startNs < m_visible.toNs)
            add(index, row.open->until(row.knownUntilNs));
    }
    void add(store::RowIndex to, const Interval& stretch)
    {
        if (stretch.peer == store::kNone)
            return;
        const auto from = rowOfCpu(m_frame.snapshot, stretch.peer);
        const store::ThreadIndex thread{stretch.subject};
        auto& list = thread == m_picked ? m_out.picked : m_out.others;
        if (!from || list.size() > kMostShown)
            return;
        list.push_back({thread, *from, to, leftAt(m_frame.snapshot.row(*from), stretch.subject, stretch.startNs),
                        stretch.startNs});
    }

    const CanvasFrame& m_frame;
    const TimeRange m_visible;
    std::optional<store::ThreadIndex> m_picked;
    ShownMigrations m_out;
};

void paint(QPainter& painter, const CanvasFrame& frame, const Migration& move, const QColor& colour)
{
    const Line* from = frame.rows.findRow(move.from);
    const Line* to = frame.rows.findRow(move.to);
    if (from == nullptr || to == nullptr)
        return; // one of them is folded away
    paintThinArrow(painter, {frame.xOf(move.leftNs), frame.barsOf(*from).center().y()}, frame.xOf(move.arrivedNs),
                   frame.barsOf(*to), colour);
}

} // namespace

ShownMigrations shownMigrations(const CanvasFrame& frame)
{
    return Gathering(frame).shown();
}

void paintMigrations(QPainter& painter, const CanvasFrame& frame)
{
    const theme::Colours& colours = theme::coloursOf(frame.palette);
    const ShownMigrations shown = shownMigrations(frame);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Migration& move : shown.others)
        paint(painter, frame, move, colours.text);
    for (const Migration& move : shown.picked)
        paint(painter, frame, move, colours.accent);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

std::optional<std::uint16_t> cpuOf(const Snapshot& snapshot, store::ThreadIndex thread, std::int64_t timeNs)
{
    for (const store::Cpu& cpu : *snapshot.cpus) {
        const auto running = snapshot.row(cpu.row).at(timeNs);
        if (running && running->subject == static_cast<std::uint32_t>(thread))
            return cpu.number;
    }
    return std::nullopt;
}

} // namespace lanescope::timeline
