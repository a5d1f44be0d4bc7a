// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/statistics.h"

#include <algorithm>
#include <numeric>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

void Statistics::countEnqueued(int depth) {
    ++m_enqueued;
    m_deepest = std::max(m_deepest, depth);
}

void Statistics::countEnded(const Response& response) {
    ++m_ended;
    ++m_outcomes[static_cast<std::size_t>(response.outcome)];
    m_bytes += static_cast<quint64>(response.body.size());
    if (response.status > 0)
        ++m_statuses[response.status];
    if (response.sends > 1)
        m_resent += static_cast<quint64>(response.sends - 1);
}

void Statistics::countParsed(quint64 links) {
    ++m_parsed;
    m_links += links;
}

void Statistics::add(const Statistics& other) {
    m_found += other.m_found;
    m_enqueued += other.m_enqueued;
    m_started += other.m_started;
    m_ended += other.m_ended;
    m_parsed += other.m_parsed;
    m_unparsed += other.m_unparsed;
    m_links += other.m_links;
    m_bytes += other.m_bytes;
    m_resent += other.m_resent;
    m_deepest = std::max(m_deepest, other.m_deepest);
    m_elapsedS += other.m_elapsedS;
    m_finishReason = other.m_finishReason;
    for (std::size_t index = 0; index < kFilterReasons; ++index)
        m_filtered[index] += other.m_filtered[index];
    for (std::size_t index = 0; index < kOutcomes; ++index)
        m_outcomes[index] += other.m_outcomes[index];
    for (const auto& [status, count] : other.m_statuses)
        m_statuses[status] += count;
}

quint64 Statistics::responses() const {
    return std::accumulate(m_statuses.begin(), m_statuses.end(), quint64{0},
                           [](quint64 sum, const auto& entry) { return sum + entry.second; });
}

quint64 Statistics::finished() const {
    return outcome(RequestOutcome::Ok) + outcome(RequestOutcome::Redirected);
}

quint64 Statistics::filtered() const {
    return std::accumulate(m_filtered.begin(), m_filtered.end(), quint64{0});
}

QJsonObject Statistics::toJson() const {
    QJsonObject json;
    const auto put = [&json](const QString& name, quint64 value) {
        json.insert(name, static_cast<qint64>(value));
    };
    put(u"downloader/request_count"_s, m_started);
    put(u"downloader/request_method_count/GET"_s, m_started);
    put(u"downloader/response_count"_s, responses());
    put(u"downloader/response_bytes"_s, m_bytes);
    for (const auto& [status, count] : m_statuses)
        put(u"downloader/response_status_count/"_s + QString::number(status), count);
    quint64 exceptions = 0;
    for (std::size_t index = 0; index < kOutcomes; ++index) {
        const auto outcome = static_cast<RequestOutcome>(index);
        const bool answered = outcome == RequestOutcome::Ok || outcome == RequestOutcome::HttpError ||
                              outcome == RequestOutcome::Redirected;
        if (answered || m_outcomes[index] == 0)
            continue;
        exceptions += m_outcomes[index];
        put(u"downloader/exception_type_count/"_s + QLatin1StringView(outcomeWord(outcome)),
            m_outcomes[index]);
    }
    put(u"downloader/exception_count"_s, exceptions);
    put(u"downloader/resent_count"_s, m_resent);
    put(u"httperror/response_ignored_count"_s, outcome(RequestOutcome::HttpError));
    put(u"dupefilter/filtered"_s, filtered(FilterReason::Duplicate));
    put(u"offsite/filtered"_s, filtered(FilterReason::Scope));
    put(u"depth/filtered"_s, filtered(FilterReason::Depth));
    put(u"redirect/filtered"_s, filtered(FilterReason::Redirects));
    put(u"scheduler/enqueued"_s, m_enqueued);
    put(u"scheduler/dequeued"_s, m_started);
    put(u"request_depth_max"_s, static_cast<quint64>(m_deepest));
    put(u"item_scraped_count"_s, m_parsed);
    put(u"links/found"_s, m_links);
    put(u"urls/found"_s, m_found);
    put(u"urls/finished"_s, finished());
    put(u"urls/failed"_s, failed());
    put(u"urls/filtered"_s, filtered());
    put(u"parse/dropped"_s, m_unparsed);
    json.insert(u"elapsed_time_seconds"_s, m_elapsedS);
    if (!m_finishReason.isEmpty())
        json.insert(u"finish_reason"_s, m_finishReason);
    return json;
}

} // namespace lanescope::crawl
