// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/knob_moves.h"

#include "ui/timeline/row_facts.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

constexpr std::int64_t kGoesOnNs = 400'000'000; ///< who rests for longer, has arrived

bool isSameKnob(const store::Mark& a, const store::Mark& b)
{
    return b.kind == store::MarkKind::Knob && a.subject == b.subject;
}

/// The change of the same knob before this one, not earlier than that moment.
std::optional<std::size_t> changeBefore(const store::Snapshot& snapshot, std::size_t knobMark, std::int64_t fromNs)
{
    const auto& marks = *snapshot.marks;
    for (std::size_t i = knobMark; i-- > 0 && marks[i].timeNs >= fromNs;) {
        if (isSameKnob(marks[knobMark], marks[i]))
            return i;
    }
    return std::nullopt;
}

// The move that came to rest there.
KnobMove moveTo(const store::Snapshot& snapshot, std::size_t knobMark)
{
    KnobMove move{knobMark, knobMark};
    while (const auto before = changeBefore(snapshot, move.first, (*snapshot.marks)[move.first].timeNs - kGoesOnNs + 1))
        move.first = *before;
    return move;
}

// An empty text is a value too.
QString shown(const QString& value)
{
    return value.isEmpty() ? u"“”"_s : value;
}

// "16" of "16 requests", where the unit is said behind the value that follows.
QString withoutUnitOf(const QString& value, const QString& next)
{
    const qsizetype unit = next.indexOf(u' ');
    return unit > 0 && value.endsWith(next.mid(unit)) ? value.chopped(next.size() - unit) : value;
}

} // namespace

bool isRest(const store::Snapshot& snapshot, std::size_t knobMark)
{
    const auto& marks = *snapshot.marks;
    const store::Mark& here = marks[knobMark];
    for (std::size_t i = knobMark + 1; i < marks.size() && marks[i].timeNs < here.timeNs + kGoesOnNs; ++i) {
        if (isSameKnob(here, marks[i]))
            return false;
    }
    return true;
}

std::vector<KnobMove> knobMoves(const store::Snapshot& snapshot, const TimeRange& range)
{
    const auto& marks = *snapshot.marks;
    std::vector<KnobMove> moves;
    const auto first = std::ranges::lower_bound(marks, range.fromNs, {}, &store::Mark::timeNs);
    for (auto i = static_cast<std::size_t>(first - marks.begin()); i < marks.size() && marks[i].timeNs < range.toNs;
         ++i) {
        if (marks[i].kind == store::MarkKind::Knob && isRest(snapshot, i))
            moves.push_back(moveTo(snapshot, i));
    }
    return moves;
}

QString valuesText(const store::Snapshot& snapshot, const KnobMove& move, const StartValues& start)
{
    const store::Mark& last = (*snapshot.marks)[move.last];
    const QString now = shown(toQString(last.text).simplified());
    std::optional<QString> value;
    if (const auto before = changeBefore(snapshot, move.first, snapshot.beginNs))
        value = toQString((*snapshot.marks)[*before].text);
    else if (const auto known = start.constFind(toQString(last.subject)); known != start.constEnd())
        value = *known;
    return value ? u"%1 → %2"_s.arg(withoutUnitOf(shown(value->simplified()), now), now) : u"→ %1"_s.arg(now);
}

QString moveText(const store::Snapshot& snapshot, const KnobMove& move, const StartValues& start)
{
    return u"%1 %2"_s.arg(toQString((*snapshot.marks)[move.last].subject), valuesText(snapshot, move, start));
}

} // namespace lanescope::timeline
