// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/responder.h"

#include "core/site/latency_model.h"
#include "core/site/seeded_random.h"

#include <algorithm>

namespace lanescope::site {

namespace {

constexpr std::uint64_t kNoPage = ~std::uint64_t{0};

WebGraphShape shapeOf(const SiteSettings& settings, std::uint64_t seed, const QList<QByteArray>& baseUrls) {
    return {seed, settings.integer(SiteKnob::Pages), settings.integer(SiteKnob::LinksPerPage),
            settings.integer(SiteKnob::PageSize), baseUrls};
}

} // namespace

Responder::Responder(const SiteSettings& settings, std::uint64_t seed, QList<QByteArray> baseUrls)
    : m_settings(settings)
    , m_seed(seed)
    , m_baseUrls(std::move(baseUrls))
    , m_generation(settings.generation())
    , m_graph(shapeOf(settings, seed, m_baseUrls))
    , m_visits(static_cast<std::size_t>(m_baseUrls.size())) {}

void Responder::followSettings() {
    if (m_generation != m_settings.generation()) {
        m_generation = m_settings.generation();
        m_graph = WebGraph(shapeOf(m_settings, m_seed, m_baseUrls));
    }
}

Verdict Responder::route(int host, const HttpRequest& request) const {
    Verdict verdict;
    if (request.method != HttpRequest::Method::Get && request.method != HttpRequest::Method::Head) {
        verdict.status = 405;
        verdict.text = QByteArrayLiteral("This site answers GET and HEAD.");
        return verdict;
    }
    verdict.page = m_graph.find(host, request.path, request.query);
    if (!verdict.page) {
        verdict.status = 404;
        verdict.text = QByteArrayLiteral("There is no such page on this host.");
    }
    return verdict;
}

std::uint32_t Responder::countVisit(PageAddress page) {
    std::vector<std::uint32_t>& visits = m_visits[static_cast<std::size_t>(page.host)];
    const auto index = static_cast<std::size_t>(page.index);
    if (index >= visits.size()) {
        visits.resize(std::max(index + 1, visits.size() * 2));
    }
    return visits[index]++;
}

Verdict Responder::decide(int host, const HttpRequest& request) {
    followSettings();
    Verdict verdict = route(host, request);
    const auto place = verdict.page ? static_cast<std::uint64_t>(verdict.page->index) : kNoPage;
    const std::uint64_t visit = verdict.page ? countVisit(*verdict.page) : m_missed++;
    SeededRandom random{m_seed, static_cast<std::uint64_t>(host), place, visit};

    // Every draw is made every time, so that turning one knob does not change what the others do.
    const LatencyModel latency{m_settings.latencyShape(), m_settings.real(SiteKnob::LatencyMs),
                               m_settings.real(SiteKnob::LatencySpreadMs)};
    const double errorDraw = random.unit();
    verdict.reset = random.unit() < m_settings.real(SiteKnob::ResetRate);
    verdict.delay = latency.draw(random);
    verdict.bodyBytesPerSecond = m_settings.integer(SiteKnob::BodyRate);
    if (errorDraw < m_settings.real(SiteKnob::ErrorRate)) {
        verdict.status = 500;
        verdict.page.reset();
        verdict.text = QByteArrayLiteral("This failure was asked for by the error_rate knob.");
    }
    return verdict;
}

HttpAnswer Responder::render(const Verdict& verdict) const {
    HttpAnswer answer;
    // The site may have shrunk while the request waited; the page of the larger site is still a page.
    if (verdict.page) {
        answer.body = m_graph.html(*verdict.page);
        return answer;
    }
    answer = failureAnswer(verdict.status, verdict.text);
    if (verdict.status == 405) {
        answer.extraHeaders = QByteArrayLiteral("Allow: GET, HEAD\r\n");
    }
    return answer;
}

} // namespace lanescope::site
