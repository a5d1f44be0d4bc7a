// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/responder.h"

#include "core/site/gzip.h"
#include "core/site/latency_model.h"
#include "core/site/robots_page.h"
#include "core/site/seeded_random.h"
#include "core/site/trap_answers.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

constexpr std::uint64_t kNoPage = ~std::uint64_t{0};

std::vector<TrapShare> trapShares(const SiteSettings& settings, int hosts)
{
    std::vector<TrapShare> shares;
    for (int host = 0; host < hosts; ++host) {
        const int choice = settings.integer(SiteKnob::Trap, host); // 0: all of them
        shares.push_back({settings.real(SiteKnob::TrapRate, host),
                          choice == 0 ? std::nullopt : std::optional(static_cast<TrapKind>(choice - 1))});
    }
    return shares;
}

WebGraphShape shapeOf(const SiteSettings& settings, std::uint64_t seed, const QList<QByteArray>& baseUrls)
{
    return {seed,
            settings.integer(SiteKnob::Pages),
            settings.integer(SiteKnob::LinksPerPage),
            settings.integer(SiteKnob::PageSize),
            baseUrls,
            trapShares(settings, static_cast<int>(baseUrls.size()))};
}

QByteArray retryAfter(RetryAfterForm form, int seconds)
{
    if (form == RetryAfterForm::None) {
        return {};
    }
    if (form == RetryAfterForm::Seconds) {
        return "Retry-After: " + QByteArray::number(seconds) + "\r\n";
    }
    // A date has whole seconds: the next one, or a short wait would be none.
    const QDateTime when = QDateTime::currentDateTimeUtc().addSecs(seconds + 1);
    return "Retry-After: " + QLocale::c().toString(when, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1() + "\r\n";
}

Verdict failure(int status, const QByteArray& text, const QByteArray& extraHeaders = {})
{
    Verdict verdict;
    verdict.status = status;
    verdict.content = Verdict::Failure{text, extraHeaders};
    return verdict;
}

/// Answers that the faults may hit; the others would not be what they are.
bool isOpenToFaults(const Verdict& verdict)
{
    return verdict.status != 405 && !std::holds_alternative<Verdict::RobotsFile>(verdict.content);
}

} // namespace

Responder::Responder(const SiteSettings& settings, std::uint64_t seed, QList<QByteArray> baseUrls)
    : m_settings(settings)
    , m_seed(seed)
    , m_baseUrls(std::move(baseUrls))
    , m_generation(settings.generation())
    , m_graph(shapeOf(settings, seed, m_baseUrls))
    , m_visits(static_cast<std::size_t>(m_baseUrls.size()))
    , m_limiters(static_cast<std::size_t>(m_baseUrls.size()))
{
}

void Responder::followSettings()
{
    if (m_generation != m_settings.generation()) {
        m_generation = m_settings.generation();
        m_graph = WebGraph(shapeOf(m_settings, m_seed, m_baseUrls));
    }
}

Verdict Responder::route(int host, const HttpRequest& request) const
{
    if (request.method != HttpRequest::Method::Get && request.method != HttpRequest::Method::Head) {
        return failure(405, "This site answers GET and HEAD.", "Allow: GET, HEAD\r\n");
    }
    Verdict verdict;
    if (request.path == "/robots.txt") {
        verdict.content = Verdict::RobotsFile{m_settings.choice<RobotsVariant>(SiteKnob::Robots, host),
                                              m_settings.real(SiteKnob::RobotsDelayS, host)};
    } else if (request.path == kMovedRobots) {
        verdict.content = Verdict::RobotsFile{RobotsVariant::Partial, 0};
    } else if (const auto trap = TrapAddress::parse(request.path); trap && request.query.isEmpty()) {
        verdict.content = *trap;
    } else if (const auto page = m_graph.find(host, request.path, request.query)) {
        verdict.content = *page;
    } else {
        return failure(404, "There is no such page on this host.");
    }
    return verdict;
}

std::uint64_t Responder::countVisit(const PageAddress* page)
{
    if (page == nullptr) {
        return m_missed++;
    }
    std::vector<std::uint32_t>& visits = m_visits[static_cast<std::size_t>(page->host)];
    const auto index = static_cast<std::size_t>(page->index);
    if (index >= visits.size()) {
        visits.resize(std::max(index + 1, visits.size() * 2));
    }
    return visits[index]++;
}

std::chrono::nanoseconds Responder::drawLatency(int host, SeededRandom& random) const
{
    const double factor = 1 + host * m_settings.real(SiteKnob::LatencyPerHost);
    return LatencyModel{m_settings.choice<LatencyShape>(SiteKnob::LatencyShape, host),
                        m_settings.real(SiteKnob::LatencyMs, host) * factor,
                        m_settings.real(SiteKnob::LatencySpreadMs, host) * factor}
        .draw(random);
}

/// A burst is the last part of each period, so that a site begins in good health.
bool Responder::inBurst(const Arrival& arrival) const
{
    const int length = m_settings.integer(SiteKnob::BurstLengthMs, arrival.host);
    const int every = m_settings.integer(SiteKnob::BurstEveryMs, arrival.host);
    const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(arrival.now - *m_firstArrival);
    return length > 0 && age.count() % every >= every - length;
}

/// Refusals come at once: that a server is busy is soon said.
Verdict Responder::refusal(int host, int status, const QByteArray& text) const
{
    return failure(status, text,
                   retryAfter(m_settings.choice<RetryAfterForm>(SiteKnob::RetryAfterForm, host),
                              m_settings.integer(SiteKnob::RetryAfterS, host)));
}

Verdict Responder::decide(const Arrival& arrival, const HttpRequest& request)
{
    followSettings();
    const int host = arrival.host;
    m_firstArrival = m_firstArrival.value_or(arrival.now);
    Verdict verdict = route(host, request);
    const auto* page = std::get_if<PageAddress>(&verdict.content);
    const auto place = page != nullptr ? static_cast<std::uint64_t>(page->index) : kNoPage;
    SeededRandom random{m_seed, static_cast<std::uint64_t>(host), place, countVisit(page)};
    // Every draw is made every time, so that turning one knob does not change what the others do.
    const double errorDraw = random.unit();
    const double resetDraw = random.unit();
    verdict.delay = drawLatency(host, random);
    verdict.bodyBytesPerSecond = m_settings.integer(SiteKnob::BodyRate, host);
    verdict.gzip = request.acceptsGzip && m_settings.choice<GzipUse>(SiteKnob::Gzip, host) == GzipUse::On;
    if (!isOpenToFaults(verdict)) {
        return verdict;
    }
    const RateLimiter::Rate rate{m_settings.real(SiteKnob::RateLimit, host),
                                 m_settings.integer(SiteKnob::RateBurst, host)};
    if (!m_limiters[static_cast<std::size_t>(host)].admit(arrival.client, rate, arrival.now)) {
        return refusal(host, 429, "More requests than the rate_limit knob allows.");
    }
    if (inBurst(arrival)) {
        return refusal(host, 503, "This host is in a burst of failures, as the burst knobs ask.");
    }
    if (resetDraw < m_settings.real(SiteKnob::ResetRate, host)) {
        verdict.reset = m_settings.choice<ResetPlace>(SiteKnob::ResetPlace, host);
    }
    if (errorDraw < m_settings.real(SiteKnob::ErrorRate, host)) {
        verdict.status = 500;
        verdict.content = Verdict::Failure{"This failure was asked for by the error_rate knob.", {}};
    }
    return verdict;
}

HttpAnswer Responder::render(const Verdict& verdict) const
{
    if (const auto* failure = std::get_if<Verdict::Failure>(&verdict.content)) {
        HttpAnswer answer = failureAnswer(verdict.status, failure->text);
        answer.extraHeaders = failure->extraHeaders;
        return answer;
    }
    if (const auto* trap = std::get_if<TrapAddress>(&verdict.content)) {
        return trapAnswer(*trap);
    }
    if (const auto* robots = std::get_if<Verdict::RobotsFile>(&verdict.content)) {
        return robotsAnswer(robots->variant, robots->delayS);
    }
    // The site may have shrunk while the request waited; the page of the larger site is still a page.
    HttpAnswer answer;
    answer.body = m_graph.html(std::get<PageAddress>(verdict.content));
    if (verdict.gzip) {
        answer.body = gzipped(answer.body);
        answer.extraHeaders = "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"_qba;
    }
    return answer;
}

} // namespace lanescope::site
