// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_knobs.h"
#include "core/crawl/crawl_run.h"
#include "core/crawl/crawl_scenario.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;
using scenario::Context;
using scenario::Knob;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("CrawlUrlScenario", text);
}

/// What a stranger's host is owed: one request at a time, one a second.
Settings politeSettings() {
    Settings settings;
    settings.concurrentRequests = 16;
    settings.perDomain = 1;
    settings.downloadDelayMs = 1000;
    settings.depthLimit = 3;
    settings.timeoutMs = 30'000;
    settings.pageBudget = 100;
    return settings;
}

Settings urlSettings(const Context& context) {
    Settings settings = politeSettings();
    settings.pageBudget = context.integer("page_budget");
    settings.scope = static_cast<Scope>(context.integer("scope"));
    settings.userAgent = context.text("user_agent").toLatin1().simplified();
    return settings;
}

Result<std::vector<Url>> readUrls(const QString& text) {
    static const QRegularExpression kBetween(u"[\\s,]+"_s);
    std::vector<Url> urls;
    for (const QString& typed : text.split(kBetween, Qt::SkipEmptyParts)) {
        const Result<Url> url = Url::fromUser(typed);
        if (!url)
            return Error{url.error()};
        urls.push_back(url.value());
    }
    if (urls.empty())
        return Error{tr("There is no URL to crawl; set the knob urls, such as urls=https://example.org/.")
                         .toStdString()};
    return urls;
}

} // namespace

scenario::ScenarioInfo CrawlUrlScenario::info() {
    const Settings polite = politeSettings();
    scenario::ScenarioInfo info;
    info.id = u"crawl.url"_s;
    info.group = tr("Crawl");
    info.title = tr("Crawl a URL…");
    info.summary = tr("Crawls the pages you name, politely: one request a second to each host, and not far.");
    info.knobs = {
        Knob::textual(u"urls"_s, tr("URLs"), QString(),
                      tr("Where the crawl begins; several with spaces between."))
            .restart(),
        Knob::integer(u"page_budget"_s, tr("Page budget"), 0, 1'000'000, static_cast<int>(polite.pageBudget),
                      tr("requests"), tr("After how many requests the crawl ends."))
            .restart()
            .withZero(tr("no limit")),
        Knob::choice(u"scope"_s, tr("Scope"), {u"same_host"_s, u"start_hosts"_s, u"any"_s},
                     static_cast<int>(polite.scope), tr("Which links are followed."))
            .restart(),
        Knob::textual(u"user_agent"_s, tr("User agent"), QString::fromLatin1(polite.userAgent),
                      tr("How the crawler names itself; add an address where you can be reached."))
            .restart(),
    };
    for (const Knob& knob : crawlKnobs(polite))
        info.knobs.push_back(knob);
    return info;
}

void CrawlUrlScenario::run(Context& context) {
    const Result<std::vector<Url>> urls = readUrls(context.text("urls"));
    if (!urls)
        return context.fail(QString::fromStdString(urls.error()));
    CrawlRun run(context, urlSettings(context));
    run.execute(urls.value(), Repeat::Once);
}

} // namespace lanescope::crawl
