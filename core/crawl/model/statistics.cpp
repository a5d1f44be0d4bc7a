// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/model/statistics.h"

#include <algorithm>
#include <numeric>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using trace::RequestOutcome;

namespace {

bool isAnswered(RequestOutcome outcome)
{
    return outcome == RequestOutcome::Ok || outcome == RequestOutcome::HttpError ||
           outcome == RequestOutcome::Redirected;
}

template <class Counts>
quint64 sumOf(const Counts& counts)
{
    return std::accumulate(counts.begin(), counts.end(), quint64{0},
                           [](quint64 sum, const auto& entry) { return sum + entry.second; });
}

template <class Counts>
void addAll(Counts& to, const Counts& from)
{
    for (const auto& [key, count] : from)
        to[key] += count;
}

template <std::size_t N>
void addAll(std::array<quint64, N>& to, const std::array<quint64, N>& from)
{
    for (std::size_t index = 0; index < N; ++index)
        to[index] += from[index];
}

/// Why a request was tried again: the status, if that tells, else the outcome.
QString reasonWord(int status, const char* outcome)
{
    return status >= 400 ? QString::number(status) : QString::fromLatin1(outcome);
}

void put(QJsonObject& json, const QString& name, quint64 value)
{
    json.insert(name, static_cast<qint64>(value));
}

} // namespace

void Statistics::countDropped(const RequestTag& tag)
{
    countFiltered(FilterReason::Breaker);
    if (tag.retries > 0)
        ++m_lastTries[reasonWord(tag.lastTry.status, outcomeWord(tag.lastTry.outcome))];
}

void Statistics::countEnqueued(int depth)
{
    ++m_enqueued;
    ++m_depths[depth];
}

void Statistics::countEnded(const Response& response, Fate fate)
{
    ++m_tries[static_cast<std::size_t>(response.outcome)];
    if (response.fault != Fault::None)
        ++m_faults[response.fault];
    m_bytes += static_cast<quint64>(response.wireBytes);
    m_requestBytes += response.requestBytes;
    countDecoded(response);
    m_latencyMaxS = std::max(m_latencyMaxS, response.latencyS());
    if (response.status > 0)
        ++m_statuses[response.status];
    if (response.sends > 1)
        m_resent += static_cast<quint64>(response.sends - 1);
    if (fate == Fate::Retried) {
        ++m_retries;
        ++m_retryReasons[reasonWord(response.status, outcomeWord(response))];
        return;
    }
    ++m_ended;
    ++m_outcomes[static_cast<std::size_t>(response.outcome)];
    if (response.status > 0 && response.outcome != RequestOutcome::Redirected)
        ++m_received;
    if (response.outcome == RequestOutcome::HttpError)
        ++m_ignored[response.status];
}

/// Of what could not be decompressed Scrapy counts nothing.
void Statistics::countDecoded(const Response& response)
{
    if (!response.wasEncoded || !isAnswered(response.outcome))
        return;
    ++m_decoded;
    m_decodedBytes += static_cast<quint64>(response.received());
}

void Statistics::countRobots(const Response& response)
{
    ++m_robotsRequests;
    m_robotsBytes += static_cast<quint64>(response.wireBytes);
    m_requestBytes += response.requestBytes;
    countDecoded(response);
    if (response.status > 0) {
        ++m_robotsStatuses[response.status];
        ++m_statuses[response.status];
    }
    ++m_tries[static_cast<std::size_t>(response.outcome)];
    if (response.fault != Fault::None)
        ++m_faults[response.fault];
}

void Statistics::countRobotsMissing(int status)
{
    ++m_robotsMissing;
    if (status > 0)
        countRobotsReceived();
}

void Statistics::countParsed(quint64 links)
{
    ++m_parsed;
    m_links += links;
}

void Statistics::add(const Statistics& other)
{
    m_found += other.m_found;
    m_enqueued += other.m_enqueued;
    m_started += other.m_started;
    m_ended += other.m_ended;
    m_received += other.m_received;
    m_parsed += other.m_parsed;
    m_unparsed += other.m_unparsed;
    m_links += other.m_links;
    m_bytes += other.m_bytes;
    m_requestBytes += other.m_requestBytes;
    m_decoded += other.m_decoded;
    m_decodedBytes += other.m_decodedBytes;
    m_resent += other.m_resent;
    m_retries += other.m_retries;
    m_retriesUsedUp += other.m_retriesUsedUp;
    m_robotsRequests += other.m_robotsRequests;
    m_robotsBytes += other.m_robotsBytes;
    m_robotsReceived += other.m_robotsReceived;
    m_robotsMissing += other.m_robotsMissing;
    m_latencyMaxS = std::max(m_latencyMaxS, other.m_latencyMaxS);
    m_elapsedS += other.m_elapsedS;
    m_start = m_start.isValid() ? m_start : other.m_start;
    m_finishReason = other.m_finishReason;
    addAll(m_filtered, other.m_filtered);
    addAll(m_outcomes, other.m_outcomes);
    addAll(m_tries, other.m_tries);
    addAll(m_faults, other.m_faults);
    addAll(m_statuses, other.m_statuses);
    addAll(m_ignored, other.m_ignored);
    addAll(m_depths, other.m_depths);
    addAll(m_robotsStatuses, other.m_robotsStatuses);
    addAll(m_retryReasons, other.m_retryReasons);
    addAll(m_lastTries, other.m_lastTries);
}

quint64 Statistics::responses() const
{
    return sumOf(m_statuses);
}

quint64 Statistics::finished() const
{
    return outcome(RequestOutcome::Ok) + outcome(RequestOutcome::Redirected);
}

quint64 Statistics::filtered() const
{
    return std::accumulate(m_filtered.begin(), m_filtered.end(), quint64{0});
}

void Statistics::putDownloads(QJsonObject& json) const
{
    const QString kException = u"downloader/exception_type_count/"_s;
    const quint64 requests = m_started + m_robotsRequests;
    put(json, u"downloader/request_count"_s, requests);
    put(json, u"downloader/request_method_count/GET"_s, requests);
    put(json, u"downloader/request_bytes"_s, m_requestBytes);
    put(json, u"downloader/response_count"_s, responses());
    put(json, u"downloader/response_bytes"_s, m_bytes + m_robotsBytes);
    put(json, u"httpcompression/response_count"_s, m_decoded);
    put(json, u"httpcompression/response_bytes"_s, m_decodedBytes);
    for (const auto& [status, count] : m_statuses)
        put(json, u"downloader/response_status_count/"_s + QString::number(status), count);
    quint64 exceptions = 0;
    for (std::size_t index = 0; index < kOutcomes; ++index) {
        const auto outcome = static_cast<RequestOutcome>(index);
        const quint64 named = outcome == RequestOutcome::BadAnswer ? sumOf(m_faults) : 0;
        if (isAnswered(outcome) || m_tries[index] == named)
            continue;
        exceptions += m_tries[index] - named;
        put(json, kException + QLatin1StringView(outcomeWord(outcome)), m_tries[index] - named);
    }
    for (const auto& [fault, count] : m_faults) {
        exceptions += count;
        put(json, kException + QLatin1StringView(faultWord(fault)), count);
    }
    put(json, u"downloader/exception_count"_s, exceptions);
    put(json, u"downloader/resent_count"_s, m_resent);
    json.insert(u"downloader/latency_max"_s, m_latencyMaxS);
    put(json, u"response_received_count"_s, m_received + m_robotsReceived);
}

void Statistics::putRetries(QJsonObject& json) const
{
    put(json, u"retry/count"_s, m_retries);
    put(json, u"retry/max_reached"_s, m_retriesUsedUp);
    for (const auto& [reason, count] : m_retryReasons)
        put(json, u"retry/reason_count/"_s + reason, count);
    put(json, u"robotstxt/request_count"_s, m_robotsRequests);
    put(json, u"robotstxt/missing_count"_s, m_robotsMissing);
    put(json, u"robotstxt/response_count"_s, sumOf(m_robotsStatuses));
    for (const auto& [status, count] : m_robotsStatuses)
        put(json, u"robotstxt/response_status_count/"_s + QString::number(status), count);
    put(json, u"robotstxt/forbidden"_s, filtered(FilterReason::Robots));
    put(json, u"httperror/response_ignored_count"_s, outcome(RequestOutcome::HttpError));
    for (const auto& [status, count] : m_ignored)
        put(json, u"httperror/response_ignored_status_count/"_s + QString::number(status), count);
}

void Statistics::putUrls(QJsonObject& json) const
{
    put(json, u"dupefilter/filtered"_s, filtered(FilterReason::Duplicate));
    put(json, u"offsite/filtered"_s, filtered(FilterReason::Scope));
    put(json, u"depth/filtered"_s, filtered(FilterReason::Depth));
    put(json, u"breaker/filtered"_s, filtered(FilterReason::Breaker));
    for (const auto& [reason, count] : m_lastTries)
        put(json, u"breaker/last_try_count/"_s + reason, count);
    put(json, u"nofollow/filtered"_s, filtered(FilterReason::Nofollow));
    put(json, u"scheme/filtered"_s, filtered(FilterReason::Scheme));
    put(json, u"invalid/filtered"_s, filtered(FilterReason::Invalid));
    put(json, u"urllength/request_ignored_count"_s, filtered(FilterReason::TooLong));
    // Scrapy queues what is tried again once more, and takes out what its robots.txt then forbids.
    for (const QString& where : {QString(), u"/memory"_s}) {
        put(json, u"scheduler/enqueued"_s + where, m_enqueued + m_retries);
        put(json, u"scheduler/dequeued"_s + where, m_started + filtered(FilterReason::Robots));
    }
    put(json, u"request_depth_max"_s, m_depths.empty() ? 0 : static_cast<quint64>(m_depths.rbegin()->first));
    // A trap has a depth for every page; the shallow ones are what people look at.
    constexpr int kDepthsShown = 20;
    quint64 deeper = 0;
    for (const auto& [depth, count] : m_depths) {
        if (depth <= kDepthsShown)
            put(json, u"request_depth_count/"_s + QString::number(depth), count);
        else
            deeper += count;
    }
    if (deeper > 0)
        put(json, u"request_depth_count/deeper"_s, deeper);
    put(json, u"item_scraped_count"_s, m_parsed);
    put(json, u"links/found"_s, m_links);
    put(json, u"urls/found"_s, m_found);
    put(json, u"urls/finished"_s, finished());
    put(json, u"urls/failed"_s, failed());
    put(json, u"urls/filtered"_s, filtered());
    put(json, u"urls/pending"_s, m_found - finished() - failed() - filtered());
    put(json, u"parse/dropped"_s, m_unparsed);
}

void Statistics::putTimes(QJsonObject& json) const
{
    json.insert(u"elapsed_time_seconds"_s, m_elapsedS);
    if (m_elapsedS > 0) {
        json.insert(u"responses_per_minute"_s, static_cast<double>(m_received + m_robotsReceived) * 60 / m_elapsedS);
        json.insert(u"items_per_minute"_s, static_cast<double>(m_parsed) * 60 / m_elapsedS);
    }
    if (m_start.isValid())
        json.insert(u"start_time"_s, m_start.toString(Qt::ISODateWithMs));
    if (m_finishReason.isEmpty())
        return;
    json.insert(u"finish_reason"_s, m_finishReason);
    if (m_start.isValid()) {
        const qint64 milliseconds = static_cast<qint64>(m_elapsedS * 1000);
        json.insert(u"finish_time"_s, m_start.addMSecs(milliseconds).toString(Qt::ISODateWithMs));
    }
}

QJsonObject Statistics::toJson() const
{
    QJsonObject json;
    putDownloads(json);
    putRetries(json);
    putUrls(json);
    putTimes(json);
    return json;
}

} // namespace lanescope::crawl
