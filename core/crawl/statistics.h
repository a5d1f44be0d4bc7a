// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/response.h"

#include <QJsonObject>

#include <array>
#include <map>

namespace lanescope::crawl {

/// Why a URL that was found is not requested.
enum class FilterReason { Duplicate, Scope, Depth, Redirects };
inline constexpr std::size_t kFilterReasons = 4;

/// What a crawl has counted so far, with Scrapy's names in the JSON.
///
/// Invariant, see balanced(): every URL that was found is finished, failed, filtered or pending.
/// Plain data. Threads: none of its own; the owner locks.
class Statistics {
public:
    void countFound(quint64 urls = 1) { m_found += urls; }
    void countFiltered(FilterReason reason) { ++m_filtered[static_cast<std::size_t>(reason)]; }
    void countEnqueued(int depth);
    void countStarted() { ++m_started; }
    void countEnded(const Response& response);
    /// A page whose links were read; `links` of them could be followed.
    void countParsed(quint64 links);
    /// A page that was received and dropped unread, because the crawl was stopped.
    void countUnparsed(quint64 pages) { m_unparsed += pages; }
    void setElapsed(double seconds) { m_elapsedS = seconds; }
    void setFinishReason(const QString& reason) { m_finishReason = reason; }

    /// Adds what another crawl counted, as if both had been one.
    void add(const Statistics& other);

    quint64 found() const { return m_found; }
    quint64 started() const { return m_started; }
    quint64 responses() const; ///< answers of any status
    quint64 pages() const { return outcome(trace::RequestOutcome::Ok); }
    quint64 finished() const;                               ///< ok and redirected
    quint64 failed() const { return m_ended - finished(); } ///< cancelled ones included
    quint64 errors() const { return failed() - outcome(trace::RequestOutcome::Cancelled); }
    quint64 filtered() const;
    quint64 filtered(FilterReason reason) const { return m_filtered[static_cast<std::size_t>(reason)]; }
    quint64 parsed() const { return m_parsed; }
    quint64 unparsed() const { return m_unparsed; }
    quint64 bytes() const { return m_bytes; }
    quint64 outcome(trace::RequestOutcome outcome) const {
        return m_outcomes[static_cast<std::size_t>(outcome)];
    }
    const QString& finishReason() const { return m_finishReason; }

    /// found = finished + failed + filtered + pending; pending: waiting or on the wire.
    bool balanced(quint64 pending) const { return m_found == finished() + failed() + filtered() + pending; }

    QJsonObject toJson() const;

private:
    static constexpr std::size_t kOutcomes = static_cast<std::size_t>(trace::kLastRequestOutcome) + 1;

    quint64 m_found = 0;
    quint64 m_enqueued = 0;
    quint64 m_started = 0;
    quint64 m_ended = 0;
    quint64 m_parsed = 0;
    quint64 m_unparsed = 0;
    quint64 m_links = 0;
    quint64 m_bytes = 0;
    quint64 m_resent = 0;
    int m_deepest = 0;
    double m_elapsedS = 0;
    QString m_finishReason;
    std::array<quint64, kFilterReasons> m_filtered{};
    std::array<quint64, kOutcomes> m_outcomes{};
    std::map<int, quint64> m_statuses;
};

} // namespace lanescope::crawl
