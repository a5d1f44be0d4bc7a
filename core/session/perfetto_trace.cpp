// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/perfetto_trace.h"

#include "core/session/event_merge.h"
#include "core/session/nested_slices.h"
#include "core/session/perfetto_packet.h"
#include "core/session/request_facts.h"
#include "core/session/row_walk.h"
#include "core/session/safe_file.h"
#include "core/session/trace_ids.h"
#include "core/session/words.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace lanescope::session {
namespace {

using namespace store;

constexpr std::size_t kFlushBytes = 1 << 16;

std::string validName(std::string_view name, std::string_view otherwise)
{
    const std::string text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())).toStdString();
    return text.empty() ? std::string(otherwise) : text;
}

/// Names, ids and the moment that counts as zero.
struct Context {
    explicit Context(const Snapshot& shown)
        : snapshot(shown)
        , ids(shown)
        , originNs(originOf(shown))
        , requests(shown)
    {
    }
    std::uint64_t time(std::int64_t timeNs) const { return static_cast<std::uint64_t>(timeNs - originNs); }
    std::string threadName(std::uint32_t thread) const
    {
        return thread < snapshot.threads->size() ? validName((*snapshot.threads)[thread].name, "thread") : "unknown";
    }
    std::string sliceName(const Slice& slice) const
    {
        if (slice.isTask)
            return validName(snapshot.name(slice.interval.subject), "task");
        return stateName(slice.interval);
    }
    std::string stateName(const Interval& interval) const
    {
        std::string name(stateWord(interval.state()));
        if (interval.subject < snapshot.objects->size())
            name += " " + validName((*snapshot.objects)[interval.subject].name, "");
        return name;
    }

    const Snapshot& snapshot;
    TraceIds ids;
    std::int64_t originNs;
    RequestIndex requests;
};

/// Tasks and waits of one thread as nested slices.
class SliceSource final : public EventSource {
public:
    SliceSource(const Context& context, const Thread& thread, TrackId track)
        : m_context(context)
        , m_slices(context.snapshot, thread)
        , m_track(track)
        , m_next(m_slices.next())
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        if (!m_openEndsNs.empty() && (!m_next || m_openEndsNs.back() <= m_next->startNs)) {
            const std::int64_t endNs = m_openEndsNs.back();
            m_openEndsNs.pop_back();
            events.push_back({endNs, perfetto::sliceEnd(m_context.time(endNs), m_track)});
            return true;
        }
        if (!m_next)
            return false;
        events.push_back({m_next->startNs, perfetto::sliceBegin(m_context.time(m_next->startNs), m_track,
                                                                m_context.sliceName(*m_next))});
        m_openEndsNs.push_back(m_next->endNs);
        m_next = m_slices.next();
        return true;
    }

private:
    const Context& m_context;
    NestedSlices m_slices;
    TrackId m_track;
    std::optional<Slice> m_next;
    std::vector<std::int64_t> m_openEndsNs;
};

/// The states of one thread, running included; none where nothing is known.
class StateSource final : public EventSource {
public:
    StateSource(const Context& context, const Row& row, TrackId track)
        : m_context(context)
        , m_walk(row)
        , m_track(track)
        , m_next(m_walk.next())
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        if (!m_next)
            return false;
        const std::int64_t endNs = m_next->endNs();
        events.push_back(
            {m_next->startNs, perfetto::state(m_context.time(m_next->startNs), m_track, m_context.stateName(*m_next))});
        m_next = m_walk.next();
        if (!m_next || m_next->startNs > endNs)
            events.push_back({endNs, perfetto::state(m_context.time(endNs), m_track, {})});
        return true;
    }

private:
    const Context& m_context;
    RowWalk m_walk;
    TrackId m_track;
    std::optional<Interval> m_next;
};

/// One slice for each interval of a row: holds by their owner, CPUs by their thread, requests by their phase.
class IntervalSource final : public EventSource {
public:
    IntervalSource(const Context& context, const Row& row, ProcessIndex process, TrackId track)
        : m_context(context)
        , m_process(process)
        , m_walk(row)
        , m_kind(row.kind)
        , m_track(track)
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        const std::optional<Interval> interval = m_walk.next();
        if (!interval)
            return false;
        events.push_back({interval->startNs, perfetto::sliceBegin(m_context.time(interval->startNs), m_track,
                                                                  name(*interval), {}, facts(*interval))});
        events.push_back({interval->endNs(), perfetto::sliceEnd(m_context.time(interval->endNs()), m_track)});
        return true;
    }

private:
    std::string name(const Interval& interval) const
    {
        if (m_kind == RowKind::RequestSlot)
            return std::string(stateWord(interval.state())) + " " + std::to_string(interval.subject);
        const std::string owner = m_context.threadName(interval.subject);
        return interval.state() == State::HeldContended ? owner + " (others wait)" : owner;
    }

    // With the first phase of each request, not with all.
    std::vector<RequestFact> facts(const Interval& interval)
    {
        if (m_kind != RowKind::RequestSlot || std::exchange(m_told, interval.subject) == interval.subject)
            return {};
        const Request* known = m_context.requests.find(m_process, interval.subject);
        return known != nullptr ? requestFacts(*known) : std::vector<RequestFact>{};
    }

    const Context& m_context;
    const ProcessIndex m_process; // of a row of requests
    RowWalk m_walk;
    RowKind m_kind;
    TrackId m_track;
    std::optional<std::uint32_t> m_told;
};

class CounterSource final : public EventSource {
public:
    CounterSource(const Context& context, const Row& row, TrackId track)
        : m_context(context)
        , m_row(row)
        , m_track(track)
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        if (m_at >= m_row.samples.size())
            return false;
        const Sample& sample = m_row.samples[m_at++];
        events.push_back({sample.timeNs, perfetto::counterValue(m_context.time(sample.timeNs), m_track, sample.value)});
        return true;
    }

private:
    const Context& m_context;
    const Row& m_row;
    TrackId m_track;
    std::size_t m_at = 0;
};

/// Makes every track with its source. Descriptors come first in the file, all at time zero.
class Tracks {
public:
    explicit Tracks(const Context& context)
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
    template <class Source, class... Arguments>
    void addSource(Arguments&&... arguments)
    {
        m_sources.push_back(std::make_unique<Source>(m_context, std::forward<Arguments>(arguments)...));
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
            addSource<SliceSource>(thread, m_threadTracks.back());
            const TrackId state = newTrack();
            m_descriptors += perfetto::stateTrack(0, state, processTrack(thread.process), name + " state");
            addSource<StateSource>(m_context.snapshot.row(thread.stateRow), state);
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
                addSource<CounterSource>(row, track);
            } else {
                m_descriptors += perfetto::plainTrack(0, track, parent, name);
                addSource<IntervalSource>(row, object.process, track);
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
            addSource<IntervalSource>(m_context.snapshot.row(cpu.row), ProcessIndex{}, track);
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

    const Context& m_context;
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
    const Context context(snapshot);
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
