// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/object_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/forked_process.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/worker_process.h"
#include "core/sync/work.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <csignal>
#include <cstdio>
#include <memory>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kObjects = 2;
constexpr int kLookAgainMs = 500;              // a knob that is turned wakes at once
constexpr std::chrono::milliseconds kRound(4); // long enough to be seen
constexpr std::int64_t kLineEveryNs = 1'000'000'000;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProcessObjectScenario", text);
}

struct ObjectBoard {
    KnobCells knobs;
    std::array<std::atomic<int>, kObjects> loops;      // of all objects of that number
    std::array<std::atomic<int>, kObjects> endSignals; // that ended the last one
    std::atomic<int> started;
    std::atomic<int> terminated; // ended by SIGTERM
    std::atomic<int> killed;     // had to be killed
};

/// class NewProcess(Process) of the notes: its run() is the process, and has no end.
class LoopingProcess : public ForkedProcess {
public:
    LoopingProcess(int number, ObjectBoard& board, const LiveKnobs& knobs)
        : ForkedProcess("process-" + std::to_string(number + 1))
        , m_number(number)
        , m_board(board)
        , m_knobs(knobs)
    {
    }

protected:
    int run() override
    {
        // The second one does not let itself be asked.
        if (m_number == 1 && m_knobs.on("stubborn"))
            std::signal(SIGTERM, SIG_IGN);
        const trace::StringId task = trace::Recorder::intern("one round of the loop");
        while (true) {
            {
                const trace::Span span(task);
                sayWho();
                sync::workFor(kRound);
                m_board.loops[static_cast<std::size_t>(m_number)].fetch_add(1, std::memory_order_relaxed);
            }
            m_knobs.pause("interval_ms");
            if (m_knobs.stopRequested())
                ::pause(); // a loop without end would spin now; the parent is on its way
        }
    }

private:
    void sayWho()
    {
        const std::int64_t nowNs = trace::monotonicNs();
        if (nowNs - m_saidNs < kLineEveryNs)
            return;
        m_saidNs = nowNs;
        std::printf("I am process %d, my pid is %d\n", m_number + 1, ::getpid());
    }

    const int m_number;
    ObjectBoard& m_board;
    const LiveKnobs& m_knobs;
    std::int64_t m_saidNs = 0;
};

using Objects = std::vector<std::unique_ptr<LoopingProcess>>;

// An object is one process and can be started once: to start again takes new objects.
bool start(Objects& objects, ObjectBoard& board, const LiveKnobs& knobs)
{
    for (int number = 0; number < kObjects; ++number) {
        objects.push_back(std::make_unique<LoopingProcess>(number, board, knobs));
        if (const Status started = objects.back()->start(); !started) {
            std::fprintf(stderr, "%s\n", started.error().c_str());
            return false;
        }
        board.started.fetch_add(1);
    }
    return true;
}

// terminate() for all, join() with the grace, kill() for who is still there.
void end(Objects& objects, ObjectBoard& board, const LiveKnobs& knobs)
{
    if (objects.empty())
        return;
    const trace::Span span(trace::Recorder::intern("terminate"));
    for (const auto& object : objects)
        object->terminate();
    const std::int64_t sinceNs = trace::monotonicNs();
    const auto graceLeftMs = [&] {
        const auto passedMs = static_cast<int>((trace::monotonicNs() - sinceNs) / 1'000'000);
        return std::max(knobs.integer("grace_ms") - passedMs, 0);
    };
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Result<bool> ended = objects[i]->join(graceLeftMs);
        if (!ended || !ended.value()) {
            const trace::Span killing(trace::Recorder::intern("kill"));
            objects[i]->kill();
            (void)objects[i]->join();
        }
        const int signal = objects[i]->end()->signal;
        board.endSignals[i].store(signal);
        (signal == SIGKILL ? board.killed : board.terminated).fetch_add(1);
    }
    objects.clear();
}

int objectProgram(const QStringList& arguments)
{
    const auto opened = openBoard<ObjectBoard>(arguments, "parent");
    if (!opened)
        return 2;
    ObjectBoard& board = *opened.value();
    const LiveKnobs knobs(board.knobs, ProcessObjectScenario::info().knobs);
    Objects objects;
    while (!knobs.stopRequested()) {
        const std::uint32_t seen = board.knobs.changes.load();
        if (knobs.on("terminate"))
            end(objects, board, knobs);
        else if (objects.empty() && !start(objects, board, knobs))
            return 1;
        const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
        board.knobs.changes.waitWhile(seen, kLookAgainMs);
    }
    end(objects, board, knobs);
    trace::Recorder::stop();
    return 0;
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("object"), objectProgram);
    return true;
}();

void report(Context& context, const ObjectBoard& seen)
{
    QJsonArray loops;
    QJsonArray endSignals;
    for (std::size_t i = 0; i < kObjects; ++i) {
        loops.append(seen.loops[i].load());
        endSignals.append(seen.endSignals[i].load());
    }
    context.setResult(QStringLiteral("loops"), loops);
    context.setResult(QStringLiteral("signals"), endSignals);
    context.setResult(QStringLiteral("started"), seen.started.load());
    context.setResult(QStringLiteral("terminated"), seen.terminated.load());
    context.setResult(QStringLiteral("killed"), seen.killed.load());
}

} // namespace

ScenarioInfo ProcessObjectScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.object");
    info.group = tr("Processes");
    info.title = tr("Process as an object");
    info.summary = tr("Two objects whose run() never ends: one obeys when it is terminated, one has to be killed.");
    info.knobs = {
        Knob::integer(QStringLiteral("interval_ms"), tr("Interval"), 5, 2000, 250, tr("ms"),
                      tr("What an object sleeps between two rounds of its loop.")),
        Knob::toggle(QStringLiteral("terminate"), tr("Terminate"), false,
                     tr("On: both are terminated. Off again: two new objects are started.")),
        Knob::integer(QStringLiteral("grace_ms"), tr("Grace"), 0, 1000, 400, tr("ms"),
                      tr("How long the parent waits after terminate before it kills.")),
        Knob::toggle(QStringLiteral("stubborn"), tr("Second is stubborn"), true,
                     tr("Whether the second object ignores SIGTERM."))
            .restart(),
    };
    info.teaches = {tr("process class"), tr("terminate"), tr("kill")};
    return info;
}

void ProcessObjectScenario::run(Context& context)
{
    runForkingProgram<ObjectBoard>(context, QStringLiteral("object"), QStringLiteral("parent"), report);
}

} // namespace lanescope::scenario
