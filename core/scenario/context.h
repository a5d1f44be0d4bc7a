// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/knob.h"

#include <QJsonObject>
#include <QObject>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <random>
#include <stop_token>

namespace lanescope::scenario {

/// What a scenario has to do with the world: its knobs as they stand now, the wish to stop, its log, its
/// result. Threads: everything but the signals' connections may be used from any thread of the run;
/// values are read without a lock, so a worker may read them in its innermost loop. Lifetime: longer than
/// Scenario::run().
class Context : public QObject {
    Q_OBJECT

public:
    Context(const std::vector<Knob>& knobs, const std::vector<KnobValue>& values, quint64 seed);

    /// The value now; the name must be one of the scenario's knobs.
    double number(const char* name) const;
    int integer(const char* name) const { return static_cast<int>(number(name)); }
    bool on(const char* name) const { return number(name) != 0; }
    QString text(const char* name) const;
    /// The live cell behind a knob, for loops that read it often.
    const std::atomic<double>& live(const char* name) const;
    const std::vector<Knob>& knobs() const { return m_knobs; }

    quint64 seed() const { return m_seed; }
    /// A generator of its own for worker `index`: same seed and index, same choices.
    std::mt19937_64 random(quint64 index) const { return std::mt19937_64(m_seed * 0x9E3779B97F4A7C15ULL + index); }

    bool stopRequested() const { return m_stop.stop_requested(); }
    std::stop_token stopToken() const { return m_stop.get_token(); }
    /// Sleeps until a knob changes, a stop is requested or the time is over.
    /// `seen` is the caller's counter of changes; true if there was one since.
    bool waitForChange(quint64& seen, int milliseconds);
    quint64 changes() const { return m_changes.load(std::memory_order_acquire); }

    void info(const QString& line);
    void warning(const QString& line);
    void setResult(const QString& key, const QJsonValue& value);
    QJsonObject result() const;
    /// Who watches the run sees its result as it stands: `report`, which sets it, is called by reportNowAndThen(); see
    /// LiveResult. Nothing stops it.
    void setReport(std::function<void()> report);
    /// A few times a second at most: reports, and says what has changed. waitForChange() calls it; for loops without it.
    void reportNowAndThen();
    /// How the run stands now, for the window and the progress line; a few times a second at most. The keys are the
    /// scenario's own.
    void setStatus(const QJsonObject& status) { Q_EMIT statusChanged(status); }
    /// The run failed, and why, for people. The first message stands.
    void fail(const QString& message);
    QString failure() const;
    /// Ends this process now, with the result so far and no destructor: threads of the run are stuck for good, as in
    /// a deadlock, and joining them would wait for ever. Call it while all they use is still there.
    [[noreturn]] void endWithThreadsStuck();

    // For the host of the run:
    void applyKnob(int index, const KnobValue& value);
    void requestStop();
    /// What endWithThreadsStuck() does; must not return.
    void setEndWithThreadsStuck(std::function<void()> end) { m_endStuck = std::move(end); }

Q_SIGNALS:
    /// Emitted by the control thread; connect with a receiver so that it is queued to yours.
    void knobChanged(const QString& name, double value);
    void stopping();
    void logged(int level, const QString& line);
    void statusChanged(const QJsonObject& status);
    /// From reportNowAndThen(): all of the result, when something in it has changed.
    void resultChanged(const QJsonObject& result);

private:
    int index(const char* name) const;

    const std::vector<Knob> m_knobs;
    std::deque<std::atomic<double>> m_numbers;
    std::vector<QString> m_texts; // guarded by m_mutex
    const quint64 m_seed;
    std::stop_source m_stop;
    std::atomic<quint64> m_changes{0};
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    QJsonObject m_result;     // guarded by m_mutex
    QJsonObject m_toldResult; // guarded by m_reporting
    std::mutex m_reporting;
    std::function<void()> m_report;                      // guarded by m_reporting
    std::chrono::steady_clock::time_point m_toldAt = {}; // guarded by m_reporting
    QString m_failure;                                   // guarded by m_mutex
    std::function<void()> m_endStuck;
};

/// While it lives, the run's result is kept up to date by `report`: on the thread that waits for changes or turns an event
/// loop, while others work, so what it reads must be atomic or guarded, and by nothing that a stuck thread may hold.
/// Threads: that one. Lifetime: within those of the context and of all that `report` reads.
class LiveResult {
public:
    LiveResult(Context& context, std::function<void()> report);
    ~LiveResult() { m_context.setReport({}); }
    LiveResult(const LiveResult&) = delete;
    LiveResult& operator=(const LiveResult&) = delete;

private:
    Context& m_context;
    QTimer m_timer; // where the run turns an event loop
};

} // namespace lanescope::scenario
