// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <variant>
#include <vector>

namespace lanescope::session {

/// One value of a table: nothing, a whole number, a real number, a truth, a text.
using Cell = std::variant<std::monostate, qint64, double, bool, QString>;

/// One line of RFC 4180: fields in quotes where they need them, lines end in CR LF, UTF-8, a point in
/// numbers whatever the locale, an empty field for nothing. A text that a spreadsheet would run as a formula gets an
/// apostrophe in front: names come out of the program under observation. Threads: any.
QByteArray csvLine(const std::vector<Cell>& cells);

/// The same value as JSON: null, 3, 0.5, true, "text".
QByteArray jsonValue(const Cell& cell);

} // namespace lanescope::session
