// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_knobs.h"

#include "core/crawl/frontier/retry_codes.h"
#include "core/crawl/scenarios/knob_declaration.h"

#include <QCoreApplication>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("CrawlKnobs", text);
}

void declareConcurrency(KnobDeclaration& declare)
{
    declare.section(tr("Concurrency"));
    Knob& global = declare.integer("concurrent_requests", &Settings::concurrentRequests, tr("Concurrent requests"), 0,
                                   200, tr("requests"),
                                   tr("How many requests may be on the wire at once. Without a limit it is as many as "
                                      "the process may open, 4,096 at most."));
    global = global.withZero(tr("no limit"));
    Knob& perDomain =
        declare.integer("concurrent_requests_per_domain", &Settings::perDomain, tr("Per domain"), 0, 200,
                        tr("requests"), tr("How many of them may go to one slot; what a slot is, says “Slots by”."));
    perDomain = perDomain.withZero(tr("no limit"));
    Knob& perIp = declare.integer("concurrent_requests_per_ip", &Settings::perIp, tr("Per IP"), 0, 200, tr("requests"),
                                  tr("How many may go to one address; it takes the place of “Per domain”, and slots "
                                     "are addresses then."));
    perIp = perIp.withZero(tr("off"));
    declare.choice("slots_by", &Settings::slotBy, tr("Slots by"), {u"host"_s, u"registrable_domain"_s},
                   tr("What has a cap and a delay of its own: each host name, or all hosts of a registrable domain."));
    declare.choice("count_waiting", &Settings::countWaiting, tr("Counts as active"), {u"wire"_s, u"scrapy"_s},
                   tr("What counts against “Concurrent requests”: what is on the wire, or, as Scrapy counts, also "
                      "what waits for its slot, its delay or robots.txt."));
    declare.choice("concurrency_control", &Settings::control, tr("Concurrency control"),
                   {u"fixed"_s, u"aimd"_s, u"gradient"_s},
                   tr("Who sets a slot's cap: you, or a controller that finds it within yours: additive increase and "
                      "halving, or the gradient of the latency."));
    declare.real("control_tolerance", &Settings::controlTolerance, tr("Tolerance"), 1, 10, tr("×"),
                 tr("To which multiple of its best the latency may grow before a controller backs off."));
}

void declareDelays(KnobDeclaration& declare)
{
    declare.section(tr("Delay"));
    Knob& delay = declare.scaled("download_delay", &Settings::downloadDelayMs, 1000, tr("Download delay"), 0, 60,
                                 tr("s"), tr("The least time from one start to the next within a slot."));
    delay = delay.withZero(tr("none"));
    declare.choice("randomize_download_delay", &Settings::randomDelay, tr("Randomise"),
                   {u"off"_s, u"unbiased"_s, u"scrapy"_s},
                   tr("The delay as it is, × 0.5 to 1.5 at random, or as Scrapy draws it: its timer draws again when "
                      "it goes off, and waits 1.22 × the delay on average."));
    declare.toggle("autothrottle_enabled", &Settings::autoThrottle, tr("AutoThrottle"),
                   tr("Lets the delay of each slot follow its latency, by Scrapy's formula."));
    declare.scaled("autothrottle_start_delay", &Settings::autoThrottleStartMs, 1000, tr("Start delay"), 0, 60, tr("s"),
                   tr("The delay that AutoThrottle begins with."));
    declare.scaled("autothrottle_max_delay", &Settings::autoThrottleMaxMs, 1000, tr("Longest delay"), 0, 600, tr("s"),
                   tr("The delay that AutoThrottle never exceeds."));
    declare.real("autothrottle_target_concurrency", &Settings::autoThrottleTarget, tr("Target concurrency"), 0.1, 64,
                 tr("requests"), tr("How many requests AutoThrottle wants on the wire to each slot, on average."));
    Knob& perMinute =
        declare.integer("max_requests_per_minute", &Settings::maxRequestsPerMinute, tr("Requests per minute"), 0,
                        600'000, tr("requests/min"), tr("How many requests may start in a minute, over all hosts."));
    perMinute = perMinute.withZero(tr("no limit"));
    Knob& kb =
        declare.integer("max_kb_per_s", &Settings::maxKbPerS, tr("Bandwidth"), 0, 1'000'000, tr("KB/s"),
                        tr("How much may be received in a second, over all hosts: large bodies are read at this rate, "
                           "so that their servers wait, and nothing starts until the mean is kept."));
    kb = kb.withZero(tr("no limit"));
    declare.textual(
        "welcome_at", tr("Welcome at"), declare.standard().welcomeAt,
        tr("Public hosts that may get more than five requests a second, with blanks between; * means all. Any "
           "other public host gets five at most, however the rest is set."),
        [](Settings& settings, const QString& text) { settings.welcomeAt = text; });
    declare.toggle("paused", &Settings::paused, tr("Pause all"),
                   tr("Nothing new starts; what is on the wire goes on."));
}

void declareFrontier(KnobDeclaration& declare)
{
    declare.section(tr("Order and reach"));
    declare.choice("frontier_order", &Settings::order, tr("Order"), {u"lifo"_s, u"fifo"_s, u"priority"_s},
                   tr("Which waiting request goes first: the newest, the oldest, or the shallowest."));
    declare.choice("frontier_fairness", &Settings::fairness, tr("Turns"), {u"by_slot"_s, u"strict"_s},
                   tr("Whether slots take turns, or the first request in order goes whatever its slot."));
    Knob& depth = declare.integer(
        "depth_limit", &Settings::depthLimit, tr("Depth limit"), 0, 100, tr("links"),
        tr("How many links away from a start URL the crawl goes. What waits already is left out as well."));
    depth = depth.withZero(tr("no limit"));
    declare.integer("depth_priority", &Settings::depthPriority, tr("Depth priority"), -10, 10, QString(),
                    tr("Above 0, shallow pages go first; below 0, deep ones; at 0, depth does not count."));
    declare.choice("scope", &Settings::scope, tr("Scope"),
                   {u"same_host"_s, u"same_domain"_s, u"start_hosts"_s, u"any"_s},
                   tr("Which links are followed. What waits already has to be in scope of a start URL."));
    declare.textual("allow", tr("Allow"), declare.standard().allow,
                    tr("Patterns of URLs that are followed, with blanks between; empty: all within the scope."),
                    [](Settings& settings, const QString& text) { settings.allow = text; });
    declare.textual("deny", tr("Deny"), declare.standard().deny,
                    tr("Patterns of URLs that are not followed, with blanks between."),
                    [](Settings& settings, const QString& text) { settings.deny = text; });
    declare.toggle("nofollow_obey", &Settings::obeyNofollow, tr("Obey nofollow"),
                   tr("Leaves out links that say rel=\"nofollow\", and all of a page whose meta robots says so; "
                      "Scrapy follows them."));
    Knob& duplicates = declare.toggle("dupefilter", &Settings::filterDuplicates, tr("Duplicate filter"),
                                      tr("Fetches each URL once, however it is spelled."));
    duplicates = duplicates.restart();
}

void declareRequests(KnobDeclaration& declare)
{
    declare.section(tr("Requests"));
    Knob& timeout = declare.scaled("download_timeout", &Settings::timeoutMs, 1000, tr("Timeout"), 0.1, 600, tr("s"),
                                   tr("How long a request may take from its start to its last byte."));
    timeout = timeout.onLogScale();
    Knob& size =
        declare.scaled("download_maxsize", &Settings::maxBodyBytes, 1024.0 * 1024.0, tr("Largest body"), 0.01, 1024,
                       tr("MB"), tr("A body that is larger is not received, be it before or after decompression."));
    size = size.onLogScale();
    declare.integer("redirect_max_times", &Settings::redirectLimit, tr("Redirects"), 0, 100, tr("redirects"),
                    tr("How many redirects in a row are followed; each passes all gates again."));
    declare.toggle("http2", &Settings::http2, tr("HTTP/2"),
                   tr("Offers HTTP/2. All requests to a host may share one connection then, and Qt 6.4 lacks a fix to "
                      "its header compression (CVE-2023-51714): not for hosts you do not trust."));
    declare.textual("user_agent", tr("User agent"), QString::fromLatin1(declare.standard().userAgent),
                    tr("How the crawler names itself; add an address where you can be reached."),
                    [](Settings& settings, const QString& text) { settings.userAgent = text.toLatin1().simplified(); });
}

void declareFailures(KnobDeclaration& declare)
{
    declare.section(tr("Failures"));
    Knob& times = declare.integer("retry_times", &Settings::retryTimes, tr("Retries"), 0, 20, tr("tries"),
                                  tr("How often a request that failed is tried again."));
    times = times.withZero(tr("none"));
    declare.textual("retry_http_codes", tr("Retried statuses"), retryCodesText(declare.standard().retryCodes),
                    tr("Statuses that are tried again, with blanks between."),
                    [](Settings& settings, const QString& text) {
                        if (const auto codes = retryCodesFrom(text))
                            settings.retryCodes = codes.value();
                    });
    Knob& backoff = declare.scaled("retry_backoff", &Settings::backoffMs, 1000, tr("Back-off"), 0, 60, tr("s"),
                                   tr("How long a request waits before its first retry, × 0.5 to 1.5 at random."));
    backoff = backoff.withZero(tr("none, as Scrapy"));
    declare.real("retry_backoff_factor", &Settings::backoffFactor, tr("Back-off factor"), 1, 10, tr("×"),
                 tr("By how much the back-off grows from one retry to the next."));
    declare.scaled("retry_backoff_max", &Settings::backoffMaxMs, 1000, tr("Longest back-off"), 0, 3600, tr("s"),
                   tr("The back-off never exceeds this, before it is randomised."));
    Knob& retryAfter =
        declare.integer("retry_after_max", &Settings::retryAfterMaxS, tr("Longest Retry-After"), 0, 86'400, tr("s"),
                        tr("How long a server may ask to be left alone with Retry-After."));
    retryAfter = retryAfter.withZero(tr("not heeded"));
    Knob& breaker =
        declare.integer("breaker_failures", &Settings::breakerFailures, tr("Breaker"), 0, 100, tr("failures"),
                        tr("After how many failures in a row a host is left alone for a while."));
    breaker = breaker.withZero(tr("off"));
    declare.integer("breaker_pause", &Settings::breakerPauseS, tr("Breaker's pause"), 1, 3600, tr("s"),
                    tr("How long it is left alone before one request may try."));
}

void declareRobots(KnobDeclaration& declare)
{
    declare.section(tr("Robots and DNS"));
    declare.toggle("robotstxt_obey", &Settings::obeyRobots, tr("Obey robots.txt"),
                   tr("Reads each host's robots.txt first and fetches nothing that it forbids (RFC 9309)."));
    Knob& crawlDelay = declare.integer("crawl_delay_max", &Settings::crawlDelayMaxS, tr("Longest Crawl-delay"), 0, 3600,
                                       tr("s"), tr("How long a delay a robots.txt may ask for."));
    crawlDelay = crawlDelay.withZero(tr("not heeded"));
    declare.integer("dns_cache", &Settings::dnsCacheS, tr("DNS cache"), 0, 86'400, tr("s"),
                    tr("How long a host's address is remembered."));
    declare.integer("dns_negative_cache", &Settings::dnsNegativeS, tr("DNS failures"), 0, 3600, tr("s"),
                    tr("How long it is remembered that a host has none."));
}

void declareParsing(KnobDeclaration& declare)
{
    declare.section(tr("Parsing"));
    declare.integer("parse_threads", &Settings::parseThreads, tr("Parse threads"), 1, 16, tr("threads"),
                    tr("How many threads read pages and find their links."));
    declare.integer("parse_backlog", &Settings::parseBacklog, tr("Parse backlog"), 1, 10'000, tr("pages"),
                    tr("With how many pages waiting to be read no request starts any more."));
}

void declareEnd(KnobDeclaration& declare)
{
    declare.section(tr("End"));
    Knob& pages = declare.integer("closespider_pagecount", &Settings::pageBudget, tr("Page budget"), 0, 10'000'000,
                                  tr("pages"), tr("After how many pages the crawl ends."));
    pages = pages.withZero(tr("no limit"));
    Knob& seconds = declare.integer("closespider_timeout", &Settings::timeLimitS, tr("Time limit"), 0, 604'800, tr("s"),
                                    tr("After how long the crawl ends."));
    seconds = seconds.withZero(tr("no limit"));
    Knob& errors = declare.integer("closespider_errorcount", &Settings::errorLimit, tr("Error limit"), 0, 1'000'000,
                                   tr("errors"), tr("After how many failed URLs the crawl ends."));
    errors = errors.withZero(tr("no limit"));
}

std::vector<KnobBinding> bindings(const Settings& standard)
{
    KnobDeclaration declare(standard);
    declareConcurrency(declare);
    declareDelays(declare);
    declareFrontier(declare);
    declareRequests(declare);
    declareFailures(declare);
    declareRobots(declare);
    declareParsing(declare);
    declareEnd(declare);
    return declare.take();
}

} // namespace

std::vector<Knob> crawlKnobs(const Settings& standard)
{
    std::vector<Knob> knobs;
    for (KnobBinding& binding : bindings(standard))
        knobs.push_back(std::move(binding.knob));
    return knobs;
}

Settings settingsFrom(const Context& context, const Settings& standard)
{
    Settings settings = standard;
    settings.seed = context.seed();
    for (const KnobBinding& binding : bindings(standard)) {
        if (scenario::indexOf(context.knobs(), binding.knob.name) >= 0)
            binding.apply(settings, context, binding.knob.name.toLatin1().constData());
    }
    return settings;
}

bool isCap(const QString& knob)
{
    return knob.startsWith("concurrent_requests"_L1) || knob == "slots_by"_L1;
}

} // namespace lanescope::crawl
