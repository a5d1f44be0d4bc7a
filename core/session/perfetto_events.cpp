// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/perfetto_events.h"

#include "core/session/row_walk.h"
#include "core/session/words.h"

#include <QString>

#include <optional>
#include <utility>

namespace lanescope::session {

using namespace store;

namespace {

class SliceSource final : public EventSource {
public:
    SliceSource(const PerfettoContext& context, const Thread& thread, TrackId track)
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
    const PerfettoContext& m_context;
    NestedSlices m_slices;
    TrackId m_track;
    std::optional<Slice> m_next;
    std::vector<std::int64_t> m_openEndsNs;
};

class StateSource final : public EventSource {
public:
    StateSource(const PerfettoContext& context, const Row& row, TrackId track)
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
    const PerfettoContext& m_context;
    RowWalk m_walk;
    TrackId m_track;
    std::optional<Interval> m_next;
};

class IntervalSource final : public EventSource {
public:
    IntervalSource(const PerfettoContext& context, const Row& row, ProcessIndex process, TrackId track)
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

    const PerfettoContext& m_context;
    const ProcessIndex m_process; // of a row of requests
    RowWalk m_walk;
    RowKind m_kind;
    TrackId m_track;
    std::optional<std::uint32_t> m_told;
};

class CounterSource final : public EventSource {
public:
    CounterSource(const PerfettoContext& context, const Row& row, TrackId track)
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
    const PerfettoContext& m_context;
    const Row& m_row;
    TrackId m_track;
    std::size_t m_at = 0;
};

} // namespace

std::string validName(std::string_view name, std::string_view otherwise)
{
    const std::string text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())).toStdString();
    return text.empty() ? std::string(otherwise) : text;
}

PerfettoContext::PerfettoContext(const Snapshot& shown)
    : snapshot(shown)
    , ids(shown)
    , originNs(originOf(shown))
    , requests(shown)
{
}

std::string PerfettoContext::threadName(std::uint32_t thread) const
{
    return thread < snapshot.threads->size() ? validName((*snapshot.threads)[thread].name, "thread") : "unknown";
}

std::string PerfettoContext::sliceName(const Slice& slice) const
{
    if (slice.isTask)
        return validName(snapshot.name(slice.interval.subject), "task");
    return stateName(slice.interval);
}

std::string PerfettoContext::stateName(const Interval& interval) const
{
    std::string name(stateWord(interval.state()));
    if (interval.subject < snapshot.objects->size())
        name += " " + validName((*snapshot.objects)[interval.subject].name, "");
    return name;
}

std::unique_ptr<EventSource> perfettoSlices(const PerfettoContext& context, const Thread& thread, TrackId track)
{
    return std::make_unique<SliceSource>(context, thread, track);
}

std::unique_ptr<EventSource> perfettoStates(const PerfettoContext& context, const Row& row, TrackId track)
{
    return std::make_unique<StateSource>(context, row, track);
}

std::unique_ptr<EventSource> perfettoIntervals(const PerfettoContext& context, const Row& row, ProcessIndex process,
                                               TrackId track)
{
    return std::make_unique<IntervalSource>(context, row, process, track);
}

std::unique_ptr<EventSource> perfettoCounter(const PerfettoContext& context, const Row& row, TrackId track)
{
    return std::make_unique<CounterSource>(context, row, track);
}

} // namespace lanescope::session
