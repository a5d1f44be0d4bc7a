// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/crawl_run.h"

#include "core/crawl/crawl_knobs.h"

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

CrawlRun::CrawlRun(scenario::Context& context, const Settings& standard)
    : m_context(context)
    , m_standard(standard)
    , m_crawl(settingsFrom(context, standard)) {
    QObject::connect(&context, &scenario::Context::knobChanged, &m_crawl,
                     [this] { m_crawl.setSettings(settingsFrom(m_context, m_standard)); });
    QObject::connect(&context, &scenario::Context::stopping, &m_crawl, [this] { m_crawl.stop(); });
    QObject::connect(&m_crawl, &CrawlThread::over, &m_loop, &QEventLoop::quit);
}

void CrawlRun::execute(const std::vector<Url>& urls, Repeat repeat) {
    m_elapsed.start();
    m_crawl.start(urls, repeat);
    // Asked for before stopping() was connected: no signal will come any more.
    if (m_context.stopRequested())
        m_crawl.stop();
    m_loop.exec();
    report();
}

void CrawlRun::endEarly() {
    m_crawl.stop();
}

void CrawlRun::report() {
    const Statistics total = m_crawl.total();
    const double seconds = static_cast<double>(m_elapsed.nsecsElapsed()) * 1e-9;
    m_context.setResult(u"pages"_s, static_cast<qint64>(total.pages()));
    m_context.setResult(u"bytes"_s, static_cast<qint64>(total.bytes()));
    m_context.setResult(u"errors"_s, static_cast<qint64>(total.errors()));
    m_context.setResult(u"pages_per_s"_s, seconds > 0 ? static_cast<double>(total.pages()) / seconds : 0.0);
    m_context.setResult(u"rounds"_s, m_crawl.rounds());
    m_context.setResult(u"max_on_the_wire"_s, m_crawl.maxOnTheWire());
    m_context.setResult(u"statistics"_s, total.toJson());
}

} // namespace lanescope::crawl
