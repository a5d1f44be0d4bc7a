// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/change_effect.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ChangeEffect", text);
}

QString shown(double value)
{
    return QLocale().toString(value, 'f', value < 10 ? 1 : 0);
}

} // namespace

double ChangeEffect::Window::pagesPerS() const
{
    return lengthNs > 0 ? static_cast<double>(times.count()) * 1e9 / static_cast<double>(lengthNs) : 0.0;
}

ChangeEffect::Window ChangeEffect::window(std::size_t steps, std::size_t skip) const
{
    Window sum;
    for (std::size_t back = skip + 1; back <= std::min(skip + steps, std::min(m_complete, kSteps)); ++back) {
        const Step& step = m_steps[(m_at + m_steps.size() - back) % m_steps.size()];
        sum.times.merge(step.times);
        sum.lengthNs += step.lengthNs;
    }
    return sum;
}

void ChangeEffect::Spread::add(double value)
{
    low = std::min(low, value);
    high = std::max(high, value);
}

/// Of the rates of the steps in the window.
double ChangeEffect::variance() const
{
    const double mean = pagesPerS();
    const std::size_t steps = std::min(m_complete, kSteps);
    double sum = 0;
    for (std::size_t back = 0; back < steps; ++back)
        sum += std::pow(window(1, back).pagesPerS() - mean, 2);
    return steps > 1 ? sum / static_cast<double>(steps - 1) : 0.0;
}

ChangeEffect::Spread ChangeEffect::halvesOfP95() const
{
    Spread halves;
    for (const std::size_t skip : {std::size_t{0}, kSteps / 2}) {
        if (const Window half = window(kSteps / 2, skip); half.times.count() > 0)
            halves.add(half.p95Ms());
    }
    return halves;
}

void ChangeEffect::noteCalm()
{
    if (m_complete < kSteps || m_calmSteps++ % kSteps != 0)
        return;
    m_calm.push_back({pagesPerS(), p95Ms()});
    if (m_calm.size() > kMostCalm)
        m_calm.pop_front();
}

bool ChangeEffect::isRateOther(const Window& after) const
{
    const double error = std::sqrt((m_varianceBefore + variance()) / static_cast<double>(kSteps));
    return !m_ratesBefore.holds(after.pagesPerS(), 2 * error);
}

bool ChangeEffect::isP95Other(const Window& after) const
{
    return m_before.times.count() > 0 && after.times.count() > 0 && !m_p95Before.holds(after.p95Ms()) &&
           !halvesOfP95().holds(m_before.p95Ms());
}

/// A slider that is dragged changes one knob many times: where it was first and where it is last is what counts.
void ChangeEffect::join(const KnobChange& change)
{
    const auto known = std::ranges::find(m_changes, change.knob, &KnobChange::knob);
    if (known == m_changes.end())
        m_changes.push_back(change);
    else
        known->now = change.now;
}

void ChangeEffect::changed(const KnobChange& change, std::int64_t nowNs)
{
    if (m_changes.empty()) {
        m_before = window(kSteps);
        m_varianceBefore = variance();
        m_ratesBefore = {};
        m_ratesBefore.add(m_before.pagesPerS());
        m_p95Before = halvesOfP95();
        for (const Calm& calm : m_calm) {
            m_ratesBefore.add(calm.pagesPerS);
            m_p95Before.add(calm.p95Ms);
        }
    }
    join(change);
    m_changedNs = nowNs;
    m_stepsSince = 0;
    QJsonArray knobs;
    for (const KnobChange& each : m_changes)
        knobs.append(each.knob);
    m_latest = {{u"knobs"_s, knobs}, {u"measuring"_s, true}};
}

/// "concurrent_requests 4 → 16, download_delay 0 → 1"
QString ChangeEffect::what() const
{
    QStringList changes;
    for (const KnobChange& each : m_changes)
        changes.append(u"%1 %2 → %3"_s.arg(each.knob, each.before, each.now));
    return changes.join(u", "_s);
}

bool ChangeEffect::isSteady() const
{
    if (m_stepsSince < kSteps + 1) // the step in which it changed belongs to neither state
        return false;
    const double newer = window(kSteps / 2).pagesPerS();
    const double older = window(kSteps / 2, kSteps / 2).pagesPerS();
    return std::abs(newer - older) <= std::max(1.0, 0.1 * std::max(newer, older));
}

QString ChangeEffect::sentence(std::int64_t afterNs, bool settled) const
{
    const Window after = window(kSteps);
    QString p95 = tr("as before");
    if (isP95Other(after)) {
        const double slower = after.p95Ms() - m_before.p95Ms();
        p95 = tr("%1%2 ms").arg(slower < 0 ? u"−"_s : u"+"_s, shown(std::abs(slower)));
    }
    const QString rates = tr("%1 → %2 pages/s").arg(shown(m_before.pagesPerS()), shown(after.pagesPerS()));
    if (!isRateOther(after) && settled)
        return tr("%1: no measurable change (%2, p95 %3)").arg(what(), rates, p95);
    return tr("%1: %2 %3, p95 %4")
        .arg(what(), rates,
             (settled ? tr("after %1 s") : tr("after %1 s, still moving"))
                 .arg(QLocale().toString(static_cast<double>(afterNs) * 1e-9, 'f', 1)),
             p95);
}

void ChangeEffect::keep(std::int64_t afterNs, bool settled)
{
    const Window after = window(kSteps);
    m_latest[u"measuring"_s] = false;
    m_latest[u"settled"_s] = settled;
    m_latest[u"measurable"_s] = isRateOther(after);
    m_latest[u"before_per_s"_s] = m_before.pagesPerS();
    m_latest[u"after_per_s"_s] = after.pagesPerS();
    m_latest[u"after_s"_s] = static_cast<double>(afterNs) * 1e-9;
    if (isP95Other(after))
        m_latest[u"p95_change_ms"_s] = after.p95Ms() - m_before.p95Ms();
    m_calm.clear(); // another state begins
    m_calmSteps = 0;
}

std::optional<QString> ChangeEffect::step(std::int64_t nowNs)
{
    m_steps[m_at].lengthNs = m_stepBeganNs == 0 ? 0 : nowNs - m_stepBeganNs;
    m_stepBeganNs = nowNs;
    m_at = (m_at + 1) % m_steps.size();
    m_steps[m_at] = {};
    ++m_complete;
    if (m_changes.empty()) {
        noteCalm();
        return std::nullopt;
    }
    ++m_stepsSince;
    const bool settled = isSteady();
    const std::int64_t since = nowNs - m_changedNs;
    if (!settled && since < kPatienceNs)
        return std::nullopt;
    // It was steady already when the window began.
    const std::int64_t after = settled ? std::max<std::int64_t>(since - window(kSteps).lengthNs, 0) : since;
    QString line = sentence(after, settled);
    keep(after, settled);
    m_changes.clear();
    return line;
}

} // namespace lanescope::crawl
