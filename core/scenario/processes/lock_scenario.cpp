// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/lock_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/forked_process.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/worker_process.h"
#include "core/sync/process_lock.h"
#include "core/trace/probes.h"

#include <QCoreApplication>

#include <cstdio>
#include <mutex>

namespace lanescope::scenario {
namespace {

constexpr int kSteps = 5;
constexpr int kJobs = 2;
constexpr int kLookAgainMs = 250; // whether the two still live
constexpr std::uint32_t kNoMore = 0xFFFF'FFFF;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProcessLockScenario", text);
}

enum class LockChoice { None, Mutex, Semaphore };

/// What one of the two does.
struct Job {
    const char* name;
    int adds;
    const char* word; ///< a letter a step
};
constexpr Job kP1{"p1", 1, "HELLO"};
constexpr Job kP2{"p2", 3, "WORLD"};

/// One round: both processes do their five steps.
struct Round {
    std::atomic<int> value;                                 // the shared number
    std::atomic<int> steps;                                 // how many were done
    std::array<std::atomic<int>, kJobs * kSteps> adds;      // by step: what was added, which tells who did it
    std::array<std::atomic<int>, kJobs * kSteps> values;    // by step: the number after it
    std::array<std::atomic<char>, kJobs * kSteps + 1> text; // the shared string
};

struct LockBoard {
    KnobCells knobs;
    sync::ProcessLock::State lock;
    sync::SharedWord roundNumber; // 0 before the first
    sync::SharedWord jobsDone;    // of all rounds
    Round round;
    std::atomic<int> rounds; // from here: results
    std::atomic<int> interleavings;
    std::atomic<int> wrongFinals;
    std::atomic<int> lastValue;
    std::atomic<std::uint32_t> lastOrder; // a bit by step: set where p2 did it
};

LockChoice lockChoice(const LiveKnobs& knobs)
{
    return static_cast<LockChoice>(knobs.integer("lock"));
}

// v.value += num, as Python does it: read, add, write. Another process may come between.
void step(Round& round, const Job& job, int number)
{
    const int before = round.value.load(std::memory_order_relaxed);
    round.value.store(before + job.adds, std::memory_order_relaxed);
    const auto place = static_cast<std::size_t>(round.steps.fetch_add(1, std::memory_order_relaxed));
    round.adds[place].store(job.adds, std::memory_order_relaxed);
    round.values[place].store(before + job.adds, std::memory_order_relaxed);
    round.text[place].store(job.word[number], std::memory_order_relaxed);
}

void doRound(LockBoard& board, const LiveKnobs& knobs, sync::ProcessLock& lock, const Job& job)
{
    std::unique_lock guard(lock, std::defer_lock);
    if (lockChoice(knobs) != LockChoice::None)
        guard.lock();
    if (guard && lock.ownerDied())
        std::printf("%s: the owner of the lock has died, what it guards may be half done\n", job.name);
    for (int i = 0; i < kSteps; ++i) {
        knobs.pause("hold_ms");
        const trace::Span span(trace::Recorder::intern("v += " + std::to_string(job.adds)));
        step(board.round, job, i);
    }
}

// Sleeps until there is a round that it has not done yet; kNoMore when there will be none.
std::uint32_t nextRound(const LockBoard& board, const trace::TracedObject& roundBegins, std::uint32_t seen)
{
    const trace::Wait wait(trace::WaitKind::Event, roundBegins.id());
    board.roundNumber.waitWhile(seen);
    return board.roundNumber.load();
}

int jobMain(LockBoard& board, const LiveKnobs& knobs, const Job& job)
{
    sync::ProcessLock lock("lock", board.lock);
    const trace::TracedObject roundBegins(trace::ObjectKind::Event, "a round begins");
    const auto next = [&](std::uint32_t seen) { return nextRound(board, roundBegins, seen); };
    for (std::uint32_t round = next(0); round != kNoMore; round = next(round)) {
        doRound(board, knobs, lock, job);
        board.jobsDone.increment();
    }
    return 0;
}

void clear(Round& round)
{
    round.value.store(0);
    round.steps.store(0);
    for (auto& letter : round.text)
        letter.store('\0');
}

// Python's version prints the number after each step, with a bar behind it.
void printRound(const Round& round)
{
    std::string line;
    for (const auto& value : round.values)
        line += std::to_string(value.load()) + '|';
    for (const auto& letter : round.text)
        line += letter.load();
    std::printf("%s\n", line.c_str());
}

// One change of process is needed; each further one is a step between two of the other.
int interleavings(const Round& round)
{
    int changes = 0;
    for (std::size_t i = 1; i < round.adds.size(); ++i)
        changes += round.adds[i].load() != round.adds[i - 1].load() ? 1 : 0;
    return changes - 1;
}

void takeResults(LockBoard& board)
{
    const Round& round = board.round;
    const int expected = kSteps * (kP1.adds + kP2.adds);
    std::uint32_t order = 0;
    for (std::size_t i = 0; i < round.adds.size(); ++i)
        order |= round.adds[i].load() == kP2.adds ? 1U << i : 0;
    board.lastOrder.store(order);
    board.lastValue.store(round.value.load());
    // Behind what is of the last round, before what is a share of all: report() reads them the other way round.
    board.rounds.fetch_add(1);
    board.interleavings.fetch_add(interleavings(round));
    board.wrongFinals.fetch_add(round.value.load() == expected ? 0 : 1);
}

// False when one of them has died.
bool waitForBoth(const LockBoard& board, const trace::TracedObject& bothDone, std::uint32_t done,
                 const ForkedProcess& p1, const ForkedProcess& p2)
{
    const trace::Wait wait(trace::WaitKind::Event, bothDone.id());
    for (std::uint32_t now = board.jobsDone.load(); now != done; now = board.jobsDone.load()) {
        if (!p1.isAlive() || !p2.isAlive())
            return false;
        board.jobsDone.waitWhile(now, kLookAgainMs);
    }
    return true;
}

// One of them was ended from outside. The other still does its part, if it gets the lock: a mutex is handed on, a semaphore
// stays taken, and who waits for it waits until the run is stopped.
void outlive(LockBoard& board, const LiveKnobs& knobs, ForkedProcess& dead, ForkedProcess& other)
{
    (void)dead.join();
    std::printf("%s has died, by signal %d; %s goes on alone\n", dead.name().c_str(), dead.end()->signal,
                other.name().c_str());
    board.roundNumber.store(kNoMore);
    const Result<bool> ended = other.join([&] { return knobs.stopRequested() ? 0 : kLookAgainMs; });
    if (ended && ended.value())
        return;
    std::printf("%s has waited to the end for the lock: its owner has died, and nobody gives it back\n",
                other.name().c_str());
    other.kill();
    (void)other.join();
}

int lockProgram(const QStringList& arguments)
{
    const auto opened = openBoard<LockBoard>(arguments, "parent");
    if (!opened)
        return 2;
    LockBoard& board = *opened.value();
    const LiveKnobs knobs(board.knobs, ProcessLockScenario::info().knobs);
    sync::ProcessLock::initialise(board.lock, lockChoice(knobs) == LockChoice::Semaphore
                                                  ? sync::ProcessLock::Kind::Semaphore
                                                  : sync::ProcessLock::Kind::Mutex);
    ForkedProcess p1(kP1.name, [&] { return jobMain(board, knobs, kP1); });
    ForkedProcess p2(kP2.name, [&] { return jobMain(board, knobs, kP2); });
    if (!p1.start() || !p2.start())
        return 1;
    const trace::TracedObject bothDone(trace::ObjectKind::Event, "both are done");
    std::uint32_t done = 0;
    while (board.rounds.load() == 0 || !knobs.stopRequested()) {
        clear(board.round);
        board.roundNumber.increment();
        if (!waitForBoth(board, bothDone, done += kJobs, p1, p2)) {
            outlive(board, knobs, p1.isAlive() ? p2 : p1, p1.isAlive() ? p1 : p2);
            trace::Recorder::stop();
            return 0;
        }
        takeResults(board);
        printRound(board.round);
        knobs.pause("pause_ms");
    }
    board.roundNumber.store(kNoMore);
    (void)p1.join();
    (void)p2.join();
    trace::Recorder::stop();
    return 0;
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("lock"), lockProgram);
    return true;
}();

QString asText(std::uint32_t order)
{
    QString text;
    int byP1 = 0;
    int byP2 = 0;
    for (int step = 0; step < kJobs * kSteps; ++step) {
        // Neither has more than its five, whatever lies in the shared memory.
        const bool isP2s = byP2 < kSteps && (byP1 == kSteps || (order >> step & 1U) != 0);
        text += QLatin1Char(isP2s ? kP2.word[byP2++] : kP1.word[byP1++]);
    }
    return text;
}

void report(Context& context, const LockBoard& seen)
{
    context.setResult(QStringLiteral("wrong_finals"), seen.wrongFinals.load());
    context.setResult(QStringLiteral("interleavings"), seen.interleavings.load());
    const int rounds = seen.rounds.load();
    context.setResult(QStringLiteral("rounds"), rounds);
    context.setResult(QStringLiteral("final"), rounds == 0 ? QJsonValue() : seen.lastValue.load());
    context.setResult(QStringLiteral("text"), rounds == 0 ? QJsonValue() : asText(seen.lastOrder.load()));
}

} // namespace

ScenarioInfo ProcessLockScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.lock");
    info.group = tr("Processes");
    info.title = tr("Process lock");
    info.summary = tr("Two processes add 1 and 3 to a shared number, one after the other or mixed.");
    info.knobs = {
        Knob::choice(QStringLiteral("lock"), tr("Lock"),
                     {QStringLiteral("none"), QStringLiteral("mutex"), QStringLiteral("semaphore")}, 1,
                     tr("What stands around the five steps: nothing, a process-shared mutex, or a semaphore as Python "
                        "uses it."))
            .restart(),
        Knob::integer(QStringLiteral("hold_ms"), tr("Sleep before a step"), 0, 1000, 40, tr("ms"),
                      tr("How long a process sleeps before each of its five steps, with the lock in its hands.")),
        Knob::integer(QStringLiteral("pause_ms"), tr("Pause"), 1, 2000, 200, tr("ms"), tr("Time between two rounds.")),
    };
    info.teaches = {tr("process lock"), tr("shared memory"), tr("race")};
    return info;
}

void ProcessLockScenario::run(Context& context)
{
    runForkingProgram<LockBoard>(context, QStringLiteral("lock"), QStringLiteral("parent"), report);
}

} // namespace lanescope::scenario
