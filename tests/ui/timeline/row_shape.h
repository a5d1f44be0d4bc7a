// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/timeline/row_list.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lanescope::tests {

/// What the lines are, in words: "thread 3".
using Shape = std::vector<std::string>;

inline Shape shape(const timeline::RowList& rows)
{
    static const char* const kinds[] = {"group", "process", "thread", "tasks", "request",
                                        "lock",  "queue",   "cpu",    "ended"};
    Shape out;
    for (const timeline::Line& line : rows.lines())
        out.push_back(kinds[static_cast<std::size_t>(line.key.kind)] + (' ' + std::to_string(line.key.index)));
    return out;
}

inline bool has(const timeline::RowList& rows, const char* line)
{
    const Shape lines = shape(rows);
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

} // namespace lanescope::tests
