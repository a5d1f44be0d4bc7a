// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/engine.h"

#include <QElapsedTimer>
#include <QThread>

#include <functional>
#include <memory>
#include <mutex>

namespace lanescope::crawl {

enum class Repeat { Once, Forever };

/// An engine in a thread of its own, named "net", that crawls once or, with nothing seen yet each time, again and again.
/// The stop conditions are those of all rounds together.
///
/// Threads: the one that made it, whose event loop the signals come to; setSettings(), total() and the
/// numbers from any. Lifetime: the destructor stops the crawl and ends the thread.
class CrawlThread : public QObject {
    Q_OBJECT

public:
    /// `prefix` goes before the thread's name and those in the recording, where several crawls run side by side.
    explicit CrawlThread(const Settings& settings, QObject* parent = nullptr, const std::string& prefix = {});
    ~CrawlThread() override;

    void start(const std::vector<Url>& urls, Repeat repeat);
    /// over() follows.
    void stop();
    void setSettings(const Settings& settings) { m_engine->setSettings(settings); }
    /// See Engine::watchEffectOf().
    void watchEffectOf(const KnobChange& change) { m_engine->watchEffectOf(change); }
    /// Called in the crawl's thread with every URL that is done with; before start().
    void onUrlDone(std::function<void(const Response&)> listener);

    /// See Engine::onUnasked(); before start().
    void onUnasked(UnaskedListener listener) { m_engine->onUnasked(std::move(listener)); }

    /// All rounds together.
    Statistics total() const;
    int rounds() const;
    int onTheWire() const { return m_engine->onTheWire(); }
    int maxOnTheWire() const { return m_engine->maxOnTheWire(); }

Q_SIGNALS:
    /// See Engine::capsKept().
    void capsKept();
    /// See Engine::noted() and Engine::sampled().
    void noted(const QString& line);
    void sampled(const QJsonObject& status);
    /// The last round is over.
    void over(const QString& reason);

private:
    struct EndThread {
        void operator()(QThread* thread) const;
    };
    void startRound();
    void roundOver(const QString& reason);

    std::unique_ptr<QThread, EndThread> m_thread;
    Engine* m_engine = nullptr; // lives in m_thread and is deleted there
    std::vector<Url> m_urls;    // only in m_thread, after start()
    Repeat m_repeat = Repeat::Once;
    bool m_stopping = false;    // only in m_thread
    QElapsedTimer m_sinceStart; // only in m_thread
    mutable std::mutex m_mutex;
    Statistics m_earlier;   // rounds that are over; guarded by m_mutex
    int m_rounds = 0;       // guarded by m_mutex
    bool m_running = false; // the engine counts a round that m_earlier does not hold; guarded by m_mutex
};

} // namespace lanescope::crawl
