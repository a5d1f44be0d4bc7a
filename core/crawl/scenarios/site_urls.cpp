// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/site_urls.h"

#include "core/scenario/context.h"

#include <algorithm>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

SiteUrls::SiteUrls(scenario::Context& context, int hosts, double spread)
    : m_context(context)
    , m_hosts(hosts)
    , m_spread(spread)
    , m_mayFail(scenario::indexOf(context.knobs(), u"failures"_s) >= 0)
{
    QObject::connect(&m_site, &SiteProcess::refused, &m_site, [this](const QString& why) { m_context.warning(why); });
    QObject::connect(&m_site, &SiteProcess::failed, &m_site, [this](const QString& why) {
        m_context.fail(why);
        m_context.requestStop();
    });
}

QString SiteUrls::latency() const
{
    return QString::number(m_context.number("latency_ms"), 'g', 12);
}

QString SiteUrls::latencySpread() const
{
    return QString::number(m_context.number("latency_ms") * m_spread, 'g', 12);
}

QString SiteUrls::failures() const
{
    return m_mayFail ? QString::number(m_context.number("failures"), 'g', 12) : u"0"_s;
}

Status SiteUrls::start()
{
    m_latency = latency();
    m_latencySpread = latencySpread();
    m_failures = failures();
    const QStringList knobs{u"hosts="_s + QString::number(m_hosts),
                            u"pages="_s + QString::number(m_hosts),
                            u"page_size=4096"_s,
                            u"latency_shape=uniform"_s,
                            u"latency_ms="_s + m_latency,
                            u"latency_spread_ms="_s + m_latencySpread,
                            u"error_rate="_s + m_failures};
    QStringList arguments{u"--quiet"_s, u"--seed"_s, QString::number(m_context.seed())};
    for (const QString& knob : knobs)
        arguments << u"--set"_s << knob;
    return m_site.start(SiteProcess::programBesideThis(), arguments);
}

void SiteUrls::set(const char* knob, const QString& value, QString& known)
{
    if (std::exchange(known, value) != value)
        m_site.set(QString::fromLatin1(knob), value);
}

void SiteUrls::follow()
{
    set("latency_ms", latency(), m_latency);
    set("latency_spread_ms", latencySpread(), m_latencySpread);
    set("error_rate", failures(), m_failures);
}

std::vector<Url> SiteUrls::first(int count) const
{
    const auto& all = m_site.urls();
    return {all.begin(), all.begin() + std::min<std::ptrdiff_t>(count, std::ssize(all))};
}

} // namespace lanescope::crawl
