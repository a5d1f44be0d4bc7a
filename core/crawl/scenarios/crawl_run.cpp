// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/crawl_run.h"

#include "core/crawl/scenarios/crawl_knobs.h"
#include "core/crawl/scenarios/text_knobs.h"

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

QString shownValue(const scenario::Context& context, const scenario::Knob& knob)
{
    const QByteArray name = knob.name.toLatin1();
    return knob.plain({context.number(name.constData()), context.text(name.constData())});
}

} // namespace

CrawlRun::CrawlRun(scenario::Context& context, const Settings& standard)
    : m_context(context)
    , m_standard(standard)
    , m_settings(settingsFrom(context, standard))
    , m_crawl(m_settings)
{
    for (const scenario::Knob& knob : context.knobs())
        m_values.insert(knob.name, shownValue(context, knob));
    QObject::connect(&context, &scenario::Context::knobChanged, &m_crawl,
                     [this](const QString& knob) { turned(knob); });
    QObject::connect(&context, &scenario::Context::stopping, &m_crawl, [this] { m_crawl.stop(); });
    QObject::connect(&m_crawl, &CrawlThread::noted, &m_loop, [this](const QString& line) { m_context.info(line); });
    QObject::connect(&m_crawl, &CrawlThread::sampled, &m_loop, [this](const QJsonObject& status) {
        m_status = status;
        m_context.setStatus(status);
    });
    QObject::connect(&m_crawl, &CrawlThread::over, &m_loop, [this](const QString& reason) {
        m_finishReason = reason;
        m_loop.quit();
    });
}

bool CrawlRun::writeUrlsTo(const QString& path)
{
    if (path.isEmpty())
        return true;
    if (const Status opened = m_urls.open(path); !opened) {
        m_context.fail(QString::fromStdString(opened.error()));
        return false;
    }
    m_writesUrls = true;
    m_crawl.onUrlDone([this](const Response& response) { m_urls.add(response); });
    m_crawl.onUnasked([this](const UnaskedUrl& url) { m_urls.add(url); });
    return true;
}

void CrawlRun::turned(const QString& name)
{
    const int index = scenario::indexOf(m_context.knobs(), name);
    if (index < 0)
        return;
    const scenario::Knob& knob = m_context.knobs()[static_cast<std::size_t>(index)];
    const QString now = shownValue(m_context, knob);
    Settings settings = settingsFrom(m_context, m_standard);
    keepWhatWasRefused(settings, m_context, m_settings);
    if (const QString complaint = textComplaint(name, now); !complaint.isEmpty())
        return m_context.warning(complaint);
    const QString before = std::exchange(m_values[name], now);
    m_settings = settings;
    m_crawl.setSettings(settings);
    if (before != now)
        m_crawl.watchEffectOf(changeOf(knob, before, now));
}

void CrawlRun::execute(const std::vector<Url>& urls, Repeat repeat)
{
    if (const QString wrong = textComplaint(m_context); !wrong.isEmpty())
        return m_context.fail(wrong);
    m_elapsed.start();
    const scenario::LiveResult live(m_context, [this] { reportCounts(); });
    m_crawl.start(urls, repeat);
    // Asked for before stopping() was connected: no signal will come any more.
    if (m_context.stopRequested())
        m_crawl.stop();
    m_loop.exec();
    report();
}

void CrawlRun::endEarly()
{
    m_crawl.stop();
}

void CrawlRun::failWithoutPages()
{
    const QString trouble = m_status[u"trouble"_s].toString();
    if (trouble.isEmpty())
        return;
    if (m_crawl.total().errors() > 0)
        return m_context.fail(trouble);
    m_context.warning(trouble);
}

// What is small: the rest, of which a crawl has tabs, comes at its end.
void CrawlRun::reportCounts()
{
    const Statistics total = m_crawl.total();
    const double seconds = static_cast<double>(m_elapsed.nsecsElapsed()) * 1e-9;
    m_context.setResult(u"pages"_s, static_cast<qint64>(total.pages()));
    m_context.setResult(u"bytes"_s, static_cast<qint64>(total.bytes()));
    m_context.setResult(u"errors"_s, static_cast<qint64>(total.errors()));
    m_context.setResult(u"pages_per_s"_s, seconds > 0 ? static_cast<double>(total.pages()) / seconds : 0.0);
    m_context.setResult(u"rounds"_s, m_crawl.rounds());
    m_context.setResult(u"max_on_the_wire"_s, m_crawl.maxOnTheWire());
}

void CrawlRun::report()
{
    reportCounts();
    const Statistics total = m_crawl.total();
    if (m_writesUrls) {
        if (const Status closed = m_urls.close(total); !closed)
            m_context.warning(QString::fromStdString(closed.error()));
    }
    m_context.setResult(u"finish_reason"_s, m_finishReason);
    const QString trouble = m_status[u"trouble"_s].toString();
    m_context.setResult(u"trouble"_s, trouble.isEmpty() ? QJsonValue() : trouble);
    m_context.setResult(u"balanced"_s, m_status[u"balanced"_s].toBool());
    m_context.setResult(u"limits"_s, m_status[u"limits"_s]);
    m_context.setResult(u"slots"_s, m_status[u"slots"_s]);
    m_context.setResult(u"statistics"_s, total.toJson());
}

} // namespace lanescope::crawl
