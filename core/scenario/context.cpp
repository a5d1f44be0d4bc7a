// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/context.h"

#include "core/scenario/knob_bell.h"
#include "core/trace/probes.h"

#include <chrono>

namespace lanescope::scenario {
namespace {

constexpr std::chrono::milliseconds kReportEvery{250};
constexpr std::chrono::milliseconds kLeastApart{200}; // less, so that a timer that is a little early counts

} // namespace

Context::Context(const std::vector<Knob>& knobs, const std::vector<KnobValue>& values, quint64 seed)
    : m_knobs(knobs)
    , m_seed(seed)
{
    Q_ASSERT(knobs.size() == values.size());
    for (const KnobValue& value : values) {
        m_numbers.emplace_back(value.number);
        m_texts.push_back(value.text);
    }
}

int Context::index(const char* name) const
{
    const int found = indexOf(m_knobs, QString::fromLatin1(name));
    Q_ASSERT_X(found >= 0, "Context", name);
    return found;
}

double Context::number(const char* name) const
{
    return live(name).load(std::memory_order_relaxed);
}

const std::atomic<double>& Context::live(const char* name) const
{
    return m_numbers[static_cast<std::size_t>(index(name))];
}

QString Context::text(const char* name) const
{
    const std::lock_guard lock(m_mutex);
    return m_texts[static_cast<std::size_t>(index(name))];
}

void Context::setReport(std::function<void()> report)
{
    const std::lock_guard lock(m_reporting);
    m_report = std::move(report);
}

void Context::reportNowAndThen()
{
    const std::unique_lock reporting(m_reporting, std::try_to_lock); // another thread of the run does
    const auto now = std::chrono::steady_clock::now();
    if (!reporting.owns_lock() || now - m_toldAt < kLeastApart)
        return;
    m_toldAt = now;
    if (m_report)
        m_report();
    const QJsonObject stands = result();
    if (stands == m_toldResult)
        return;
    m_toldResult = stands;
    Q_EMIT resultChanged(stands);
}

bool Context::waitForChange(quint64& seen, int milliseconds)
{
    reportNowAndThen();
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    std::unique_lock lock(m_mutex);
    m_wake.wait_for(lock, std::chrono::milliseconds(milliseconds),
                    [&] { return changes() != seen || stopRequested(); });
    const bool changed = changes() != seen;
    seen = changes();
    return changed;
}

void Context::info(const QString& line)
{
    trace::instant(line.toStdString(), trace::InstantKind::LogInfo);
    Q_EMIT logged(0, line);
}

void Context::warning(const QString& line)
{
    trace::instant(line.toStdString(), trace::InstantKind::LogWarning);
    Q_EMIT logged(1, line);
}

void Context::setResult(const QString& key, const QJsonValue& value)
{
    const std::lock_guard lock(m_mutex);
    m_result.insert(key, value);
}

QJsonObject Context::result() const
{
    const std::lock_guard lock(m_mutex);
    return m_result;
}

void Context::endWithThreadsStuck()
{
    if (m_endStuck)
        m_endStuck();
    qFatal("Threads of this run are stuck, and nobody hosts it who could end the process.");
}

void Context::fail(const QString& message)
{
    const std::lock_guard lock(m_mutex);
    if (m_failure.isEmpty())
        m_failure = message;
}

QString Context::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

void Context::applyKnob(int index, const KnobValue& value)
{
    const Knob& knob = m_knobs[static_cast<std::size_t>(index)];
    {
        const std::lock_guard lock(m_mutex);
        QString& text = m_texts[static_cast<std::size_t>(index)];
        std::atomic<double>& number = m_numbers[static_cast<std::size_t>(index)];
        if (text == value.text && number.load(std::memory_order_relaxed) == value.number)
            return; // as when a slider is let go where it was: no change, and no mark of one
        text = value.text;
        number.store(value.number, std::memory_order_relaxed);
        m_changes.fetch_add(1, std::memory_order_release);
    }
    trace::knobChanged(trace::Recorder::intern(knob.name.toStdString()), value.number,
                       knob.format(value).toStdString());
    m_wake.notify_all();
    KnobBell::ring();
    Q_EMIT knobChanged(knob.name, value.number);
}

void Context::requestStop()
{
    {
        const std::lock_guard lock(m_mutex); // so that no waiter misses it between its check and its sleep
        m_stop.request_stop();
    }
    m_wake.notify_all();
    Q_EMIT stopping();
}

LiveResult::LiveResult(Context& context, std::function<void()> report)
    : m_context(context)
{
    m_context.setReport(std::move(report));
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [&context] { context.reportNowAndThen(); });
    m_timer.start(kReportEvery);
}

} // namespace lanescope::scenario
