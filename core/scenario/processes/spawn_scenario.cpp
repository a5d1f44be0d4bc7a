// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/spawn_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/worker_process.h"
#include "core/sync/child_process.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QTimer>

#include <cstdio>
#include <optional>

namespace lanescope::scenario {
namespace {

constexpr int kPauseMs = 250;
constexpr int kLookAgainMs = 20;

QString tr(const char* text)
{
    return QCoreApplication::translate("SpawnScenario", text);
}

struct SpawnBoard {
    KnobCells knobs;
};

// def f(name): print(f'hello {name}')
int childMain(const QStringList& arguments)
{
    const QByteArray name = arguments.value(1).toUtf8();
    const auto opened = openBoard<SpawnBoard>(arguments, name.constData());
    if (!opened)
        return 2;
    const LiveKnobs knobs(opened.value()->knobs, SpawnScenario::info().knobs);
    {
        const trace::Span span(trace::Recorder::intern("work"));
        std::printf("hello %s\n", name.constData());
        knobs.pause("work_ms");
    }
    trace::Recorder::stop();
    return knobs.integer("exit_code");
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("spawn"), childMain);
    return true;
}();

/// The parent.
class Play : public QObject {
public:
    Play(Context& context, const sync::Shared<SpawnBoard>& board)
        : m_context(context)
        , m_board(board)
        , m_knobs(knobsOf(context, board->knobs))
    {
        connect(&context, &Context::knobChanged, this, [this] { m_knobs.follow(m_context); });
        connect(&context, &Context::stopping, this, [this] { m_knobs.follow(m_context); });
    }

    Status run()
    {
        tryWhatIsRefused();
        const LiveResult live(m_context, [this] { tellResult(); });
        do {
            if (Status done = playRound(); !done)
                return done;
        } while (pauseGoesOn());
        tellResult();
        return Done{};
    }

private:
    std::unique_ptr<sync::ChildProcess> makeChild()
    {
        const QString name = QStringLiteral("child-%1").arg(++m_children);
        const QStringList arguments{QString::number(m_board.descriptor()), name};
        auto child = std::make_unique<sync::ChildProcess>(name, workerProgram(QStringLiteral("spawn"), arguments));
        child->process().setProcessChannelMode(QProcess::ForwardedChannels);
        return child;
    }

    void refused(const std::string& why)
    {
        m_refused.append(QString::fromStdString(why));
        m_context.warning(QString::fromStdString(why));
    }

    void tryWhatIsRefused()
    {
        sync::ChildProcess early(QStringLiteral("early"), workerProgram(QStringLiteral("spawn")));
        if (const Result<bool> joined = early.join(0); !joined)
            refused(joined.error());
        if (const Result<bool> joined = sync::ChildProcess::current()->join(0); !joined)
            refused(joined.error());
    }

    Status playRound()
    {
        const auto child = makeChild();
        if (Status started = child->start(); !started)
            return started;
        if (const Status twice = child->start(); !twice && m_children == 1)
            refused(twice.error());
        if (!joinWithTimeout(*child)) {
            ++m_timedOut;
            if (m_context.on("kill"))
                child->kill();
        }
        ++m_joins;
        (void)child->join(-1); // a process may be joined more than once
        const sync::ProcessEnd end = *child->end();
        const QString how = end.signal != 0 ? tr("signal %1").arg(end.signal) : tr("exit code %1").arg(end.exitCode);
        m_context.info(tr("%1 ended: %2, in Python exitcode = %3").arg(child->name(), how).arg(end.asInPython()));
        if (!m_context.stopRequested() || m_children == 1) // the end of the run cuts a round short
            m_end = end;
        return Done{};
    }

    // The timeout is live: it is compared with the time that has passed, again and again.
    bool joinWithTimeout(sync::ChildProcess& child)
    {
        ++m_joins;
        QEventLoop loop;
        QTimer look;
        QElapsedTimer passed;
        passed.start();
        connect(&look, &QTimer::timeout, &loop, [&] {
            if (m_context.stopRequested() || passed.hasExpired(m_context.integer("timeout_ms")))
                loop.quit();
        });
        look.start(kLookAgainMs);
        const Result<bool> joined = child.join(loop);
        return joined && joined.value();
    }

    bool pauseGoesOn()
    {
        quint64 seen = m_context.changes();
        m_context.waitForChange(seen, kPauseMs);
        m_knobs.follow(m_context);
        return !m_context.stopRequested();
    }

    void tellEnd(const sync::ProcessEnd& end)
    {
        const bool bySignal = end.signal != 0;
        m_context.setResult(QStringLiteral("exit_code"), bySignal ? QJsonValue() : QJsonValue(end.exitCode));
        m_context.setResult(QStringLiteral("signal"), bySignal ? QJsonValue(end.signal) : QJsonValue());
        m_context.setResult(QStringLiteral("python_exitcode"), end.asInPython());
    }

    void tellResult()
    {
        if (m_end)
            tellEnd(*m_end);
        m_context.setResult(QStringLiteral("children"), m_children);
        m_context.setResult(QStringLiteral("joins"), m_joins);
        m_context.setResult(QStringLiteral("timed_out"), m_timedOut);
        m_context.setResult(QStringLiteral("refused"), m_refused);
    }

    Context& m_context;
    const sync::Shared<SpawnBoard>& m_board;
    LiveKnobs m_knobs;
    QJsonArray m_refused;
    std::optional<sync::ProcessEnd> m_end; // of the last one
    int m_children = 0;
    int m_joins = 0;
    int m_timedOut = 0;
};

} // namespace

ScenarioInfo SpawnScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.spawn");
    info.group = tr("Processes");
    info.title = tr("Start and join");
    info.summary = tr("A child with a name and arguments: wait with a timeout, wait again, read how it ended.");
    info.knobs = {
        Knob::integer(QStringLiteral("work_ms"), tr("Work"), 1, 5000, 600, tr("ms"), tr("How long the child lives.")),
        Knob::integer(QStringLiteral("timeout_ms"), tr("Timeout"), 0, 5000, 250, tr("ms"),
                      tr("How long the first join waits; the second one waits to the end.")),
        Knob::integer(QStringLiteral("exit_code"), tr("Exit code"), 0, 255, 3, QString(),
                      tr("With which code the child ends."))
            .restart(),
        Knob::toggle(QStringLiteral("kill"), tr("Kill"), false,
                     tr("Whether a child that is not done when the first join times out is killed."))
            .restart(),
    };
    info.teaches = {tr("spawn"), tr("join"), tr("timeout"), tr("exit code")};
    return info;
}

void SpawnScenario::run(Context& context)
{
    const auto board = sync::Shared<SpawnBoard>::make("lanescope board");
    if (!board)
        return context.fail(QString::fromStdString(board.error()));
    if (const Status done = Play(context, board.value()).run(); !done)
        context.fail(QString::fromStdString(done.error()));
}

} // namespace lanescope::scenario
