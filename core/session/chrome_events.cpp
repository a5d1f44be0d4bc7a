// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/chrome_events.h"

#include "core/session/json_text.h"
#include "core/session/nested_slices.h"
#include "core/session/row_walk.h"
#include "core/session/words.h"

#include <algorithm>

namespace lanescope::session {
namespace {

using namespace store;

std::string quoted(std::string_view text)
{
    return jsonString(text);
}

class ThreadSource final : public EventSource {
public:
    ThreadSource(const ChromeContext& context, ThreadIndex thread)
        : m_context(context)
        , m_slices(context.snapshot, context.snapshot.thread(thread))
        , m_pid(context.ids.pid(context.snapshot.thread(thread).process))
        , m_tid(context.ids.tid(thread))
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        const std::optional<Slice> slice = m_slices.next();
        if (!slice)
            return false;
        std::string json = slice->isTask ? task(*slice) : state(*slice);
        events.push_back({slice->startNs, std::move(json)});
        return true;
    }

private:
    std::string complete(const std::string& name, const char* category, const Slice& slice)
    {
        return m_context.head(name, "X", category, m_pid, m_tid, slice.startNs) +
               ",\"dur\":" + jsonMicroseconds(nestedDuration(slice));
    }
    /// Readers add ts and dur as doubles, some after subtracting a base of their own, and compare exactly. What ends
    /// just where the next one begins, or with the one around it, would seem to overlap by a hair; it ends a
    /// nanosecond earlier here.
    std::int64_t nestedDuration(const Slice& slice)
    {
        while (!m_endsNs.empty() && m_endsNs.back() <= slice.startNs)
            m_endsNs.pop_back();
        std::int64_t endNs = slice.endNs;
        if (m_slices.startsAt(endNs))
            --endNs;
        if (!m_endsNs.empty())
            endNs = std::min(endNs, m_endsNs.back() - 1);
        endNs = std::max(endNs, slice.startNs);
        m_endsNs.push_back(endNs);
        return endNs - slice.startNs;
    }
    std::string task(const Slice& slice)
    {
        return complete(m_context.taskName(slice.interval.subject), "task", slice) + "}";
    }
    std::string state(const Slice& slice)
    {
        const std::string_view word = stateWord(slice.interval.state());
        const bool known = slice.interval.subject < m_context.objectNames.size();
        std::string name = quoted(word);
        if (known) // "lock wait" + "frontier": both are JSON strings, so join them inside the quotes
            name = name.substr(0, name.size() - 1) + " " + m_context.objectNames[slice.interval.subject].substr(1);
        std::string json = complete(name, isWait(slice.interval.state()) ? "wait" : "ready", slice);
        if (known || slice.interval.peer != kNone) {
            json += ",\"args\":{\"state\":" + quoted(word);
            if (known)
                json += ",\"object\":" + m_context.objectNames[slice.interval.subject];
            if (slice.interval.peer != kNone)
                json += ",\"ended_by\":" + m_context.threadName(slice.interval.peer);
            json += "}";
        }
        return json + "}";
    }

    const ChromeContext& m_context;
    NestedSlices m_slices;
    std::int32_t m_pid;
    std::int32_t m_tid;
    std::vector<std::int64_t> m_endsNs; ///< of the events around the current one, as written
};

class HoldSource final : public EventSource {
public:
    HoldSource(const ChromeContext& context, std::size_t object)
        : m_context(context)
        , m_walk(context.snapshot.row(*(*context.snapshot.objects)[object].row))
        , m_object(object)
        , m_pid(context.ids.pid((*context.snapshot.objects)[object].process))
        , m_tid(context.ids.mainTid((*context.snapshot.objects)[object].process))
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        const std::optional<Interval> hold = m_walk.next();
        if (!hold)
            return false;
        std::string begin = head("b", hold->startNs) + ",\"args\":{\"state\":" + quoted(stateWord(hold->state()));
        if (hold->subject != kNone)
            begin += ",\"owner\":" + m_context.threadName(hold->subject);
        events.push_back({hold->startNs, begin + "}}"});
        events.push_back({hold->endNs(), head("e", hold->endNs()) + "}"});
        return true;
    }

private:
    std::string head(const char* phase, std::int64_t timeNs) const
    {
        return m_context.head(m_context.objectNames[m_object], phase, "lock", m_pid, m_tid, timeNs) +
               ",\"id\":\"lock-" + std::to_string(m_object) + "\"";
    }

    const ChromeContext& m_context;
    RowWalk m_walk;
    std::size_t m_object;
    std::int32_t m_pid;
    std::int32_t m_tid;
};

class DepthSource final : public EventSource {
public:
    DepthSource(const ChromeContext& context, std::size_t object)
        : m_context(context)
        , m_row(context.snapshot.row(*(*context.snapshot.objects)[object].row))
        , m_name(quoted("queue " + (*context.snapshot.objects)[object].name))
        , m_pid(context.ids.pid((*context.snapshot.objects)[object].process))
        , m_tid(context.ids.mainTid((*context.snapshot.objects)[object].process))
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        if (m_at >= m_row.samples.size())
            return false;
        const Sample& sample = m_row.samples[m_at++];
        events.push_back({sample.timeNs, m_context.head(m_name, "C", "queue", m_pid, m_tid, sample.timeNs) +
                                             ",\"args\":{\"depth\":" + jsonNumber(sample.value) + "}}"});
        return true;
    }

private:
    const ChromeContext& m_context;
    const Row& m_row;
    std::string m_name;
    std::int32_t m_pid;
    std::int32_t m_tid;
    std::size_t m_at = 0;
};

/// A request: one async pair around a pair for each of its phases, and an instant that tells its outcome.
class SlotSource final : public EventSource {
public:
    SlotSource(const ChromeContext& context, std::size_t object)
        : m_context(context)
        , m_walk(context.snapshot.row(*(*context.snapshot.objects)[object].row))
        , m_process((*context.snapshot.objects)[object].process)
        , m_pid(context.ids.pid(m_process))
        , m_tid(context.ids.mainTid(m_process))
        , m_next(m_walk.next())
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        if (!m_next)
            return false;
        const std::uint32_t request = m_next->subject;
        m_id = ",\"id\":\"request-" + std::to_string(m_pid) + "-" + std::to_string(request) + "\"";
        const std::string name = requestName(request);
        add(events, "b", name, m_next->startNs);
        std::int64_t endNs = m_next->startNs;
        for (; m_next && m_next->subject == request; m_next = m_walk.next()) {
            const std::string phase = quoted(stateWord(m_next->state()));
            endNs = m_next->endNs();
            add(events, "b", phase, m_next->startNs);
            add(events, "e", phase, endNs);
        }
        if (const Request* known = m_context.requests.find(m_process, request))
            add(events, "n", quoted(outcomeWord(*known)), endNs, arguments(*known));
        add(events, "e", name, endNs);
        return true;
    }

private:
    void add(std::deque<TraceEvent>& events, const char* phase, const std::string& name, std::int64_t timeNs,
             const std::string& rest = {}) const
    {
        events.push_back({timeNs, m_context.head(name, phase, "request", m_pid, m_tid, timeNs) + m_id + rest + "}"});
    }
    std::string requestName(std::uint32_t request) const
    {
        const Request* known = m_context.requests.find(m_process, request);
        if (known != nullptr && !known->url.empty())
            return quoted(known->url);
        return quoted("request " + std::to_string(request));
    }
    static std::string arguments(const Request& request)
    {
        std::string json;
        for (const RequestFact& fact : requestFacts(request)) {
            json += json.empty() ? ",\"args\":{" : ",";
            json += quoted(fact.name) + ":" + (fact.text ? quoted(*fact.text) : jsonNumber(fact.number));
        }
        return json + "}";
    }

    const ChromeContext& m_context;
    RowWalk m_walk;
    ProcessIndex m_process;
    std::int32_t m_pid;
    std::int32_t m_tid;
    std::optional<Interval> m_next;
    std::string m_id;
};

class CpuSource final : public EventSource {
public:
    CpuSource(const ChromeContext& context, std::size_t index)
        : m_context(context)
        , m_walk(context.snapshot.row((*context.snapshot.cpus)[index].row))
        , m_tid(context.ids.cpuTid(index))
    {
    }
    bool refill(std::deque<TraceEvent>& events) override
    {
        const std::optional<Interval> run = m_walk.next();
        if (!run)
            return false;
        events.push_back({run->startNs, m_context.head(m_context.threadName(run->subject), "X", "cpu",
                                                       m_context.ids.machinePid(), m_tid, run->startNs) +
                                            ",\"dur\":" + jsonMicroseconds(run->endNs() - run->startNs) +
                                            cameFrom(*run) + "}"});
        return true;
    }

private:
    static std::string cameFrom(const Interval& run)
    {
        return run.peer == kNone ? std::string() : ",\"args\":{\"came_from_cpu\":" + std::to_string(run.peer) + "}";
    }

    const ChromeContext& m_context;
    RowWalk m_walk;
    std::int32_t m_tid;
};

std::vector<TraceEvent> markEvents(const ChromeContext& context)
{
    std::vector<TraceEvent> events;
    const std::int32_t pid = context.ids.machinePid();
    for (const Mark& mark : *context.snapshot.marks) {
        const std::string name = mark.subject.empty() ? mark.text : mark.subject + " = " + mark.text;
        events.push_back({mark.timeNs, context.head(quoted(name), "i", "mark", pid, pid, mark.timeNs) +
                                           ",\"s\":\"g\",\"args\":{\"kind\":" + quoted(markWord(mark.kind)) +
                                           ",\"value\":" + jsonNumber(mark.value) + "}}"});
    }
    return events;
}

std::vector<TraceEvent> flowEvents(const ChromeContext& context)
{
    std::vector<TraceEvent> events;
    std::uint64_t id = 0;
    for (const Flow& flow : *context.snapshot.flows) {
        const auto head = [&](const char* phase, ThreadIndex thread, std::int64_t timeNs) {
            return context.head("\"message\"", phase, "flow", context.ids.pid(context.snapshot.thread(thread).process),
                                context.ids.tid(thread), timeNs) +
                   ",\"id\":" + std::to_string(id);
        };
        ++id;
        events.push_back({flow.fromNs, head("s", flow.from, flow.fromNs) + "}"});
        events.push_back({flow.toNs, head("f", flow.to, flow.toNs) + ",\"bp\":\"e\"}"});
    }
    return events;
}

std::unique_ptr<EventSource> objectSource(const ChromeContext& context, std::size_t index)
{
    const Object& object = (*context.snapshot.objects)[index];
    if (!object.row)
        return nullptr;
    switch (context.snapshot.row(*object.row).kind) {
    case RowKind::LockOwner:
        return std::make_unique<HoldSource>(context, index);
    case RowKind::RequestSlot:
        return std::make_unique<SlotSource>(context, index);
    case RowKind::QueueDepth:
    case RowKind::Counter:
        return std::make_unique<DepthSource>(context, index);
    case RowKind::ThreadState:
    case RowKind::Tasks:
    case RowKind::Cpu:
    case RowKind::Waiters:
        break;
    }
    return nullptr;
}

} // namespace

EventSources chromeSources(const ChromeContext& context)
{
    EventSources sources;
    for (std::uint32_t i = 0; i < context.snapshot.threads->size(); ++i)
        sources.push_back(std::make_unique<ThreadSource>(context, ThreadIndex{i}));
    for (std::size_t i = 0; i < context.snapshot.cpus->size(); ++i)
        sources.push_back(std::make_unique<CpuSource>(context, i));
    for (std::size_t i = 0; i < context.snapshot.objects->size(); ++i) {
        if (auto source = objectSource(context, i))
            sources.push_back(std::move(source));
    }
    sources.push_back(std::make_unique<SortedEvents>(markEvents(context)));
    sources.push_back(std::make_unique<SortedEvents>(flowEvents(context)));
    return sources;
}

} // namespace lanescope::session
