// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/queue_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/pipe_queue.h"
#include "core/scenario/worker_process.h"
#include "core/trace/probes.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QProcess>

#include <cstdio>
#include <unistd.h>

namespace lanescope::scenario {
namespace {

constexpr int kTickMs = 20;
constexpr int kGraceMs = 1000;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProcessQueueScenario", text);
}

struct WriterOrders {
    int periodMs = 0;
    int items = 0;
};

// Orders come as lines "period 300" and "items 4" on standard input while the writer waits.
void waitForOrders(WriterOrders& orders, trace::Ticks since)
{
    const trace::Wait wait(trace::WaitKind::Sleep, trace::ObjectId::None);
    const trace::Calibration clock = trace::Calibration::measure();
    for (;;) {
        const std::int64_t passedMs = clock.durationNs(trace::readClock() - since) / 1'000'000;
        const std::int64_t leftMs = orders.periodMs - passedMs;
        if (leftMs <= 0)
            return;
        char name[16] = {};
        int value = 0;
        if (waitReadable(STDIN_FILENO, static_cast<int>(leftMs)) && std::scanf("%15s %d", name, &value) == 2)
            (QLatin1String(name) == QLatin1String("period") ? orders.periodMs : orders.items) = value;
    }
}

int writerMain(const QStringList& arguments)
{
    trace::Recorder::startFromEnvironment("writer");
    std::setvbuf(stdin, nullptr, _IONBF, 0);
    PipeQueue queue("queue", -1, arguments.value(0).toInt());
    WriterOrders orders{arguments.value(1).toInt(), arguments.value(2).toInt()};
    const trace::StringId task = trace::Recorder::intern("put");
    for (int i = 0; i < orders.items; ++i) {
        const trace::Ticks start = trace::readClock();
        {
            const trace::Span span(task);
            queue.put(static_cast<char>('A' + i % 26));
        }
        waitForOrders(orders, start);
    }
    trace::Recorder::stop();
    return 0;
}

// Loops for ever, as the reader in the notes: what comes after the loop is never reached.
int readerMain(const QStringList& arguments)
{
    trace::Recorder::startFromEnvironment("reader");
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

void start(QProcess& process, const QString& worker, const QString& name, const QStringList& arguments)
{
    prepareWorker(process, worker, arguments);
    process.start();
    process.waitForStarted();
    trace::processSpawned(static_cast<std::int32_t>(process.processId()), trace::Recorder::intern(name.toStdString()));
}

// Ends the process if it still runs, reaps it, and records how it ended.
void end(QProcess& process)
{
    const auto pid = static_cast<std::int32_t>(process.processId());
    if (process.state() != QProcess::NotRunning) {
        process.terminate();
        const trace::Wait join(trace::WaitKind::Join, trace::ObjectId::None);
        if (!process.waitForFinished(kGraceMs)) {
            process.kill();
            process.waitForFinished();
        }
    }
    // QProcess tells of a signal as the exit code of a crash.
    const bool crashed = process.exitStatus() == QProcess::CrashExit;
    if (pid > 0)
        trace::processExited(pid, crashed ? 0 : process.exitCode(), crashed ? process.exitCode() : 0);
}

} // namespace

ScenarioInfo ProcessQueueScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.queue");
    info.group = tr("Processes");
    info.title = tr("Queue between processes");
    info.summary = tr("A writer process puts A B C D, a reader process waits for more for ever and is terminated.");
    info.knobs = {
        Knob::integer(QStringLiteral("period_ms"), tr("Period"), 10, 2000, 300, tr("ms"),
                      tr("The time from one item to the next.")),
        Knob::integer(QStringLiteral("items"), tr("Items"), 1, 1000, 4, tr("items"),
                      tr("How many items the writer puts before it ends.")),
    };
    return info;
}

void ProcessQueueScenario::run(Context& context)
{
    const Result<PipeEnds> made = PipeEnds::make();
    if (!made)
        return context.fail(QString::fromStdString(made.error()));
    const PipeEnds& pipe = made.value();

    QProcess writer;
    QProcess reader;
    int periodMs = context.integer("period_ms");
    int items = context.integer("items");
    start(writer, QStringLiteral("queue-writer"), QStringLiteral("writer"),
          {QString::number(pipe.writeEnd()), QString::number(periodMs), QString::number(items)});
    start(reader, QStringLiteral("queue-reader"), QStringLiteral("reader"), {QString::number(pipe.readEnd())});
    const auto writerPid = static_cast<std::int32_t>(writer.processId());

    QByteArray received;
    const auto followKnobs = [&] {
        if (const int now = context.integer("period_ms"); now != periodMs)
            writer.write("period " + QByteArray::number(periodMs = now) + '\n');
        if (const int now = context.integer("items"); now != items)
            writer.write("items " + QByteArray::number(items = now) + '\n');
    };
    {
        const trace::Wait join(trace::WaitKind::Join, trace::ObjectId::None);
        while (!context.stopRequested() && !writer.waitForFinished(kTickMs)) {
            followKnobs();
            received += reader.readAllStandardOutput();
        }
    }
    const bool writerDone = writer.state() == QProcess::NotRunning;
    if (writerDone)
        trace::processExited(writerPid, writer.exitCode(), 0);
    for (QDeadlineTimer drain(kGraceMs); writerDone && !drain.hasExpired() && received.size() < items;) {
        reader.waitForReadyRead(kTickMs);
        received += reader.readAllStandardOutput();
    }
    if (!writerDone)
        end(writer);
    end(reader);
    received += reader.readAllStandardOutput();
    context.setResult(QStringLiteral("received"), QString::fromLatin1(received));
}

} // namespace lanescope::scenario
