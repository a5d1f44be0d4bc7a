// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/shared_memory_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/forked_process.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/worker_process.h"
#include "core/sync/process_lock.h"
#include "core/sync/work.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <cstdio>
#include <memory>
#include <mutex>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kNumbers = 10;
constexpr double kWritten = 3.1415927;

QString tr(const char* text)
{
    return QCoreApplication::translate("SharedMemoryScenario", text);
}

/// Value('d', 0.0) and Array('i', range(10)).
struct Values {
    std::atomic<double> number;
    std::array<std::atomic<int>, kNumbers> array;
};

struct MemoryBoard {
    KnobCells knobs;
    sync::ProcessLock::State lock;
    Values values;
    std::atomic<std::int64_t> actual;       // counted in two steps, like the array
    std::atomic<std::int64_t> expected;     // how often that was done
    std::array<std::atomic<bool>, 8> leave; // by writer
    std::atomic<double> firstNumber;        // from here: what the parent read; nobody else writes it
    std::array<std::atomic<int>, kNumbers> firstArray;
    std::atomic<std::int64_t> reads;
    std::atomic<std::int64_t> torn;
};

// The child of the notes: def f(n, a).
int writeOnce(MemoryBoard& board)
{
    const trace::Span span(trace::Recorder::intern("write once"));
    board.values.number.store(kWritten);
    for (auto& number : board.values.array)
        number.store(-number.load());
    return 0;
}

// All ten change their sign. Written from one reading of the sign, so that an array that was torn is whole again with
// the next writer who is left alone.
void negate(Values& values, double workUs)
{
    const int sign = values.array[1].load(std::memory_order_relaxed) < 0 ? 1 : -1;
    for (int i = 0; i < kNumbers; ++i) {
        values.array[static_cast<std::size_t>(i)].store(sign * i, std::memory_order_relaxed);
        sync::workFor(std::chrono::duration<double, std::micro>(workUs / kNumbers));
    }
}

std::unique_lock<sync::ProcessLock> guard(sync::ProcessLock& lock, const LiveKnobs& knobs)
{
    return knobs.on("lock") ? std::unique_lock(lock) : std::unique_lock(lock, std::defer_lock);
}

int writeForEver(MemoryBoard& board, const LiveKnobs& knobs, std::size_t index)
{
    sync::ProcessLock lock("lock", board.lock);
    const trace::StringId task = trace::Recorder::intern("negate the array");
    while (!knobs.stopRequested() && !board.leave[index].load(std::memory_order_relaxed)) {
        {
            const trace::Span span(task);
            const auto held = guard(lock, knobs);
            const std::int64_t before = board.actual.load(std::memory_order_relaxed);
            negate(board.values, knobs.number("work_us"));
            board.actual.store(before + 1, std::memory_order_relaxed);
        }
        board.expected.fetch_add(1, std::memory_order_relaxed);
        knobs.pause("pause_ms");
    }
    return 0;
}

// Nothing but whole negations leaves all signs alike.
bool isTorn(const Values& values)
{
    int negative = 0;
    for (const auto& number : values.array)
        negative += number.load(std::memory_order_relaxed) < 0 ? 1 : 0;
    return negative != 0 && negative != kNumbers - 1; // 0 has no sign
}

/// The writers, as many as the knob says.
class Writers {
public:
    Writers(MemoryBoard& board, const LiveKnobs& knobs)
        : m_board(board)
        , m_knobs(knobs)
    {
    }

    void followKnob()
    {
        while (m_running.size() < static_cast<std::size_t>(m_knobs.integer("writers")))
            start();
        while (m_running.size() > static_cast<std::size_t>(m_knobs.integer("writers")))
            endLast();
    }
    void endAll()
    {
        while (!m_running.empty())
            endLast();
    }

private:
    void start()
    {
        const std::size_t index = m_running.size();
        m_board.leave[index].store(false);
        m_running.push_back(std::make_unique<ForkedProcess>(
            "writer-" + std::to_string(index + 1), [this, index] { return writeForEver(m_board, m_knobs, index); }));
        if (const Status started = m_running.back()->start(); !started)
            std::fprintf(stderr, "%s\n", started.error().c_str());
    }
    void endLast()
    {
        m_board.leave[m_running.size() - 1].store(true);
        (void)m_running.back()->join();
        m_running.pop_back();
    }

    MemoryBoard& m_board;
    const LiveKnobs& m_knobs;
    std::vector<std::unique_ptr<ForkedProcess>> m_running;
};

void lookOnce(MemoryBoard& board, const LiveKnobs& knobs, sync::ProcessLock& lock)
{
    const trace::Span span(trace::Recorder::intern("read"));
    const auto held = guard(lock, knobs);
    ++board.reads;
    board.torn += isTorn(board.values) ? 1 : 0;
}

void fill(Values& values)
{
    values.number.store(0.0);
    for (int i = 0; i < kNumbers; ++i)
        values.array[static_cast<std::size_t>(i)].store(i);
}

void readFirst(MemoryBoard& board)
{
    board.firstNumber = board.values.number.load();
    std::string line = std::to_string(board.firstNumber.load()) + " [";
    for (std::size_t i = 0; i < board.firstArray.size(); ++i) {
        board.firstArray[i].store(board.values.array[i].load());
        line += (i == 0 ? "" : ", ") + std::to_string(board.firstArray[i].load());
    }
    std::printf("parent reads: %s]\n", line.c_str());
}

int memoryProgram(const QStringList& arguments)
{
    const auto opened = openBoard<MemoryBoard>(arguments, "parent");
    if (!opened)
        return 2;
    MemoryBoard& board = *opened.value();
    const LiveKnobs knobs(board.knobs, SharedMemoryScenario::info().knobs);
    sync::ProcessLock::initialise(board.lock, sync::ProcessLock::Kind::Mutex);
    fill(board.values);
    {
        ForkedProcess writer("writer", [&] { return writeOnce(board); });
        if (!writer.start())
            return 1;
        (void)writer.join();
    }
    readFirst(board);
    Writers writers(board, knobs);
    sync::ProcessLock lock("lock", board.lock);
    for (bool goOn = true; goOn; goOn = knobs.pause("read_ms")) {
        writers.followKnob();
        lookOnce(board, knobs, lock);
    }
    writers.endAll();
    trace::Recorder::stop();
    return 0;
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("shared-memory"), memoryProgram);
    return true;
}();

void report(Context& context, const MemoryBoard& seen)
{
    QJsonArray array;
    for (const auto& number : seen.firstArray)
        array.append(number.load());
    context.setResult(QStringLiteral("value"), seen.firstNumber.load());
    context.setResult(QStringLiteral("array"), array);
    const std::int64_t expected = seen.expected.load(); // first: what is under way is not lost
    const std::int64_t actual = std::min(seen.actual.load(), expected);
    context.setResult(QStringLiteral("expected"), static_cast<qint64>(expected));
    context.setResult(QStringLiteral("actual"), static_cast<qint64>(actual));
    context.setResult(QStringLiteral("lost"), static_cast<qint64>(expected - actual));
    context.setResult(QStringLiteral("torn"), static_cast<qint64>(seen.torn.load())); // of the reads, so before them
    context.setResult(QStringLiteral("reads"), static_cast<qint64>(seen.reads.load()));
}

} // namespace

ScenarioInfo SharedMemoryScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.shared-memory");
    info.group = tr("Processes");
    info.title = tr("Shared memory");
    info.summary =
        tr("A number and an array that several processes write and one reads: whole with a lock, torn without.");
    info.knobs = {
        Knob::integer(QStringLiteral("writers"), tr("Writers"), 0, 8, 2, tr("processes"),
                      tr("How many processes negate the array at the same time.")),
        Knob::toggle(QStringLiteral("lock"), tr("Lock"), true,
                     tr("Whether a process lock stands around each negation and each reading."))
            .restart(),
        Knob::integer(QStringLiteral("work_us"), tr("Work under the lock"), 0, 10'000, 300, tr("µs"),
                      tr("CPU time for one negation of the ten numbers."))
            .onLogScale(),
        Knob::integer(QStringLiteral("pause_ms"), tr("Writers pause"), 1, 1000, 2, tr("ms"),
                      tr("What a writer sleeps between two negations.")),
        Knob::integer(QStringLiteral("read_ms"), tr("Reader pauses"), 1, 1000, 10, tr("ms"),
                      tr("What the parent sleeps between two readings.")),
    };
    info.teaches = {tr("shared memory"), tr("torn read"), tr("lost update")};
    return info;
}

void SharedMemoryScenario::run(Context& context)
{
    runForkingProgram<MemoryBoard>(context, QStringLiteral("shared-memory"), QStringLiteral("parent"), report);
}

} // namespace lanescope::scenario
