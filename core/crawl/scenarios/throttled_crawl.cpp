// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/throttled_crawl.h"

#include "core/crawl/effective_limits.h"
#include "core/crawl/scenarios/crawl_presets.h"

#include <QJsonArray>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

ThrottledCrawl::ThrottledCrawl(scenario::Context& context, Controller controller, const Url& host)
    : m_context(context)
    , m_controller(controller)
    , m_host(host)
    , m_crawl(settings(), nullptr, std::string(controllerWord(controller)) + ' ')
{
    const QString name = QString::fromLatin1(controllerWord(controller));
    connect(&m_crawl, &CrawlThread::sampled, this, &ThrottledCrawl::take);
    connect(&m_crawl, &CrawlThread::over, this, &ThrottledCrawl::over);
    connect(&m_crawl, &CrawlThread::noted, this,
            [this, name](const QString& line) { m_context.info(name + u": "_s + line); });
}

/// All of them may have "concurrency" on the wire; what they make of it is their own.
Settings ThrottledCrawl::settings() const
{
    constexpr int kStartMs = 500; // Scrapy's 5 s would be half a minute of nothing
    Settings settings = labSettings();
    settings.seed = m_context.seed();
    settings.concurrentRequests = 0;
    settings.perDomain = m_context.integer("concurrency");
    settings.scope = Scope::SameHost;
    settings.order = Order::Fifo;
    settings.parseThreads = 1;
    settings.autoThrottle = m_controller == Controller::AutoThrottle;
    settings.autoThrottleStartMs = kStartMs;
    settings.autoThrottleTarget = m_context.number("target_concurrency");
    settings.controlTolerance = m_context.number("tolerance");
    if (m_controller == Controller::Aimd)
        settings.control = ConcurrencyControl::Aimd;
    else if (m_controller == Controller::Gradient)
        settings.control = ConcurrencyControl::Gradient;
    return settings;
}

void ThrottledCrawl::start()
{
    m_crawl.start({m_host}, Repeat::Forever);
}

ControlReading ThrottledCrawl::fixedReading(const QJsonObject& slot) const
{
    const double cap = slot["cap"_L1].toDouble();
    return {Controller::Fixed, cap, slot["observed_on_the_wire"_L1].toDouble() - cap, cap};
}

void ThrottledCrawl::take(const QJsonObject& status)
{
    m_status = status;
    m_slot = status["slots"_L1].toArray().first().toObject();
    if (m_controller == Controller::Fixed && !m_slot.isEmpty()) {
        const ControlReading reading = fixedReading(m_slot);
        m_rows.stepped(m_slot["slot"_L1].toString().toStdString(), reading);
        m_reading = controlToJson(reading);
    } else if (m_slot.contains("control"_L1)) {
        m_reading = m_slot["control"_L1].toObject();
    }
    Q_EMIT sampled();
}

QJsonObject ThrottledCrawl::status() const
{
    QJsonObject json = m_reading;
    json.insert(u"controller"_s, QString::fromLatin1(controllerWord(m_controller)));
    for (const auto key : {"pages"_L1, "pages_per_s"_L1, "p95_ms"_L1, "on_the_wire"_L1, "waiting"_L1, "errors"_L1,
                           "balanced"_L1, "slots"_L1})
        json.insert(key, m_status[key]);
    json.insert(u"latency_ms"_s, m_slot["latency_s"_L1].toDouble() * 1e3);
    return json;
}

QJsonObject ThrottledCrawl::report(double seconds) const
{
    const Statistics total = m_crawl.total();
    QJsonObject json = status();
    json.insert(u"host"_s, QString::fromLatin1(m_host.text()));
    json.insert(u"pages"_s, static_cast<qint64>(total.pages()));
    json.insert(u"pages_per_s"_s, seconds > 0 ? static_cast<double>(total.pages()) / seconds : 0.0);
    json.insert(u"errors"_s, static_cast<qint64>(total.errors()));
    json.insert(u"max_on_the_wire"_s, m_crawl.maxOnTheWire());
    json.insert(u"balanced"_s, m_status[u"balanced"_s].toBool());
    json.remove(u"on_the_wire"_s); // nothing any more
    json.remove(u"waiting"_s);
    json.remove(u"slots"_s);
    return json;
}

} // namespace lanescope::crawl
