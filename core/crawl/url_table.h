// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/response.h"
#include "core/crawl/model/statistics.h"
#include "core/crawl/model/unasked_url.h"
#include "core/crawl/url/duplicate_filter.h"
#include "core/trace/clock.h"
#include "core/trace/result.h"

#include <QFile>
#include <QList>

#include <array>
#include <mutex>

namespace lanescope::crawl {

/// Every URL of a crawl and what became of it, one line of CSV (RFC 4180, UTF-8) each, written as they end.
///
/// The accounts can be checked from it: the column "times" of all rows adds up to the URLs that were found; of the rows
/// "ok" and "redirected" to those finished, of "filtered" by "reason" and of "pending" to these, and of all others to
/// those that failed. A page has a hundred links to what was found before, so duplicates have one row together, at the
/// end; and so have, for each other reason, URLs that were filtered for it before, and those beyond kMostFiltered. Links
/// that are no URL of a crawl have one row for each reason.
///
/// Threads: any. Memory: up to 16 B for each filtered URL that has a row. Errors: open() says why a file cannot be
/// written; what fails later is told by close().
class UrlTable {
public:
    /// Of filtered URLs, however many a hostile page makes up.
    static constexpr quint64 kMostFiltered = 1'000'000;

    explicit UrlTable(quint64 mostFiltered = kMostFiltered)
        : m_mostFiltered(mostFiltered)
    {
    }

    /// Replaces what is there, and writes the head.
    Status open(const QString& path);
    void add(const Response& response);
    void add(const UnaskedUrl& url);
    /// The crawl is over and counted this: what has no row of its own gets its sums. Nothing may be added any more.
    Status close(const Statistics& counted);

private:
    void write(const QList<QByteArray>& cells);
    void addSum(FilterReason reason, quint64 times);

    const quint64 m_mostFiltered;
    std::mutex m_mutex;
    // All below: guarded by m_mutex.
    QFile m_file;
    trace::Calibration m_clock = trace::Calibration::measure();
    DuplicateFilter m_filtered; // URLs that have a row, each with its reason
    std::array<quint64, kFilterReasons> m_rows{};
};

} // namespace lanescope::crawl
