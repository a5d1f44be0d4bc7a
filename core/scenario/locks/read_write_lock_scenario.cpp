// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/locks/read_write_lock_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/gauge.h"
#include "core/scenario/patience.h"
#include "core/scenario/worker_group.h"
#include "core/sync/read_write_lock.h"

#include <QCoreApplication>

namespace lanescope::scenario {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ReadWriteLockScenario", text);
}

// What the lock protects, and what was seen of it.
struct Book {
    Gauge readers{"readers inside"};
    std::atomic<int> writers{0};
    std::atomic<qint64> reads{0};
    std::atomic<qint64> writes{0};
    std::atomic<qint64> readersGaveUp{0};
    std::atomic<qint64> writersGaveUp{0};
    std::atomic<qint64> violations{0}; // somebody else was there with a writer
    DurationLog writerWait;
    // Each with its wait, so that the page of the lock tells what it is waited for and held for.
    const trace::StringId readTask = trace::Recorder::intern("read");
    const trace::StringId writeTask = trace::Recorder::intern("write");
};

// The knobs are in µs, a sleep in ms.
struct Pace {
    std::atomic<double> readMs{0};
    std::atomic<double> writeMs{0};
    std::atomic<double> restMs{0};
    Patience patience;

    explicit Pace(const Context& context)
        : patience(context.live("timeout_ms"), Patience::Zero::NoLimit)
    {
    }
    void follow(const Context& context)
    {
        readMs.store(context.number("read_us") / 1000, std::memory_order_relaxed);
        writeMs.store(context.number("write_us") / 1000, std::memory_order_relaxed);
        restMs.store(context.number("rest_us") / 1000, std::memory_order_relaxed);
    }
};

template <class Lock>
void readOnce(WorkerGroup::Worker& worker, Lock& lock, Book& book, const Pace& pace)
{
    const trace::Span span(book.readTask);
    if (const auto guard = shareWithin(lock, pace.patience)) {
        book.readers.enter();
        worker.pause(pace.readMs);
        book.violations += book.writers.load() != 0 ? 1 : 0;
        book.readers.leave();
        ++book.reads;
    } else {
        ++book.readersGaveUp;
    }
}

template <class Lock>
void writeOnce(WorkerGroup::Worker& worker, Lock& lock, Book& book, const Pace& pace)
{
    const trace::Span span(book.writeTask);
    const auto before = std::chrono::steady_clock::now();
    auto guard = takeWithin(lock, pace.patience);
    const std::chrono::nanoseconds waited = std::chrono::steady_clock::now() - before;
    if (guard) {
        book.violations += book.writers.fetch_add(1) != 0 || book.readers.inside() != 0 ? 1 : 0;
        worker.pause(pace.writeMs);
        --book.writers;
        ++book.writes;
        guard.unlock();
    } else {
        ++book.writersGaveUp;
    }
    book.writerWait.add(waited);
}

void report(Context& context, const Book& book)
{
    const QJsonObject waits = book.writerWait.figures(std::chrono::microseconds(1));
    context.setResult(QStringLiteral("reads"), book.reads.load());
    context.setResult(QStringLiteral("writes"), book.writes.load());
    context.setResult(QStringLiteral("max_readers"), book.readers.most());
    context.setResult(QStringLiteral("violations"), book.violations.load());
    context.setResult(QStringLiteral("readers_gave_up"), book.readersGaveUp.load());
    context.setResult(QStringLiteral("writers_gave_up"), book.writersGaveUp.load());
    context.setResult(QStringLiteral("writer_wait_p99"), waits[QStringLiteral("p99")]);
    context.setResult(QStringLiteral("writer_wait_max"), waits[QStringLiteral("max")]);
}

template <class Lock>
void runWith(Context& context, Book& book)
{
    Lock lock("the book");
    Pace pace(context);
    const auto again = [&](auto&& once) {
        return [&, once](WorkerGroup::Worker& worker) {
            while (!worker.shouldEnd()) {
                once(worker, lock, book, pace);
                worker.pause(pace.restMs);
            }
        };
    };
    WorkerGroup readers(QStringLiteral("reader"), again(readOnce<Lock>));
    WorkerGroup writers(QStringLiteral("writer"), again(writeOnce<Lock>));
    followKnobs(context, [&] {
        pace.follow(context);
        readers.resize(context.integer("readers"));
        writers.resize(context.integer("writers"));
    });
    readers.resize(0); // first: a writer who starves gets the lock once they are gone
    writers.resize(0);
}

} // namespace

ScenarioInfo ReadWriteLockScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("locks.rwlock");
    info.group = tr("Locks");
    info.title = tr("Readers and writers");
    info.summary = tr("Readers share the lock, a writer has it alone; and who never gets it when all the others read.");
    info.teaches = {tr("sharing"), tr("writer starvation"), tr("lock preference")};
    info.knobs = {
        Knob::integer(QStringLiteral("readers"), tr("Readers"), 0, 32, 4, tr("threads"), tr("How many threads read.")),
        Knob::integer(QStringLiteral("writers"), tr("Writers"), 0, 16, 1, tr("threads"), tr("How many threads write.")),
        Knob::integer(QStringLiteral("read_us"), tr("A read takes"), 0, 100'000, 50'000, tr("µs"),
                      tr("How long a reader keeps the lock."))
            .onLogScale(),
        Knob::integer(QStringLiteral("write_us"), tr("A write takes"), 0, 100'000, 4000, tr("µs"),
                      tr("How long a writer keeps the lock."))
            .onLogScale(),
        Knob::integer(QStringLiteral("rest_us"), tr("Time outside"), 100, 100'000, 20'000, tr("µs"),
                      tr("How long each of them does something else in between."))
            .onLogScale(),
        Knob::integer(QStringLiteral("timeout_ms"), tr("Gives up after"), 0, 1000, 0, tr("ms"),
                      tr("How long each of them waits for the lock before it does without."))
            .withZero(tr("never")),
        Knob::choice(QStringLiteral("lock"), tr("Lock"),
                     {QStringLiteral("QReadWriteLock"), QStringLiteral("std::shared_mutex")}, 0,
                     tr("Whose: Qt lets no reader overtake a waiting writer, the C library does."))
            .restart(),
    };
    return info;
}

void ReadWriteLockScenario::run(Context& context)
{
    Book book;
    const LiveResult live(context, [&] { report(context, book); });
    if (context.integer("lock") == 0)
        runWith<sync::ReadWriteLock>(context, book);
    else
        runWith<sync::SharedMutex>(context, book);
    report(context, book);
}

} // namespace lanescope::scenario
