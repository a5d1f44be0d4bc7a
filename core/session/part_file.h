// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QString>

namespace lanescope::session {

/// The name of a temporary file beside a target, for writers that open files themselves (SQLite); commit()
/// flushes it to the disk and renames it over the target. Errors: sentences. Threads: one at a time.
/// Lifetime: destroyed without commit(), it removes the temporary file and leaves the target as it was.
class PartFile {
public:
    explicit PartFile(const QString& target);
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    /// Makes the empty temporary file.
    Status open();
    const QString& path() const { return m_path; }
    Status commit();

private:
    QString m_target;
    QString m_path;
};

} // namespace lanescope::session
