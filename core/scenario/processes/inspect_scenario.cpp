// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/inspect_scenario.h"

#include "core/kernel/proc_text.h"
#include "core/kernel/process_tree.h"
#include "core/kernel/small_file.h"
#include "core/scenario/context.h"
#include "core/scenario/processes/forked_process.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/processes/take_last.h"
#include "core/scenario/worker_process.h"
#include "core/sync/child_process.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <sys/prctl.h>
#include <thread>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kMostChildren = 12;
constexpr int kGraceMs = 1000;
constexpr int kLookMs = 250;

QString tr(const char* text)
{
    return QCoreApplication::translate("InspectScenario", text);
}

struct InspectBoard {
    std::array<std::atomic<bool>, kMostChildren> ready; // the child and its helper are there
};

// debug_info() of the notes.
void debugInfo(const char* title, const char* module)
{
    std::printf("%s: module %s, parent %d, this process %d\n", title, module, ::getppid(), ::getpid());
    std::fflush(stdout);
}

int sleepUntilEnded()
{
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    for (;;)
        ::pause();
}

// A child with a helper of its own, so that the tree has three levels.
int childMain(const QStringList& arguments)
{
    const QByteArray name = arguments.value(1).toUtf8();
    const auto opened = openBoard<InspectBoard>(arguments, name.constData());
    const int index = arguments.value(2).toInt();
    if (!opened || index < 0 || index >= kMostChildren)
        return 2;
    ::prctl(PR_SET_NAME, name.constData()); // what /proc calls it
    debugInfo(name.constData(), "inspect");
    ForkedProcess helper("helper-" + std::to_string(index + 1), [] {
        debugInfo("helper", "inspect");
        return sleepUntilEnded();
    });
    if (!helper.start())
        return 1;
    opened.value()->ready[static_cast<std::size_t>(index)].store(true);
    const trace::Wait wait(trace::WaitKind::Io, trace::ObjectId::None);
    std::getchar(); // until the parent closes the pipe
    return 0;       // the helper is ended and reaped with the object
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("inspect"), childMain);
    return true;
}();

struct Node {
    int pid = 0;
    int parentPid = 0;
    QString name;
    bool operator==(const Node&) const = default;
};

// As /proc has it now.
Node nodeOf(pid_t pid)
{
    std::string text;
    kernel::readSmallFile(("/proc/" + std::to_string(pid) + "/stat").c_str(), text);
    const auto stat = kernel::parseStat(text);
    return stat ? Node{stat->id, stat->parentPid, QString::fromStdString(stat->comm)} : Node{};
}

/// One of the parent's table.
struct Child {
    int index = 0; // its place on the board; child-1 has 0
    std::unique_ptr<sync::ChildProcess> process;
};

/// The parent, and its table of children.
class Play : public QObject {
public:
    Play(Context& context, const sync::Shared<InspectBoard>& board)
        : m_context(context)
        , m_board(board)
    {
        connect(&context, &Context::knobChanged, this, [this] { followKnob(); });
        connect(&context, &Context::stopping, &m_loop, &QEventLoop::quit);
        connect(&m_look, &QTimer::timeout, this, [this] { look(); });
    }

    void run()
    {
        debugInfo("main", "processes.inspect");
        m_context.info(tr("CPUs: %1").arg(std::thread::hardware_concurrency()));
        followKnob();
        m_look.start(kLookMs);
        const LiveResult live(m_context, [this] { tellResult(); });
        if (!m_context.stopRequested())
            m_loop.exec();
        m_look.stop();
        look();
        tellResult();
        m_isChanging = true; // from here on they only end
        while (!m_children.empty())
            endLast();
    }

private:
    std::size_t wanted() const { return static_cast<std::size_t>(m_context.integer("children")); }

    // Waiting for a child serves the event loop: a knob that is turned meanwhile is followed from where this stands.
    void followKnob()
    {
        if (std::exchange(m_isChanging, true))
            return;
        while (m_children.size() > wanted())
            endLast();
        while (m_children.size() < wanted() && startOne()) {
        }
        m_isChanging = false;
        tellChildren();
    }

    int lowestFree() const
    {
        int index = 0;
        while (std::ranges::find(m_children, index, &Child::index) != m_children.end())
            ++index;
        return index;
    }

    bool startOne()
    {
        const int index = lowestFree();
        m_board->ready[static_cast<std::size_t>(index)].store(false);
        const QString name = QStringLiteral("child-%1").arg(index + 1);
        auto child = std::make_unique<sync::ChildProcess>(
            name, workerProgram(QStringLiteral("inspect"),
                                {QString::number(m_board.descriptor()), name, QString::number(index)}));
        child->process().setProcessChannelMode(QProcess::ForwardedChannels);
        if (const Status started = child->start(); !started) {
            m_context.warning(QString::fromStdString(started.error()));
            return false;
        }
        m_children.push_back({index, std::move(child)});
        return true;
    }

    void endLast()
    {
        const auto last = takeLast(m_children);
        last.process->process().closeWriteChannel();
        (void)last.process->join(kGraceMs);
    }

    // for p in multiprocessing.active_children()
    void tellChildren()
    {
        QStringList names;
        for (const Child& child : m_children)
            names.append(tr("%1 (%2)").arg(child.process->name()).arg(child.process->pid()));
        m_context.info(tr("active children: %1").arg(names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "))));
    }

    bool allReady() const
    {
        return std::ranges::all_of(m_children, [this](const Child& child) {
            return m_board->ready[static_cast<std::size_t>(child.index)].load();
        });
    }

    // active_children() joins those that have ended by themselves, or from outside, and leaves them out.
    bool dropEnded()
    {
        const auto hasEnded = [](const Child& child) {
            child.process->process().waitForFinished(0); // its end may not have been noticed yet
            return child.process->end().has_value();
        };
        const bool any = std::erase_if(m_children, hasEnded) > 0;
        if (any)
            tellChildren();
        return any;
    }

    // Compares what the program knows with what the kernel knows.
    void look()
    {
        const trace::Span span(trace::Recorder::intern("compare with /proc"));
        if (m_isChanging)
            return;
        dropEnded();
        if (!allReady())
            return;
        m_tree.clear();
        for (const pid_t pid : kernel::descendantsOf(::getpid()))
            m_tree.push_back(nodeOf(pid));
        if (dropEnded()) // in the midst of the look
            return;
        ++m_looks;
        m_matches += matches() ? 1 : 0;
    }

    bool matches() const
    {
        bool all = m_tree.size() == 2 * m_children.size();
        for (const auto& [index, child] : m_children) {
            all = all && std::find(m_tree.begin(), m_tree.end(), Node{child->pid(), ::getpid(), child->name()}) !=
                             m_tree.end();
            all = all && std::any_of(m_tree.begin(), m_tree.end(),
                                     [&](const Node& node) { return node.parentPid == child->pid(); });
        }
        return all;
    }

    void tellResult()
    {
        QJsonArray tree;
        for (const Node& node : m_tree)
            tree.append(QJsonObject{{QStringLiteral("pid"), node.pid},
                                    {QStringLiteral("ppid"), node.parentPid},
                                    {QStringLiteral("name"), node.name}});
        m_context.setResult(QStringLiteral("pid"), ::getpid());
        m_context.setResult(QStringLiteral("ppid"), ::getppid());
        m_context.setResult(QStringLiteral("cpu_count"), static_cast<int>(std::thread::hardware_concurrency()));
        m_context.setResult(QStringLiteral("active_children"), static_cast<int>(m_children.size()));
        m_context.setResult(QStringLiteral("tree"), tree);
        m_context.setResult(QStringLiteral("looks"), m_looks);
        m_context.setResult(QStringLiteral("matches"), m_matches);
    }

    Context& m_context;
    const sync::Shared<InspectBoard>& m_board;
    QEventLoop m_loop;
    QTimer m_look;
    std::vector<Child> m_children;
    std::vector<Node> m_tree;
    bool m_isChanging = false; // more or fewer children than there are to be
    int m_looks = 0;
    int m_matches = 0;
};

} // namespace

ScenarioInfo InspectScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.inspect");
    info.group = tr("Processes");
    info.title = tr("Who is who");
    info.summary = tr("Process ids, parents, names and children, as the program knows them and as the kernel does.");
    info.knobs = {
        Knob::integer(QStringLiteral("children"), tr("Children"), 0, kMostChildren, 3, tr("processes"),
                      tr("How many children there are; each has a helper of its own.")),
    };
    info.teaches = {tr("process tree"), tr("pid"), tr("active children")};
    return info;
}

void InspectScenario::run(Context& context)
{
    const auto board = sync::Shared<InspectBoard>::make("lanescope board");
    if (!board)
        return context.fail(QString::fromStdString(board.error()));
    Play(context, board.value()).run();
}

} // namespace lanescope::scenario
