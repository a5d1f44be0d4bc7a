// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/site_knobs.h"

#include "core/site/trap.h"

#include <QStringList>

#include <array>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

using Declaration = SiteKnobDeclaration;
using Kind = Declaration::Kind;
using Change = Declaration::Change;
using Reach = Declaration::Reach;

constexpr std::array kShapes = {"fixed"_L1, "uniform"_L1, "lognormal"_L1};
constexpr std::array kRetryForms = {"none"_L1, "seconds"_L1, "date"_L1};
constexpr std::array kResetPlaces = {"before"_L1, "head"_L1, "body"_L1};
constexpr std::array kOffOn = {"off"_L1, "on"_L1};
constexpr std::array kRobots = {"none"_L1,  "allow"_L1, "deny"_L1,     "partial"_L1,
                                "delay"_L1, "5xx"_L1,   "redirect"_L1, "huge"_L1};

struct Range {
    double minimum;
    double maximum;
    double standard;
};

constexpr Declaration integer(SiteKnob id, QLatin1StringView name, QLatin1StringView unit, Range range, Reach reach,
                              QLatin1StringView help)
{
    return {id, name, unit, Kind::Integer, range.minimum, range.maximum, range.standard, {}, Change::Live, reach, help};
}

constexpr Declaration real(SiteKnob id, QLatin1StringView name, QLatin1StringView unit, Range range, Reach reach,
                           QLatin1StringView help)
{
    Declaration knob = integer(id, name, unit, range, reach, help);
    knob.kind = Kind::Real;
    return knob;
}

constexpr Declaration choice(SiteKnob id, QLatin1StringView name, std::span<const QLatin1StringView> words,
                             int standard, QLatin1StringView help)
{
    return {id,
            name,
            ""_L1,
            Kind::Choice,
            0,
            static_cast<double>(words.size() - 1),
            static_cast<double>(standard),
            words,
            Change::Live,
            Reach::EachHost,
            help};
}

constexpr Declaration beforeListening(Declaration knob)
{
    knob.change = Change::BeforeListening;
    return knob;
}

const std::array kKnobs = {
    integer(SiteKnob::Pages, "pages"_L1, "pages"_L1, {1, 10'000'000, 2000}, Reach::WholeSite,
            "pages of the whole site, spread evenly over the hosts"_L1),
    integer(SiteKnob::LinksPerPage, "links_per_page"_L1, "links"_L1, {1, 1000, 12}, Reach::WholeSite,
            "links on each page, duplicates included"_L1),
    integer(SiteKnob::PageSize, "page_size"_L1, "B"_L1, {512, 8 * 1024 * 1024, 8192}, Reach::WholeSite,
            "size of a page in bytes; a page grows when its links need more"_L1),
    beforeListening(integer(SiteKnob::Hosts, "hosts"_L1, "hosts"_L1, {1, 200, 3}, Reach::WholeSite,
                            "virtual hosts, each on a loopback address of its own"_L1)),
    real(SiteKnob::LatencyMs, "latency_ms"_L1, "ms"_L1, {0, 60'000, 20}, Reach::EachHost,
         "mean time from a complete request to the first byte of its answer"_L1),
    real(SiteKnob::LatencySpreadMs, "latency_spread_ms"_L1, "ms"_L1, {0, 60'000, 8}, Reach::EachHost,
         "half width of uniform latency, standard deviation of lognormal latency"_L1),
    choice(SiteKnob::LatencyShape, "latency_shape"_L1, kShapes, 2, "how latency is distributed around its mean"_L1),
    real(SiteKnob::LatencyPerHost, "latency_per_host"_L1, ""_L1, {0, 100, 0}, Reach::WholeSite,
         "how much slower each host is than the one before: host k takes 1 + k times this as long"_L1),
    integer(SiteKnob::ServerConcurrency, "server_concurrency"_L1, "requests"_L1, {0, 100'000, 0}, Reach::EachHost,
            "requests each host works on at once, the rest queue in the server; 0 = no limit"_L1),
    real(SiteKnob::RateLimit, "rate_limit"_L1, "requests/s"_L1, {0, 1'000'000, 0}, Reach::EachHost,
         "requests a second each host takes from one client address, the rest get 429; 0 = no limit"_L1),
    integer(SiteKnob::RateBurst, "rate_burst"_L1, "requests"_L1, {1, 100'000, 5}, Reach::EachHost,
            "requests that may come at once before rate_limit counts"_L1),
    integer(SiteKnob::RetryAfterS, "retry_after_s"_L1, "s"_L1, {0, 3600, 1}, Reach::EachHost,
            "what 429 and 503 answers say in Retry-After"_L1),
    choice(SiteKnob::RetryAfterForm, "retry_after_form"_L1, kRetryForms, 1,
           "whether 429 and 503 answers have a Retry-After, and how it is written"_L1),
    real(SiteKnob::ErrorRate, "error_rate"_L1, ""_L1, {0, 1, 0}, Reach::EachHost,
         "share of requests answered 500 Internal Server Error"_L1),
    integer(SiteKnob::BurstEveryMs, "burst_every_ms"_L1, "ms"_L1, {100, 3'600'000, 5000}, Reach::EachHost,
            "time from the start of one burst of 503 answers to the next"_L1),
    integer(SiteKnob::BurstLengthMs, "burst_length_ms"_L1, "ms"_L1, {0, 3'600'000, 0}, Reach::EachHost,
            "length of each burst, in which every request gets 503; 0 = no bursts"_L1),
    real(SiteKnob::ResetRate, "reset_rate"_L1, ""_L1, {0, 1, 0}, Reach::EachHost,
         "share of requests whose connection is reset"_L1),
    choice(SiteKnob::ResetPlace, "reset_place"_L1, kResetPlaces, 0,
           "where the reset comes: before the answer, in its head, or in its body"_L1),
    integer(SiteKnob::BodyRate, "body_rate"_L1, "B/s"_L1, {0, 1'000'000'000, 0}, Reach::EachHost,
            "speed at which each body is sent; 0 = at once"_L1),
    choice(SiteKnob::Gzip, "gzip"_L1, kOffOn, 0, "compresses pages for clients that accept it"_L1),
    choice(SiteKnob::Robots, "robots"_L1, kRobots, 1,
           "what robots.txt says: nothing (404), all, none, some sections denied, a Crawl-delay, 503, a redirect, "
           "or 50 MB"_L1),
    real(SiteKnob::RobotsDelayS, "robots_delay_s"_L1, "s"_L1, {0, 3600, 1}, Reach::EachHost,
         "the Crawl-delay of robots=delay"_L1),
    choice(SiteKnob::Trap, "trap"_L1, trapChoices(), 0, "which trap the links of trap_rate lead into"_L1),
    real(SiteKnob::TrapRate, "trap_rate"_L1, ""_L1, {0, 1, 0}, Reach::EachHost,
         "share of pages with a link into a trap"_L1),
    integer(SiteKnob::LogRequests, "log_requests"_L1, "requests"_L1, {0, 5000, 0}, Reach::WholeSite,
            "how many of the latest requests the log keeps, with their connections; 0 = no log"_L1),
};
static_assert(std::tuple_size_v<decltype(kKnobs)> == static_cast<std::size_t>(SiteKnob::Count));

QString numberText(double value)
{
    return QString::number(value, 'g', 12);
}

} // namespace

std::span<const SiteKnobDeclaration> siteKnobs()
{
    return kKnobs;
}

QString SiteKnobDeclaration::rangeText() const
{
    if (kind == Kind::Choice) {
        QStringList words;
        for (const QLatin1StringView word : choices) {
            words += word;
        }
        const QString last = words.takeLast();
        return words.join(u", "_s) + u" or "_s + last;
    }
    const QString range = numberText(minimum) + u" to "_s + numberText(maximum);
    return unit.isEmpty() ? range : range + u' ' + unit;
}

QString SiteKnobDeclaration::valueText(double value) const
{
    return kind == Kind::Choice ? QString(choices[static_cast<std::size_t>(value)]) : numberText(value);
}

} // namespace lanescope::site
