// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDeadlineTimer>
#include <QSemaphore>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace lanescope::scenario {

class Context;

/// A number of threads doing the same, which grows at once and shrinks as the surplus threads finish what
/// they are at. Threads: the one that made it. Lifetime: the destructor asks all to end and joins them.
class WorkerGroup {
public:
    class Worker {
    public:
        int index() const { return m_index; }
        /// To be asked between two pieces of work.
        bool shouldEnd() const { return m_stop.stop_requested(); }
        /// Sleeps `factor` times as long as the live knob says, also when it is turned meanwhile; less when this
        /// worker is to end.
        void pause(const std::atomic<double>& milliseconds, double factor = 1) const;
        /// For other waits that it cuts short.
        std::stop_token endToken() const { return m_stop.get_token(); }

    private:
        friend class WorkerGroup;
        explicit Worker(int index)
            : m_index(index)
        {
        }
        const int m_index;
        std::stop_source m_stop;
        QSemaphore m_hasBegun;
        std::unique_ptr<QThread> m_thread;
    };

    /// How long whoever starts a thread waits for it to begin, so that rows stand in the order of their numbers.
    static constexpr int kInOrderMs = 25;

    /// Threads are named "<name>-1", "<name>-2" …
    WorkerGroup(const QString& name, std::function<void(Worker&)> work);
    ~WorkerGroup();
    WorkerGroup(const WorkerGroup&) = delete;
    WorkerGroup& operator=(const WorkerGroup&) = delete;

    /// Starts threads, one after the other, or asks the last ones to end.
    void resize(int count);
    /// Waits for those that were asked to end.
    void join();
    int size() const { return static_cast<int>(m_workers.size()); }
    /// Called for whoever is asked to end, and again until it has, so that one who waits is woken.
    void setWaker(std::function<void()> waker) { m_waker = std::move(waker); }
    /// Asks all to end and waits for them. Those that have not ended within `graceMs` are stuck: the process
    /// then ends, with the result so far (Context::endWithThreadsStuck).
    void endOrLeave(Context& context, int graceMs = kGraceMs);
    static constexpr int kGraceMs = 500;
    /// Keeps the size at the value of a live knob until a stop is requested.
    void followKnob(Context& context, const char* knob);

private:
    std::unique_ptr<Worker> start(int index);
    void joinEnded();
    bool hasEnded(const Worker& worker, QDeadlineTimer deadline) const;

    const QString m_name;
    const std::function<void(Worker&)> m_work;
    std::function<void()> m_waker;
    std::vector<std::unique_ptr<Worker>> m_workers;
    std::vector<std::unique_ptr<Worker>> m_leaving;
};

} // namespace lanescope::scenario
