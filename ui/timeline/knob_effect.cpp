// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/knob_effect.h"

#include "ui/timeline/row_facts.h"

#include <string_view>

namespace lanescope::timeline {
namespace {

using namespace std::string_view_literals;

// Longer than the engine waits for a change to settle; and a log that is chattier hides nothing else.
constexpr std::int64_t kWithinNs = 20'000'000'000;
constexpr std::size_t kMostMarks = 300;

/// Where `what` stands outside quotes: texts of knobs are in quotes, and may have any signs.
std::size_t findOutside(std::string_view line, std::string_view what, std::size_t from = 0)
{
    int depth = 0;
    for (std::size_t i = from; i < line.size(); ++i) {
        const std::string_view rest = line.substr(i);
        if (depth == 0 && rest.starts_with(what))
            return i;
        depth += rest.starts_with("“"sv) ? 1 : depth > 0 && rest.starts_with("”"sv) ? -1 : 0;
    }
    return std::string_view::npos;
}

/// What came of a change of this knob, if `line` tells of it: "a 1 → 2, b “x” → “y”: …"; else nothing.
std::string_view effectIn(std::string_view line, std::string_view knob)
{
    constexpr std::size_t kNone = std::string_view::npos;
    const std::size_t colon = findOutside(line, ": ");
    const std::string_view changes = line.substr(0, colon);
    if (colon == kNone || changes.find(" → "sv) == kNone)
        return {};
    for (std::size_t from = 0; from != kNone;) {
        const std::size_t comma = findOutside(changes, ", ", from);
        const std::string_view change = changes.substr(from, comma - from);
        if (change.starts_with(knob) && change.substr(knob.size()).starts_with(' '))
            return line.substr(colon + 2);
        from = comma == kNone ? kNone : comma + 2;
    }
    return {};
}

} // namespace

QString effectOfChange(const store::Snapshot& snapshot, std::size_t knobMark)
{
    const auto& marks = *snapshot.marks;
    const store::Mark& change = marks[knobMark];
    const std::size_t last = std::min(marks.size(), knobMark + 1 + kMostMarks);
    for (std::size_t i = knobMark + 1; i < last && marks[i].timeNs <= change.timeNs + kWithinNs; ++i) {
        if (marks[i].kind != store::MarkKind::Note)
            continue;
        if (const std::string_view effect = effectIn(marks[i].text, change.subject); !effect.empty())
            return toQString(effect);
    }
    return {};
}

} // namespace lanescope::timeline
