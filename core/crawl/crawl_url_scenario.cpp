// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_knobs.h"
#include "core/crawl/crawl_presets.h"
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
        Knob::textual(u"url_table"_s, tr("URL table"), QString(),
                      tr("A file that gets one line of CSV for every URL and what became of it; empty: none."))
            .restart(),
    };
    for (const Knob& knob : crawlKnobs(polite))
        info.knobs.push_back(knob);
    info.presets = crawlPresets();
    return info;
}

void CrawlUrlScenario::run(Context& context) {
    const Result<std::vector<Url>> urls = readUrls(context.text("urls"));
    if (!urls)
        return context.fail(QString::fromStdString(urls.error()));
    CrawlRun run(context, politeSettings());
    if (!run.writeUrlsTo(context.text("url_table")))
        return;
    run.execute(urls.value(), Repeat::Once);
}

} // namespace lanescope::crawl
