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

/// True if `line` tells of changes, "a 1 → 2, b 3 → 4: …", and this knob is among them.
bool tellsOf(std::string_view line, std::string_view knob)
{
    const std::string_view changes = line.substr(0, line.find(": "));
    if (changes.size() == line.size() || changes.find(" → "sv) == std::string_view::npos)
        return false;
    for (std::size_t at = changes.find(knob); at != std::string_view::npos; at = changes.find(knob, at + 1)) {
        const bool begins = at == 0 || (at >= 2 && changes.substr(at - 2, 2) == ", "sv);
        if (begins && changes.substr(at + knob.size()).starts_with(' '))
            return true;
    }
    return false;
}

} // namespace

QString effectOfChange(const store::Snapshot& snapshot, std::size_t knobMark)
{
    const auto& marks = *snapshot.marks;
    const store::Mark& change = marks[knobMark];
    const std::size_t last = std::min(marks.size(), knobMark + 1 + kMostMarks);
    for (std::size_t i = knobMark + 1; i < last && marks[i].timeNs <= change.timeNs + kWithinNs; ++i) {
        if (marks[i].kind == store::MarkKind::Note && tellsOf(marks[i].text, change.subject))
            return toQString(std::string_view(marks[i].text).substr(marks[i].text.find(": ") + 2));
    }
    return {};
}

} // namespace lanescope::timeline
