// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a test's own process recorded.

#include "core/trace/segment_reader.h"

#include <QDir>

#include <string>
#include <vector>

namespace lanescope::testing {

struct Recorded {
    std::uint32_t lane;
    trace::Record record;
    std::string text; ///< of records that carry one
};

/// Every record of the only segment in the folder that still fits its rings; nothing if there is not just one.
inline std::vector<Recorded> recordedIn(const QString& folder)
{
    const QDir directory(folder);
    const QStringList files = directory.entryList({QStringLiteral("*.seg")});
    std::vector<Recorded> all;
    if (files.size() != 1)
        return all;
    auto reader = trace::SegmentReader::open(directory.filePath(files.first()).toStdString());
    if (!reader)
        return all;
    for (std::uint32_t lane = 0; lane < reader.value()->laneCount(); ++lane) {
        reader.value()->drain(lane, [&](const trace::Record& record, std::string_view text) {
            all.push_back({lane, record, std::string(text)});
        });
    }
    return all;
}

} // namespace lanescope::testing
