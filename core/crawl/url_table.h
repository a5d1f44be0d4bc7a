// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/response.h"
#include "core/trace/clock.h"
#include "core/trace/result.h"

#include <QFile>

namespace lanescope::crawl {

/// Every URL of a crawl and what became of it, one line of CSV (RFC 4180, UTF-8) each, written as they end.
/// Threads: one at a time. Errors: open() says why a file cannot be written; what fails later is told by close().
class UrlTable {
public:
    /// Replaces what is there, and writes the head.
    Status open(const QString& path);
    void add(const Response& response);
    /// Nothing may be added any more.
    Status close();
    quint64 lines() const { return m_lines; }

private:
    QFile m_file;
    trace::Calibration m_clock = trace::Calibration::measure();
    quint64 m_lines = 0;
};

} // namespace lanescope::crawl
