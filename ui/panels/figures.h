// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>
#include <QVariant>

namespace lanescope::panels {

/// What the number in a table cell counts; decides how it is written and on which side it stands.
enum class Unit {
    Text,
    Address,    ///< a URL: of a long one its beginning and its end are shown
    Identifier, ///< a pid: a number nobody groups into thousands
    Count,
    Depth,    ///< of a queue: whole, or one digit after the point
    Share,    ///< 0–1, shown in percent
    Duration, ///< nanoseconds
    Moment,   ///< nanoseconds since the start of the run
    Rate,     ///< per second
    Bytes,
    Bar,   ///< time per state, a picture
    Trend, ///< how it went lately, a picture
};

/// The value as people read it; "–" where there is none. Threads: any.
QString figureText(Unit unit, const QVariant& value, const QLocale& locale = {});

/// How an address stands in a table: without the scheme that most have.
QString shownAddress(QString address);

/// Numbers stand at the right, so that their digits line up.
Qt::Alignment figureAlignment(Unit unit);

/// How long something has gone on. What began with the newest snapshot, or a moment later, is "less than 1 µs".
QString sinceText(std::int64_t ns);

} // namespace lanescope::panels
