// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/perfetto_trace.h"

#include "core/session/perfetto_events.h"
#include "core/session/safe_file.h"
#include "core/session/words.h"

#include <utility>

namespace lanescope::session {
namespace {

using namespace store;

constexpr std::size_t kFlushBytes = 1 << 16;

/// Makes every track with its source. Descriptors come first in the file, all at time zero.
class Tracks {
public:
    explicit Tracks(const PerfettoContext& context)
        : m_context(context)
    {
        addProcesses();
        addThreads();
        addObjects();
        addCpus();
        addMarks();
        addFlows();
    }
    const std::string& descriptors() const { return m_descriptors; }
    const EventSources& sources() const { return m_sources; }

private:
    TrackId newTrack() { return TrackId{++m_lastTrack}; }
    TrackId processTrack(ProcessIndex process) const { return TrackId{static_cast<std::uint64_t>(process) + 1}; }
    template <class Make, class... Arguments>
    void addSource(Make&& make, Arguments&&... arguments)
    {
        m_sources.push_back(make(m_context, std::forward<Arguments>(arguments)...));
    }

    void addProcesses()
    {
        for (std::uint32_t i = 0; i < m_context.snapshot.processes->size(); ++i) {
            const Process& process = (*m_context.snapshot.processes)[i];
            m_descriptors += perfetto::processTrack(0, newTrack(), m_context.ids.pid(ProcessIndex{i}),
                                                    validName(process.name, "process"),
                                                    i == 0 ? perfetto::Position::First : perfetto::Position::Later);
        }
    }
    void addThreads()
    {
        for (std::uint32_t i = 0; i < m_context.snapshot.threads->size(); ++i) {
            const Thread& thread = (*m_context.snapshot.threads)[i];
            const std::string name = m_context.threadName(i);
            m_threadTracks.push_back(newTrack());
            m_descriptors += perfetto::threadTrack(0, m_threadTracks.back(), m_context.ids.pid(thread.process),
                                                   m_context.ids.tid(ThreadIndex{i}), name);
            addSource(perfettoSlices, thread, m_threadTracks.back());
            const TrackId state = newTrack();
            m_descriptors += perfetto::stateTrack(0, state, processTrack(thread.process), name + " state");
            addSource(perfettoStates, m_context.snapshot.row(thread.stateRow), state);
        }
    }
    void addObjects()
    {
        for (const Object& object : *m_context.snapshot.objects) {
            if (!object.row)
                continue;
            const Row& row = m_context.snapshot.row(*object.row);
            const TrackId track = newTrack();
            const TrackId parent = processTrack(object.process);
            const std::string name = std::string(objectWord(object.kind)) + " " + validName(object.name, "");
            if (row.isCounter()) {
                m_descriptors += perfetto::counterTrack(0, track, parent, name, perfetto::Unit::Count);
                addSource(perfettoCounter, row, track);
            } else {
                m_descriptors += perfetto::plainTrack(0, track, parent, name);
                addSource(perfettoIntervals, row, object.process, track);
            }
        }
    }
    void addCpus()
    {
        if (m_context.snapshot.cpus->empty())
            return;
        const TrackId group = newTrack();
        m_descriptors += perfetto::plainTrack(0, group, TrackId{}, "CPUs");
        for (const Cpu& cpu : *m_context.snapshot.cpus) {
            const TrackId track = newTrack();
            m_descriptors += perfetto::plainTrack(0, track, group, "CPU " + std::to_string(cpu.number));
            addSource(perfettoIntervals, m_context.snapshot.row(cpu.row), ProcessIndex{}, track);
        }
    }
    void addMarks()
    {
        if (m_context.snapshot.marks->empty())
            return;
        const TrackId track = newTrack();
        m_descriptors += perfetto::plainTrack(0, track, TrackId{}, "Knob changes and log");
        std::vector<TraceEvent> events;
        for (const Mark& mark : *m_context.snapshot.marks) {
            const std::string name = mark.subject.empty() ? mark.text : mark.subject + " = " + mark.text;
            events.push_back({mark.timeNs, perfetto::instant(m_context.time(mark.timeNs), track,
                                                             validName(name, markWord(mark.kind)))});
        }
        m_sources.push_back(std::make_unique<SortedEvents>(std::move(events)));
    }
    // Instants inside the slices: a slice's begin is written before it is known that a message leaves from it.
    void addFlows()
    {
        std::vector<TraceEvent> events;
        std::uint64_t id = 0;
        for (const Flow& flow : *m_context.snapshot.flows) {
            const std::uint64_t flows[] = {++id};
            const auto add = [&](std::int64_t timeNs, ThreadIndex thread, const char* name) {
                events.push_back(
                    {timeNs, perfetto::instant(m_context.time(timeNs), m_threadTracks[static_cast<std::size_t>(thread)],
                                               name, flows)});
            };
            add(flow.fromNs, flow.from, "message sent");
            add(flow.toNs, flow.to, "message received");
        }
        m_sources.push_back(std::make_unique<SortedEvents>(std::move(events)));
    }

    const PerfettoContext& m_context;
    std::uint64_t m_lastTrack = 0;
    std::vector<TrackId> m_threadTracks;
    std::string m_descriptors;
    EventSources m_sources;
};

double expectedEvents(const Snapshot& snapshot)
{
    std::size_t count = snapshot.marks->size() + 2 * snapshot.flows->size();
    for (const Row& row : snapshot.rows)
        count += (row.kind == RowKind::ThreadState ? 3 : 2) * row.intervals.size() + row.samples.size();
    return static_cast<double>(count);
}

} // namespace

Status writePerfettoTrace(const Snapshot& snapshot, const QString& path, const Progress& progress)
{
    SafeFile file(path);
    if (Status opened = file.open(); !opened)
        return opened;
    ProgressMeter meter(progress, expectedEvents(snapshot));
    const PerfettoContext context(snapshot);
    const Tracks tracks(context);
    std::string buffer = tracks.descriptors();
    const auto flush = [&] {
        file.write(QByteArrayView(buffer.data(), static_cast<qsizetype>(buffer.size())));
        buffer.clear();
    };
    const bool complete = mergeByTime(tracks.sources(), [&](const TraceEvent& event) {
        buffer += event.bytes;
        if (buffer.size() >= kFlushBytes)
            flush();
        return meter.advance(1);
    });
    if (!complete)
        return Error{kCancelled};
    flush();
    return file.commit();
}

} // namespace lanescope::session
