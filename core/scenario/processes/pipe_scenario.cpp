// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/pipe_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/processes/duplex_pipe.h"
#include "core/scenario/processes/forked_process.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/processes/frame_stream.h"
#include "core/scenario/worker_process.h"
#include "core/sync/flow.h"
#include "core/trace/probes.h"

#include <QCoreApplication>

#include <algorithm>
#include <climits>
#include <csignal>
#include <sys/ioctl.h>

namespace lanescope::scenario {
namespace {

constexpr int kMostWriters = 2;
constexpr int kLookAgainMs = 20;
constexpr std::size_t kPipeBytes = 65536;
constexpr std::size_t kFramesAtOnce = 16;
// One page: a pipe that is emptied as a whole would take frames of 2, 4, 8 pages as a whole again (seen).
constexpr std::size_t kMostAtOnce = PIPE_BUF;
constexpr std::size_t kKeptTimes = 4096;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProcessPipeScenario", text);
}

struct PipeBoard {
    KnobCells knobs;
    std::array<std::atomic<std::int64_t>, kMostWriters> sent;
    std::array<std::atomic<std::uint32_t>, kKeptTimes> roundTripNs; // the newest ones
    std::atomic<std::uint64_t> roundTrips;
    std::atomic<std::uint64_t> intact; // these two: the parent's
    std::atomic<std::uint64_t> corrupt;
};

/// A child and its end of the pipe.
struct Child {
    PipeBoard& board;
    const LiveKnobs& knobs;
    DuplexPipe& pipe;
    std::uint32_t index;

    bool sendOne()
    {
        board.sent[index].fetch_add(1);
        const std::uint64_t flow = sync::nextFlow();
        const auto frame = makeFrame(index, flow, static_cast<std::uint32_t>(knobs.integer("size")));
        trace::flowOut(flow);
        return sendAll(pipe.childEnd(), frame);
    }
};

// Waits for the answer to what it sent last. False when the parent has closed its end.
bool receiveAnswer(Child& child, FrameStream& stream, std::vector<std::byte>& buffer)
{
    const std::uint64_t before = stream.intact();
    while (stream.intact() == before) {
        const std::ptrdiff_t size = receiveSome(child.pipe.childEnd(), buffer, -1);
        if (size < 0)
            return false;
        stream.take(std::span(buffer).first(static_cast<std::size_t>(size)),
                    [](const FrameHead& head) { trace::flowIn(head.flow); });
    }
    return true;
}

// One message there and back, again and again.
int playPingPong(Child child)
{
    std::vector<std::byte> buffer(kPipeBytes);
    FrameStream stream;
    const trace::StringId task = trace::Recorder::intern("ping");
    do {
        const trace::Span span(task);
        const std::int64_t startNs = trace::monotonicNs();
        if (!child.sendOne() || !receiveAnswer(child, stream, buffer))
            return 0;
        const auto place = child.board.roundTrips.load() % kKeptTimes;
        child.board.roundTripNs[place].store(static_cast<std::uint32_t>(trace::monotonicNs() - startNs));
        child.board.roundTrips.fetch_add(1); // now it is there to be read
    } while (child.knobs.pause("pause_ms"));
    return 0;
}

// As fast as the pipe takes it, without asking whether somebody else writes there too.
int writeAway(Child child)
{
    const trace::StringId task = trace::Recorder::intern("write a frame");
    while (!child.knobs.stopRequested()) {
        const trace::Span span(task);
        if (!child.sendOne())
            return 0;
    }
    return 0;
}

/// The parent's side: reads frames, and with one child answers each.
class Parent {
public:
    Parent(PipeBoard& board, const LiveKnobs& knobs, DuplexPipe& pipe, bool answers)
        : m_board(board)
        , m_knobs(knobs)
        , m_end(pipe.parentEnd())
        , m_answers(answers)
        , m_buffer(kPipeBytes)
    {
    }

    void readUntilStopped()
    {
        while (!m_knobs.stopRequested() && readSome()) {
            if (!m_answers)
                m_knobs.pause("pause_ms");
        }
    }

private:
    // False when the children are gone.
    bool readSome()
    {
        recordFill();
        // Slower than two writers write: the pipe fills up, and a writer has to stop in the middle of a frame.
        const std::size_t frames = static_cast<std::size_t>(m_knobs.integer("size")) * kFramesAtOnce;
        const auto space = std::span(m_buffer).first(m_answers ? m_buffer.size() : std::min(frames, kMostAtOnce));
        const std::ptrdiff_t size = receiveSome(m_end, space, kLookAgainMs);
        if (size <= 0)
            return size == 0;
        const trace::Span span(m_answers ? m_answering : m_checking);
        m_stream.take(space.first(static_cast<std::size_t>(size)), [this](const FrameHead& head) { arrived(head); });
        m_board.intact = m_stream.intact();
        m_board.corrupt = m_stream.corrupt();
        return true;
    }

    void arrived(const FrameHead& head)
    {
        trace::flowIn(head.flow);
        if (!m_answers)
            return;
        const std::uint64_t flow = sync::nextFlow();
        trace::flowOut(flow);
        sendAll(m_end, makeFrame(head.writer, flow, head.bytes));
    }

    void recordFill() const
    {
        int bytes = 0;
        if (::ioctl(m_end.read, FIONREAD, &bytes) == 0)
            trace::counter(m_fill, bytes);
        if (!m_answers)
            trace::counter(m_damage, static_cast<double>(m_stream.corrupt()));
    }

    PipeBoard& m_board;
    const LiveKnobs& m_knobs;
    const DuplexPipe::End m_end;
    const bool m_answers;
    std::vector<std::byte> m_buffer;
    FrameStream m_stream;
    const trace::StringId m_answering = trace::Recorder::intern("pong");
    const trace::StringId m_checking = trace::Recorder::intern("check frames");
    const trace::StringId m_fill = trace::Recorder::intern("bytes in the pipe");
    const trace::StringId m_damage = trace::Recorder::intern("corrupt frames");
};

int pipeProgram(const QStringList& arguments)
{
    const auto opened = openBoard<PipeBoard>(arguments, "parent");
    auto made = DuplexPipe::make();
    if (!opened || !made)
        return 2;
    PipeBoard& board = *opened.value();
    DuplexPipe& pipe = made.value();
    const LiveKnobs knobs(board.knobs, ProcessPipeScenario::info().knobs);
    std::signal(SIGPIPE, SIG_IGN); // a write that nobody can read any more is an error, not a death
    const bool alone = knobs.integer("writers") == 1;
    ForkedProcess first(alone ? "child" : "writer-1", [&] {
        pipe.closeParentEnd();
        const Child child{board, knobs, pipe, 0};
        return alone ? playPingPong(child) : writeAway(child);
    });
    ForkedProcess second("writer-2", [&] {
        pipe.closeParentEnd();
        return writeAway({board, knobs, pipe, 1});
    });
    if (!first.start() || (!alone && !second.start()))
        return 1;
    pipe.closeChildEnd();
    Parent(board, knobs, pipe, alone).readUntilStopped();
    pipe.closeParentEnd(); // whoever reads or writes there learns that it is over
    (void)first.join();
    if (!alone)
        (void)second.join();
    trace::Recorder::stop();
    return 0;
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("pipe"), pipeProgram);
    return true;
}();

QJsonObject roundTrips(const PipeBoard& board)
{
    DurationLog times;
    const std::size_t count = std::min<std::size_t>(board.roundTrips.load(), kKeptTimes);
    for (std::size_t i = 0; i < count; ++i)
        times.add(std::chrono::nanoseconds(board.roundTripNs[i].load()));
    return times.figures(std::chrono::microseconds(1));
}

void report(Context& context, const PipeBoard& seen)
{
    // What was sent comes last: the others are parts of it.
    context.setResult(QStringLiteral("intact"), static_cast<qint64>(seen.intact.load()));
    context.setResult(QStringLiteral("corrupt"), static_cast<qint64>(seen.corrupt.load()));
    context.setResult(QStringLiteral("round_trips"), static_cast<qint64>(seen.roundTrips.load()));
    context.setResult(QStringLiteral("rtt_us"), roundTrips(seen));
    context.setResult(QStringLiteral("sent"), static_cast<qint64>(seen.sent[0].load() + seen.sent[1].load()));
}

} // namespace

ScenarioInfo ProcessPipeScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.pipe");
    info.group = tr("Processes");
    info.title = tr("Pipe");
    info.summary = tr("Messages to a child and back; and two writers at one end whose messages mix.");
    info.knobs = {
        Knob::integer(QStringLiteral("size"), tr("Message"), 32, 65536, 64, tr("bytes"),
                      tr("The size of a message. Up to %1 bytes the kernel writes it in one piece.").arg(PIPE_BUF))
            .onLogScale(),
        Knob::integer(QStringLiteral("writers"), tr("Writers"), 1, kMostWriters, 1, tr("processes"),
                      tr("One: ping-pong. Two: both write into the same end, as fast as they can."))
            .restart(),
        Knob::real(QStringLiteral("pause_ms"), tr("Pause"), 0.1, 1000, 5, tr("ms"),
                   tr("Between two pings; with two writers, between two looks of the reader."))
            .onLogScale(),
    };
    info.teaches = {tr("pipe"), tr("atomic write"), tr("round trip")};
    return info;
}

void ProcessPipeScenario::run(Context& context)
{
    runForkingProgram<PipeBoard>(context, QStringLiteral("pipe"), QStringLiteral("parent"), report);
}

} // namespace lanescope::scenario
