// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/crawl_thread.h"
#include "core/crawl/url_table.h"
#include "core/scenario/context.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QHash>
#include <QJsonObject>

namespace lanescope::crawl {

/// A crawl as part of a scenario's run: knobs act on it while it goes on, a wish to stop ends it, and the
/// result is what it counted. Threads: the run's, in which execute() turns an event loop.
class CrawlRun {
public:
    /// `standard`: the settings that no knob declares.
    CrawlRun(scenario::Context& context, const Settings& standard);

    /// Writes every URL into this CSV file; empty: does not. False, and the run has failed, if it cannot be written.
    bool writeUrlsTo(const QString& path);
    /// Returns when the crawl is over, or stopped, or endEarly() was called, and has set the result: pages,
    /// bytes, errors, pages_per_s, rounds, max_on_the_wire, finish_reason, balanced, slots, limits, statistics, and
    /// trouble, why there is no page, or null.
    void execute(const std::vector<Url>& urls, Repeat repeat);
    void endEarly();
    /// After execute(), where somebody wants pages: a run that got none because of errors has failed, and says why. To one
    /// that got none because it may not this is a warning.
    void failWithoutPages();

    CrawlThread& crawl() { return m_crawl; }

private:
    void turned(const QString& knob);
    void report();
    void reportCounts();

    scenario::Context& m_context;
    const Settings m_standard;
    Settings m_settings; // as the crawl has them
    CrawlThread m_crawl;
    QEventLoop m_loop;
    QElapsedTimer m_elapsed;
    QHash<QString, QString> m_values; // of the knobs, as they read
    QJsonObject m_status;             // the last one
    QString m_finishReason;
    UrlTable m_urls;
    bool m_writesUrls = false;
};

} // namespace lanescope::crawl
