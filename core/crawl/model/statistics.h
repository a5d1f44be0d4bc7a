// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/filter_reason.h"
#include "core/crawl/model/response.h"

#include <QDateTime>
#include <QJsonObject>

#include <array>
#include <map>

namespace lanescope::crawl {

/// What the end of a try means for its URL.
enum class Fate { Final, Retried };

/// What a crawl has counted so far, with Scrapy's names in the JSON.
///
/// Invariant, see balanced(): every URL that was found is finished, failed, filtered or pending. A URL that
/// is tried again is pending; a robots.txt is a request but not one of the URLs.
/// Plain data. Threads: none of its own; the owner locks.
class Statistics {
public:
    void countFound(quint64 urls = 1) { m_found += urls; }
    void countFiltered(FilterReason reason, quint64 urls = 1) { m_filtered[static_cast<std::size_t>(reason)] += urls; }
    /// It is not tried, or not tried again, because its host is given up.
    void countDropped(const RequestTag& tag);
    void countEnqueued(int depth);
    /// It was taken to be sent.
    void countStarted() { ++m_started; }
    /// It was not sent after all.
    void countNotStarted() { --m_started; }
    /// A try ended.
    void countEnded(const Response& response, Fate fate = Fate::Final);
    /// It failed in a way that is tried again, but not this often.
    void countRetriesUsedUp() { ++m_retriesUsedUp; }
    void countRobots(const Response& response);
    /// What a robots.txt says is known.
    void countRobotsReceived() { ++m_robotsReceived; }
    /// A robots.txt that cannot be had, however often it is tried: an error, though none of the URLs'. `status`: of the
    /// last answer; 0: none.
    void countRobotsMissing(int status);
    /// A page whose links were read; `links` of them could be followed.
    void countParsed(quint64 links);
    /// A page that was received and dropped unread, because the crawl was stopped.
    void countUnparsed(quint64 pages) { m_unparsed += pages; }
    void setStart(const QDateTime& time) { m_start = time; }
    void setElapsed(double seconds) { m_elapsedS = seconds; }
    void setFinishReason(const QString& reason) { m_finishReason = reason; }

    /// Adds what another crawl counted, as if both had been one.
    void add(const Statistics& other);

    quint64 found() const { return m_found; }
    quint64 started() const { return m_started; }
    quint64 responses() const;                      ///< answers of any status to any try
    quint64 received() const { return m_received; } ///< URLs that were answered, without redirects
    quint64 pages() const { return outcome(trace::RequestOutcome::Ok); }
    quint64 finished() const;                               ///< ok and redirected
    quint64 failed() const { return m_ended - finished(); } ///< cancelled ones included
    /// URLs, and robots.txt files, that cannot be had.
    quint64 errors() const { return failed() - outcome(trace::RequestOutcome::Cancelled) + m_robotsMissing; }
    quint64 filtered() const;
    quint64 filtered(FilterReason reason) const { return m_filtered[static_cast<std::size_t>(reason)]; }
    quint64 parsed() const { return m_parsed; }
    quint64 unparsed() const { return m_unparsed; }
    quint64 bytes() const { return m_bytes; } ///< of bodies as they were sent, before decompression
    quint64 retries() const { return m_retries; }
    quint64 robotsRequests() const { return m_robotsRequests; }
    /// How URLs ended; tries that were repeated are not among them.
    quint64 outcome(trace::RequestOutcome outcome) const { return m_outcomes[static_cast<std::size_t>(outcome)]; }
    double elapsedS() const { return m_elapsedS; }
    const QString& finishReason() const { return m_finishReason; }

    /// found = finished + failed + filtered + pending; pending: waiting or on the wire.
    bool balanced(quint64 pending) const { return m_found == finished() + failed() + filtered() + pending; }

    QJsonObject toJson() const;

private:
    static constexpr std::size_t kOutcomes = static_cast<std::size_t>(trace::kLastRequestOutcome) + 1;
    using ByStatus = std::map<int, quint64>;
    using ByOutcome = std::array<quint64, kOutcomes>;
    void countDecoded(const Response& response);
    void putDownloads(QJsonObject& json) const;
    void putRetries(QJsonObject& json) const;
    void putUrls(QJsonObject& json) const;
    void putTimes(QJsonObject& json) const;

    quint64 m_found = 0;
    quint64 m_enqueued = 0;
    quint64 m_started = 0;
    quint64 m_ended = 0;
    quint64 m_received = 0;
    quint64 m_parsed = 0;
    quint64 m_unparsed = 0;
    quint64 m_links = 0;
    quint64 m_bytes = 0;
    quint64 m_requestBytes = 0;
    quint64 m_decoded = 0; // answers that were decompressed, robots.txt among them
    quint64 m_decodedBytes = 0;
    quint64 m_resent = 0;
    quint64 m_retries = 0;
    quint64 m_retriesUsedUp = 0;
    quint64 m_robotsRequests = 0;
    quint64 m_robotsBytes = 0;
    quint64 m_robotsReceived = 0; // without redirects and repeated tries
    quint64 m_robotsMissing = 0;
    double m_latencyMaxS = 0;
    double m_elapsedS = 0;
    QDateTime m_start;
    QString m_finishReason;
    std::array<quint64, kFilterReasons> m_filtered{};
    ByOutcome m_outcomes{};            // of URLs
    ByOutcome m_tries{};               // of all tries
    std::map<Fault, quint64> m_faults; // of those, the bad answers that have a name of their own
    ByStatus m_statuses;               // of all tries
    ByStatus m_ignored;                // of URLs that ended with an error status
    ByStatus m_depths;                 // URLs enqueued, by depth
    ByStatus m_robotsStatuses;
    std::map<QString, quint64> m_retryReasons;
    std::map<QString, quint64> m_lastTries; // of URLs that were dropped with their host
};

} // namespace lanescope::crawl
