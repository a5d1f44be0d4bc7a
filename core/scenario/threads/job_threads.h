// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/event.h"
#include "core/sync/join.h"

#include <QSemaphore>
#include <QString>

#include <memory>
#include <stop_token>

class QThread;

namespace lanescope::scenario {

/// What each thread does: wait until all are born, so that none is in the way of another's birth; then use the CPU for
/// so many ms, or less when the run is to stop.
struct Job {
    sync::Event& allBorn;
    const std::atomic<double>& workMs;
    std::stop_token stop;
};

/// A thread that does one job, made in one of Qt's three ways; it knows how long its birth took.
/// Threads: the one that made it, but for what run() and reachedEnd() say.
class JobThread {
public:
    explicit JobThread(const QString& name, const Job& job);
    virtual ~JobThread() = default;
    JobThread(const JobThread&) = delete;
    JobThread& operator=(const JobThread&) = delete;

    virtual void start() = 0;
    /// Once, after start().
    virtual bool join() = 0;
    /// Until it runs, so that rows stand in the order of their numbers; no longer than that.
    void waitForBirth(int milliseconds) { m_isBorn.tryAcquire(1, milliseconds); }
    bool hasEnded() const { return m_ended.load(std::memory_order_relaxed); }
    /// From the call of start() to the first line of its own.
    std::int64_t birthNs() const { return m_birthNs; }

protected:
    void stampStart() { m_startNs = nowNs(); }
    /// On the new thread: its name, its job.
    void work();
    /// On the new thread, as the last thing.
    void reachedEnd();
    const sync::ThreadEnd& end() const { return m_end; }

private:
    static std::int64_t nowNs();

    const QString m_name;
    const Job m_job;
    std::int64_t m_startNs = 0;
    std::int64_t m_birthNs = 0; // written by the new thread, read after the join
    QSemaphore m_isBorn;
    std::atomic<bool> m_ended{false};
    sync::ThreadEnd m_end;
};

/// QThread::create(function).
std::unique_ptr<JobThread> makeFunctionThread(const QString& name, const Job& job);
/// A subclass of QThread with its own run(), as Python's class of a Thread.
std::unique_ptr<JobThread> makeSubclassThread(const QString& name, const Job& job);
/// An object that lives in a thread with an event loop, and is called there by a signal.
std::unique_ptr<JobThread> makeObjectThread(const QString& name, const Job& job);

} // namespace lanescope::scenario
