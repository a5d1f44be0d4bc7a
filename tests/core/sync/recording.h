// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the primitives record: a recording of this process, and its records.

#include "core/trace/probes.h"
#include "core/trace/segment_reader.h"

#include <QDir>
#include <QTemporaryDir>

#include <algorithm>
#include <vector>

namespace lanescope::testing {

/// Every record of the only segment in the folder.
inline std::vector<trace::Record> recordsIn(const QTemporaryDir& folder)
{
    const QStringList files = QDir(folder.path()).entryList({QStringLiteral("*.seg")});
    std::vector<trace::Record> records;
    if (files.size() != 1)
        return records;
    auto reader = trace::SegmentReader::open(folder.filePath(files.first()).toStdString());
    if (!reader)
        return records;
    for (std::uint32_t lane = 0; lane < reader.value()->laneCount(); ++lane)
        reader.value()->drain(lane, [&](const trace::Record& record, std::string_view) { records.push_back(record); });
    return records;
}

/// Records from its construction until stop().
class Recording {
public:
    Recording() { m_started = trace::Recorder::start(m_folder.path().toStdString(), "test").ok(); }
    ~Recording() { trace::Recorder::stop(); }
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    bool started() const { return m_started; }
    /// Ends it and gives the records of one type, by start. May be called again for another type.
    std::vector<trace::Record> stop(trace::RecordType type)
    {
        trace::Recorder::stop();
        if (m_records.empty())
            m_records = recordsIn(m_folder); // taking them out empties the rings
        std::vector<trace::Record> records = m_records;
        std::erase_if(records, [type](const trace::Record& record) { return record.type != type; });
        std::sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
        return records;
    }

private:
    std::vector<trace::Record> m_records;
    QTemporaryDir m_folder;
    bool m_started = false;
};

} // namespace lanescope::testing
