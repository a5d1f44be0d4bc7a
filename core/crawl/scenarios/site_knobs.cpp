// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/site_knobs.h"

#include <QCoreApplication>

#include <algorithm>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("SiteKnobs", text);
}

std::vector<Knob> shapeKnobs()
{
    return {
        Knob::integer(u"hosts"_s, tr("Hosts"), 1, 50, 3, tr("hosts"),
                      tr("How many hosts the site has, each on a loopback address of its own."))
            .restart(),
        Knob::integer(u"pages"_s, tr("Pages"), 1, 1'000'000, 2000, tr("pages"),
                      tr("How many pages the whole site has; the crawl begins again when it has seen them all."))
            .onLogScale(),
        Knob::integer(u"links_per_page"_s, tr("Links per page"), 1, 200, 12, tr("links"),
                      tr("How many links stand on each page, duplicates included.")),
        Knob::integer(u"page_size"_s, tr("Page size"), 512, 1024 * 1024, 8192, tr("bytes"), tr("How large a page is."))
            .onLogScale(),
        Knob::choice(u"gzip"_s, tr("Gzip"), {u"off"_s, u"on"_s}, 0, tr("Whether the server compresses its pages.")),
        Knob::choice(u"robots"_s, tr("robots.txt"),
                     {u"none"_s, u"allow"_s, u"deny"_s, u"partial"_s, u"delay"_s, u"5xx"_s, u"redirect"_s, u"huge"_s},
                     1,
                     tr("What robots.txt says: nothing (404), all allowed, all denied, some sections denied, a "
                        "Crawl-delay, an error, a redirect, or 50 MB.")),
        Knob::real(u"robots_delay_s"_s, tr("Crawl-delay"), 0, 60, 1, tr("s"),
                   tr("The Crawl-delay that robots.txt asks for, where it asks for one (robots=delay).")),
    };
}

std::vector<Knob> latencyKnobs()
{
    return {
        Knob::real(u"latency_ms"_s, tr("Latency"), 0, 5000, 20, tr("ms"),
                   tr("How long the server thinks before it answers, on average.")),
        Knob::real(u"latency_spread_ms"_s, tr("Latency spread"), 0, 5000, 8, tr("ms"),
                   tr("How much its latency varies.")),
        Knob::choice(u"latency_shape"_s, tr("Latency shape"), {u"fixed"_s, u"uniform"_s, u"lognormal"_s}, 2,
                     tr("How it varies: not at all, evenly, or with a long tail.")),
        Knob::real(u"latency_per_host"_s, tr("Latency per host"), 0, 20, 0, QString(),
                   tr("How much slower each host is than the one before; 1: twice, three times, four times the "
                      "first's latency.")),
        Knob::integer(u"server_concurrency"_s, tr("Server concurrency"), 0, 200, 0, tr("requests"),
                      tr("How many requests each host works on at once; the others queue in the server."))
            .withZero(tr("no limit")),
        Knob::integer(u"body_rate"_s, tr("Body rate"), 0, 10'000'000, 0, tr("bytes/s"),
                      tr("How fast the server sends each body."))
            .withZero(tr("at once")),
    };
}

std::vector<Knob> refusalKnobs()
{
    return {
        Knob::real(u"error_rate"_s, tr("Error rate"), 0, 1, 0, QString(),
                   tr("Share of the requests that the server answers with an error (500).")),
        Knob::real(u"rate_limit"_s, tr("Server's rate limit"), 0, 1000, 0, tr("requests/s"),
                   tr("How many requests a second each host takes from one address; the rest get 429."))
            .withZero(tr("no limit")),
        Knob::integer(u"rate_burst"_s, tr("Rate limit's burst"), 1, 1000, 5, tr("requests"),
                      tr("How many requests may come at once before the server's rate limit counts.")),
        Knob::integer(u"burst_every_ms"_s, tr("503 burst every"), 100, 60'000, 5000, tr("ms"),
                      tr("How often the server has a burst of failures.")),
        Knob::integer(u"burst_length_ms"_s, tr("503 burst length"), 0, 60'000, 0, tr("ms"),
                      tr("How long a burst lasts, in which every request gets 503."))
            .withZero(tr("no bursts")),
        Knob::integer(u"retry_after_s"_s, tr("Retry-After"), 0, 60, 1, tr("s"),
                      tr("When to come again, as the answers 429 and 503 say.")),
        Knob::choice(u"retry_after_form"_s, tr("Retry-After's form"), {u"none"_s, u"seconds"_s, u"date"_s}, 1,
                     tr("Whether 429 and 503 answers have a Retry-After, and how it is written.")),
    };
}

std::vector<Knob> trapKnobs()
{
    return {
        Knob::real(u"reset_rate"_s, tr("Reset rate"), 0, 1, 0, QString(),
                   tr("Share of the requests whose connection the server resets.")),
        Knob::choice(u"reset_place"_s, tr("Reset where"), {u"before"_s, u"head"_s, u"body"_s}, 0,
                     tr("Where the reset comes: before the answer, in its head, or in its body.")),
        Knob::real(u"trap_rate"_s, tr("Trap rate"), 0, 1, 0, QString(),
                   tr("Share of the pages that have a link into a trap.")),
        Knob::choice(u"trap"_s, tr("Trap"),
                     {u"all"_s, u"redirect-loop"_s, u"calendar"_s, u"many-links"_s, u"huge-link"_s, u"nesting"_s,
                      u"endless-headers"_s, u"endless-body"_s, u"bomb"_s, u"wrong-length"_s, u"wrong-charset"_s,
                      u"not-http"_s},
                     0,
                     tr("What the trap is: redirects without end, a calendar of endless months, a page with 100,000 "
                        "links, a link of 10 MB, a million nested elements, headers or a body without end, a "
                        "compressed bomb, a wrong length, a wrong charset, or an answer that is not HTTP.")),
    };
}

} // namespace

std::vector<Knob> siteKnobs()
{
    std::vector<Knob> knobs;
    const auto add = [&knobs](const std::vector<Knob>& some, const QString& section) {
        std::ranges::transform(some, std::back_inserter(knobs),
                               [&section](const Knob& knob) { return knob.inSection(section); });
    };
    add(shapeKnobs(), tr("Site"));
    add(latencyKnobs(), tr("Site"));
    add(refusalKnobs(), tr("Site faults"));
    add(trapKnobs(), tr("Site faults"));
    return knobs;
}

const Knob* siteKnob(const Context& context, const QString& name)
{
    const int index = scenario::indexOf(context.knobs(), name);
    const Knob* knob = index < 0 ? nullptr : &context.knobs()[static_cast<std::size_t>(index)];
    return knob != nullptr && knob->section.startsWith(tr("Site")) ? knob : nullptr;
}

QString siteValue(const Context& context, const Knob& knob)
{
    return knob.plain({context.number(knob.name.toLatin1().constData()), {}});
}

QStringList siteArguments(const Context& context)
{
    QStringList arguments{u"--quiet"_s, u"--seed"_s, QString::number(context.seed())};
    for (const Knob& knob : context.knobs()) {
        if (siteKnob(context, knob.name) != nullptr)
            arguments << u"--set"_s << knob.name + u'=' + siteValue(context, knob);
    }
    return arguments;
}

} // namespace lanescope::crawl
