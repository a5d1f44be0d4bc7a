// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/queue_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/child_lines.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/processes/pipe_ends.h"
#include "core/scenario/processes/pipe_queue.h"
#include "core/scenario/worker_process.h"
#include "core/sync/child_process.h"
#include "core/trace/child_output.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QDeadlineTimer>

#include <cstdio>

namespace lanescope::scenario {
namespace {

constexpr int kTickMs = 20;
constexpr int kGraceMs = 1000;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProcessQueueScenario", text);
}

struct QueueBoard {
    KnobCells knobs;
};

int writerMain(const QStringList& arguments)
{
    const auto opened = openBoard<QueueBoard>(arguments, "writer");
    if (!opened)
        return 2;
    const LiveKnobs knobs(opened.value()->knobs, ProcessQueueScenario::info().knobs);
    PipeQueue queue("queue", -1, arguments.value(1).toInt());
    const trace::StringId task = trace::Recorder::intern("put");
    for (int i = 0; i < knobs.integer("items"); ++i) {
        const std::int64_t startNs = trace::monotonicNs();
        {
            const trace::Span span(task);
            queue.put(static_cast<char>('A' + i % 26));
        }
        if (!knobs.pause("period_ms", startNs))
            break;
    }
    trace::Recorder::stop();
    return 0;
}

// Loops for ever, as the reader in the notes: what comes after the loop is never reached.
int readerMain(const QStringList& arguments)
{
    trace::Recorder::startFromEnvironment("reader");
    trace::Recorder::nameProcess("reader"); // so that ps and top call it the same
    trace::Recorder::nameThread("reader");
    PipeQueue queue("queue", arguments.value(0).toInt(), -1);
    const trace::StringId task = trace::Recorder::intern("got an item");
    for (;;) {
        const char item = queue.get();
        const trace::Span span(task);
        std::fputc(item, stdout);
        std::fflush(stdout);
    }
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("queue-writer"), writerMain);
    registerWorker(QStringLiteral("queue-reader"), readerMain);
    return true;
}();

/// The parent of the two.
class Play {
public:
    Play(Context& context, const PipeEnds& pipe, const sync::Shared<QueueBoard>& board)
        : m_context(context)
        , m_knobs(knobsOf(context, board->knobs))
        , m_writer(QStringLiteral("writer"),
                   workerProgram(QStringLiteral("queue-writer"),
                                 {QString::number(board.descriptor()), QString::number(pipe.writeEnd())}))
        , m_reader(QStringLiteral("reader"),
                   workerProgram(QStringLiteral("queue-reader"), {QString::number(pipe.readEnd())}))
    {
    }

    Status run()
    {
        for (sync::ChildProcess* process : {&m_writer, &m_reader}) {
            if (Status started = process->start(); !started)
                return started;
        }
        const LiveResult live(m_context, [this] { read(); });
        if (!followToItsEnd(m_context, m_writer, m_knobs))
            m_writer.endWithin(0);
        readTheRest();
        m_reader.endWithin(kGraceMs);
        read();
        m_lines.close();
        return Done{};
    }

private:
    void read()
    {
        const QByteArray bytes = m_reader.process().readAllStandardOutput();
        m_received += bytes;
        m_lines.take(bytes);
        m_context.setResult(QStringLiteral("received"), QString::fromLatin1(m_received));
    }

    // The reader may be behind: what the writer put is in the pipe.
    void readTheRest()
    {
        const qsizetype items = m_knobs.integer("items");
        for (QDeadlineTimer patience(kGraceMs); !patience.hasExpired() && !m_context.stopRequested();) {
            read();
            if (m_received.size() >= items)
                return;
            m_reader.process().waitForReadyRead(kTickMs);
        }
    }

    Context& m_context;
    LiveKnobs m_knobs;
    sync::ChildProcess m_writer;
    sync::ChildProcess m_reader;
    ChildLines m_lines{[this](const QByteArray& line) { trace::childOutput(m_reader.pid(), line.toStdString()); }};
    QByteArray m_received;
};

} // namespace

ScenarioInfo ProcessQueueScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.queue");
    info.group = tr("Processes");
    info.title = tr("Process queue");
    info.summary = tr("A writer process puts A B C D, a reader process waits for more for ever and is terminated.");
    info.knobs = {
        Knob::integer(QStringLiteral("period_ms"), tr("Period"), 10, 2000, 300, tr("ms"),
                      tr("The time from one item to the next.")),
        Knob::integer(QStringLiteral("items"), tr("Items"), 1, 1000, 4, tr("items"),
                      tr("How many items the writer puts before it ends.")),
    };
    info.teaches = {tr("process queue"), tr("terminate")};
    return info;
}

void ProcessQueueScenario::run(Context& context)
{
    const Result<PipeEnds> pipe = PipeEnds::make();
    const auto board = sync::Shared<QueueBoard>::make("lanescope board");
    if (!pipe)
        return context.fail(QString::fromStdString(pipe.error()));
    if (!board)
        return context.fail(QString::fromStdString(board.error()));
    if (const Status done = Play(context, pipe.value(), board.value()).run(); !done)
        context.fail(QString::fromStdString(done.error()));
}

} // namespace lanescope::scenario
