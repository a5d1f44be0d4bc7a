// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_knobs.h"

#include <QCoreApplication>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Knob;

namespace {

constexpr const char* kConcurrent = "concurrent_requests";
constexpr const char* kPerDomain = "concurrent_requests_per_domain";
constexpr const char* kDelay = "download_delay_ms";
constexpr const char* kDepth = "depth_limit";
constexpr const char* kTimeout = "download_timeout_ms";
constexpr const char* kOrder = "frontier_order";
constexpr const char* kThreads = "parse_threads";

QString tr(const char* text) {
    return QCoreApplication::translate("CrawlKnobs", text);
}

Knob number(const char* name, const QString& label, int minimum, int maximum, int standard,
            const QString& unit, const QString& help) {
    return Knob::integer(QString::fromLatin1(name), label, minimum, maximum, standard, unit, help);
}

} // namespace

std::vector<Knob> crawlKnobs(const Settings& standard) {
    return {
        number(kConcurrent, tr("Concurrent requests"), 0, 64, standard.concurrentRequests, tr("requests"),
               tr("How many requests may be on the wire at once."))
            .withZero(tr("no limit")),
        number(kPerDomain, tr("Per domain"), 0, 64, standard.perDomain, tr("requests"),
               tr("How many of them may go to one host name."))
            .withZero(tr("no limit")),
        number(kDelay, tr("Download delay"), 0, 10'000, standard.downloadDelayMs, tr("ms"),
               tr("The least time from the start of one request to the start of the next to the same host "
                  "name."))
            .withZero(tr("none")),
        number(kTimeout, tr("Timeout"), 100, 600'000, standard.timeoutMs, tr("ms"),
               tr("How long a request may take from its start to its last byte."))
            .onLogScale(),
        number(kDepth, tr("Depth limit"), 0, 100, standard.depthLimit, tr("links"),
               tr("How many links away from a start URL the crawl goes."))
            .withZero(tr("no limit")),
        Knob::choice(QString::fromLatin1(kOrder), tr("Order"), {u"lifo"_s, u"fifo"_s},
                     standard.order == Order::Lifo ? 0 : 1,
                     tr("Which waiting request of a host goes first: the newest or the oldest.")),
        number(kThreads, tr("Parse threads"), 1, 16, standard.parseThreads, tr("threads"),
               tr("How many threads read pages and find their links.")),
    };
}

Settings settingsFrom(const scenario::Context& context, const Settings& standard) {
    Settings settings = standard;
    settings.concurrentRequests = context.integer(kConcurrent);
    settings.perDomain = context.integer(kPerDomain);
    settings.downloadDelayMs = context.integer(kDelay);
    settings.timeoutMs = context.integer(kTimeout);
    settings.depthLimit = context.integer(kDepth);
    settings.order = context.integer(kOrder) == 0 ? Order::Lifo : Order::Fifo;
    settings.parseThreads = context.integer(kThreads);
    return settings;
}

bool isCap(const QString& knob) {
    return knob == QLatin1StringView(kConcurrent) || knob == QLatin1StringView(kPerDomain);
}

} // namespace lanescope::crawl
