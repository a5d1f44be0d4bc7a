// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/fork_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/forked_process.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/processes/kernel_state.h"
#include "core/scenario/worker_process.h"
#include "core/sync/flow.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kChildsExitCode = 7;
constexpr double kSurvivorsShare = 1.5; // how much longer the other half lives, in shares of work_ms
constexpr int kLookAgainUs = 2000;
constexpr std::int64_t kPatienceNs = 2'000'000'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("ForkScenario", text);
}

enum class EndsFirst : std::uint8_t { Child, Parent };
enum class Ending { Child, Parent, Both }; // the choices of the knob

struct ForkBoard {
    KnobCells knobs;
    std::atomic<int> initPid;
    std::atomic<int> parentPid;
    std::atomic<int> returnedInParent;
    std::atomic<int> returnedInChild{-1};
    std::atomic<int> orphanOldParent;
    std::atomic<int> orphanNewParent;
    std::atomic<int> zombieState; // the kernel's letter
    std::atomic<int> zombieMs;
    std::atomic<int> reapedByParent;
};

// The board and its knobs for the three processes; they are forked, so each has its own copy of the pointers.
struct Play {
    ForkBoard& board;
    LiveKnobs knobs;
    EndsFirst endsFirst;
};

// What lies in the way of an exact statement is only when it was looked: every 2 ms.
template <class Condition>
bool waitFor(Condition condition)
{
    const std::int64_t startNs = trace::monotonicNs();
    while (!condition()) {
        if (trace::monotonicNs() - startNs > kPatienceNs)
            return false;
        ::usleep(kLookAgainUs);
    }
    return true;
}

int g_initPid = 0;

// The parent has died. If init is the new one, the kernel is to end this process with init; if it is anybody else, the
// whole run was killed. Only calls that a signal handler may make.
void parentDied(int)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != g_initPid)
        ::_exit(1);
}

void outliveOnlyTheParent(const ForkBoard& board)
{
    g_initPid = board.initPid.load();
    struct sigaction action {};
    action.sa_handler = parentDied;
    ::sigaction(SIGHUP, &action, nullptr);
    ::prctl(PR_SET_PDEATHSIG, SIGHUP);
    if (::getppid() != board.parentPid.load())
        parentDied(SIGHUP);
}

int childHalf(const Play& play, int returned, std::uint64_t flow)
{
    outliveOnlyTheParent(play.board);
    trace::Recorder::nameProcess("child");
    trace::Recorder::nameThread("child");
    trace::flowIn(flow);
    play.board.returnedInChild.store(returned);
    std::printf("child: fork() returned %d; my pid is %d, my parent is %d\n", returned, ::getpid(), ::getppid());
    {
        const trace::Span span(trace::Recorder::intern("fork() returned 0"));
        play.knobs.pauseShare("work_ms", 1);
    }
    if (play.endsFirst == EndsFirst::Child)
        return kChildsExitCode;
    const int before = play.board.parentPid.load();
    const trace::Span span(trace::Recorder::intern("orphan"));
    if (waitFor([&] { return ::getppid() != before; })) {
        play.board.orphanOldParent.store(before);
        play.board.orphanNewParent.store(::getppid());
        std::printf("child: my parent %d has ended; my parent is %d now\n", before, ::getppid());
    }
    play.knobs.pauseShare("work_ms", kSurvivorsShare);
    return kChildsExitCode;
}

void record(pid_t child, int status)
{
    trace::processExited(child, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                         WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

void waitForTheChild(const Play& play, pid_t child)
{
    int status = 0;
    {
        trace::Wait wait(trace::WaitKind::Join, trace::ObjectId::None);
        ::waitpid(child, &status, 0);
        wait.end(trace::Peer::ofProcess(child));
    }
    record(child, status);
    play.board.reapedByParent.store(1);
    std::printf("parent: reaped %d, it ended with %d\n", child, WEXITSTATUS(status));
    play.knobs.pauseShare("work_ms", kSurvivorsShare);
}

void leaveAZombie(const Play& play, pid_t child)
{
    play.knobs.pauseShare("work_ms", 1);
    const trace::Span span(trace::Recorder::intern("does not wait: the child is a zombie"));
    if (waitFor([&] { return kernelState(child) == 'Z'; })) {
        const std::int64_t sinceNs = trace::monotonicNs();
        std::printf("parent: /proc says that %d is in state Z, a zombie\n", child);
        play.knobs.pauseShare("work_ms", kSurvivorsShare);
        play.board.zombieState.store(static_cast<unsigned char>(kernelState(child)));
        play.board.zombieMs.store(static_cast<int>((trace::monotonicNs() - sinceNs) / 1'000'000));
    }
}

int parentHalf(const Play& play, pid_t child)
{
    trace::processSpawned(child, trace::Recorder::intern("child"));
    play.board.returnedInParent.store(child);
    std::printf("parent: fork() returned %d; my pid is %d\n", child, ::getpid());
    const trace::Span span(trace::Recorder::intern("fork() returned " + std::to_string(child)));
    if (play.endsFirst == EndsFirst::Parent)
        play.knobs.pauseShare("work_ms", 1);
    else if (play.knobs.on("reap"))
        waitForTheChild(play, child);
    else
        leaveAZombie(play, child);
    return 0;
}

// The body of the notes' first example: one call, and both halves go on from here.
int parentMain(const Play& play)
{
    play.board.parentPid.store(::getpid());
    std::fflush(nullptr); // or the child would print it again
    const std::uint64_t flow = sync::nextFlow();
    trace::flowOut(flow);
    const pid_t returned = ::fork();
    if (returned != 0)
        return returned > 0 ? parentHalf(play, returned) : 1;
    const int code = childHalf(play, returned, flow);
    trace::Recorder::stop();
    std::fflush(nullptr);
    ::_exit(code);
}

// What process 1 does all its life: it takes in children whose parent has died, and reaps them.
void reapAdopted(pid_t child)
{
    int status = 0;
    trace::Wait wait(trace::WaitKind::Join, trace::ObjectId::None);
    if (::waitpid(child, &status, 0) != child)
        return; // its own parent has reaped it
    wait.end(trace::Peer::ofProcess(child));
    record(child, status);
}

int act(Play play)
{
    play.board.returnedInParent.store(0);
    ForkedProcess parent("parent", [&] { return parentMain(play); });
    if (!parent.start())
        return 1;
    (void)parent.join();
    if (const int child = play.board.returnedInParent.load(); child > 0)
        reapAdopted(child);
    return parent.end() == sync::ProcessEnd{} ? 0 : 1;
}

int forkProgram(const QStringList& arguments)
{
    const auto opened = openBoard<ForkBoard>(arguments, "init");
    if (!opened)
        return 2;
    ForkBoard& board = *opened.value();
    const LiveKnobs knobs(board.knobs, ForkScenario::info().knobs);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    board.initPid.store(::getpid());
    const auto ending = static_cast<Ending>(knobs.integer("who_ends_first"));
    int problems = 0;
    if (ending != Ending::Parent)
        problems += act({board, knobs, EndsFirst::Child});
    if (ending != Ending::Child)
        problems += act({board, knobs, EndsFirst::Parent});
    trace::Recorder::stop();
    return problems;
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("fork"), forkProgram);
    return true;
}();

QJsonValue orNull(int number)
{
    return number == 0 ? QJsonValue() : QJsonValue(number);
}

void report(Context& context, const ForkBoard& seen)
{
    const int inChild = seen.returnedInChild.load();
    context.setResult(QStringLiteral("returns"), QJsonArray{inChild < 0 ? QJsonValue() : inChild, // none yet
                                                            orNull(seen.returnedInParent.load())});
    context.setResult(QStringLiteral("init_pid"), seen.initPid.load());
    context.setResult(QStringLiteral("orphan_old_ppid"), orNull(seen.orphanOldParent.load()));
    context.setResult(QStringLiteral("orphan_ppid"), orNull(seen.orphanNewParent.load()));
    const int state = seen.zombieState.load();
    context.setResult(QStringLiteral("zombie_state"), state == 0 ? QJsonValue() : QString(QChar(state)));
    context.setResult(QStringLiteral("zombie_ms"), seen.zombieMs.load());
    context.setResult(QStringLiteral("reaped_by_parent"), seen.reapedByParent.load() != 0);
}

} // namespace

ScenarioInfo ForkScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.fork");
    info.group = tr("Processes");
    info.title = tr("Fork");
    info.summary = tr("One call that returns twice; a zombie that nobody waits for, an orphan that gets a new parent.");
    info.knobs = {
        Knob::choice(QStringLiteral("who_ends_first"), tr("Ends first"),
                     {QStringLiteral("child"), QStringLiteral("parent"), QStringLiteral("both")}, 2,
                     tr("Which half ends first; both: one after the other."))
            .restart(),
        Knob::toggle(QStringLiteral("reap"), tr("Parent waits"), false,
                     tr("Whether the parent reaps a child that ends before it."))
            .restart(),
        Knob::integer(QStringLiteral("work_ms"), tr("Work"), 10, 3000, 400, tr("ms"),
                      tr("How long the half that ends first lives.")),
    };
    info.teaches = {tr("fork"), tr("zombie"), tr("orphan"), tr("reaping")};
    return info;
}

void ForkScenario::run(Context& context)
{
    runForkingProgram<ForkBoard>(context, QStringLiteral("fork"), QStringLiteral("init"), report);
}

} // namespace lanescope::scenario
