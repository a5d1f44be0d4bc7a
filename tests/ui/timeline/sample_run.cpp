// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/timeline/sample_run.h"

#include <algorithm>
#include <cmath>

namespace lanescope::tests {
namespace {

using store::Interval;
using store::RowKind;

constexpr double kMs = 1e6;
enum Role { kNet, kParser, kIdleParser, kResolver };
enum Name : std::uint32_t { kNone, kLinks, kParse, kDispatch, kDns };
constexpr std::uint32_t kFrontierLock = 0;
constexpr std::uint32_t kParseQueue = 3;

} // namespace

SampleRun::SampleRun(unsigned seed)
    : m_random(seed)
    , m_names{"", "links", "parse", "dispatch", "DNS"}
{
    addObject("frontier", trace::ObjectKind::Mutex, RowKind::LockOwner, 0);
    addObject("dns-cache", trace::ObjectKind::Mutex, RowKind::LockOwner, 0);
    addObject("frontier depth", trace::ObjectKind::Queue, RowKind::QueueDepth, 0);
    addObject("parse queue", trace::ObjectKind::Queue, RowKind::QueueDepth, 64);
    addThread("net", kNet);
    addThread("parser-1", kParser);
    addThread("parser-2", kParser);
    addThread("parser-3", kIdleParser);
    addThread("resolver", kResolver);
    for (int i = 1; i <= 8; ++i) {
        Slot slot;
        const auto object =
            addObject("slot " + std::to_string(i), trace::ObjectKind::RequestSlot, RowKind::RequestSlot, 0);
        slot.row = *m_objects[object].row;
        m_slots.push_back(slot);
    }
    for (std::uint16_t i = 0; i < 2; ++i)
        m_cpus.push_back({i, store::RowIndex{static_cast<std::uint32_t>(addRow(RowKind::Cpu))}});
}

double SampleRun::exponential(double meanMs)
{
    return std::exponential_distribution<double>(1 / meanMs)(m_random);
}

std::size_t SampleRun::addRow(RowKind kind)
{
    store::Row row;
    row.kind = kind;
    m_rows.push_back(row);
    m_intervals.emplace_back();
    m_samples.emplace_back();
    m_planned.emplace_back();
    m_plannedUntilNs.push_back(kBeginNs);
    return m_rows.size() - 1;
}

void SampleRun::addThread(const std::string& name, int role)
{
    Lane lane;
    lane.role = role;
    lane.stateRow = store::RowIndex{static_cast<std::uint32_t>(addRow(RowKind::ThreadState))};
    lane.taskRow = store::RowIndex{static_cast<std::uint32_t>(addRow(RowKind::Tasks))};
    store::Thread thread;
    thread.tid = 41870 + static_cast<std::int32_t>(m_threads.size());
    thread.name = name;
    thread.startNs = kBeginNs;
    thread.stateRow = lane.stateRow;
    thread.taskRows = {lane.taskRow};
    m_threads.push_back(thread);
    m_lanes.push_back(lane);
}

std::uint32_t SampleRun::addObject(const std::string& name, trace::ObjectKind kind, RowKind row, std::int64_t capacity)
{
    store::Object object;
    object.name = name;
    object.kind = kind;
    object.capacity = capacity;
    object.row = store::RowIndex{static_cast<std::uint32_t>(addRow(row))};
    m_objects.push_back(object);
    return static_cast<std::uint32_t>(m_objects.size() - 1);
}

void SampleRun::plan(store::RowIndex row, std::int64_t startNs, std::int64_t durationNs, State state,
                     std::uint32_t subject, std::uint32_t peer)
{
    const auto index = static_cast<std::size_t>(row);
    m_planned[index].push_back(Interval::make(startNs, startNs + durationNs, state, subject, peer));
    m_plannedUntilNs[index] = startNs + durationNs;
}

void SampleRun::planLane(Lane& lane, std::uint32_t index, std::int64_t endNs)
{
    while (plannedUntil(lane.stateRow) <= endNs) {
        const std::int64_t start = plannedUntil(lane.stateRow);
        const double draw = std::uniform_real_distribution<double>(0, 1)(m_random);
        State state = State::Running;
        double meanMs = 60;
        if (lane.role == kResolver) {
            state = lane.last == State::Sleep ? State::Io : State::Sleep;
            meanMs = state == State::Sleep ? 3000 : 110;
        } else if (lane.role == kNet) {
            state = draw < 0.55   ? State::Running
                    : draw < 0.85 ? State::Io
                    : draw < 0.93 ? State::Ready
                                  : State::LockWait;
            meanMs = 45;
        } else if (lane.last == State::Running) {
            const double idle = lane.role == kIdleParser ? 0.55 : 0.2;
            state = draw < idle ? State::QueueGetWait : draw < idle + 0.2 ? State::LockWait : State::Ready;
            meanMs = 80;
        } else {
            meanMs = 110;
        }
        std::uint32_t subject = store::kNone;
        if (state == State::LockWait)
            subject = kFrontierLock;
        if (state == State::QueueGetWait)
            subject = kParseQueue;
        const std::uint32_t peer = subject != store::kNone ? (index + 1) % 4 : store::kNone;
        const auto duration = static_cast<std::int64_t>((exponential(meanMs) + 2) * kMs);
        plan(lane.stateRow, start, duration, state, subject, peer);
        lane.last = state;
        if (state == State::Running || (lane.role == kResolver && state == State::Io)) {
            const std::uint32_t name = lane.role == kNet ? kDispatch : draw < 0.5 ? kLinks : kParse;
            plan(lane.taskRow, start, duration, State::Task, lane.role == kResolver ? std::uint32_t{kDns} : name);
        }
    }
}

void SampleRun::planSlot(Slot& slot, std::int64_t endNs)
{
    static constexpr State kPhases[] = {State::RequestQueued,    State::RequestResolve, State::RequestConnect,
                                        State::RequestFirstByte, State::RequestBody,    State::RequestParse};
    static constexpr double kMeanMs[] = {22, 3, 6, 90, 60, 40};
    while (plannedUntil(slot.row) <= endNs) {
        if (slot.phase == 0)
            slot.request = m_nextRequest++;
        const double mean = kMeanMs[slot.phase];
        const auto duration = static_cast<std::int64_t>((exponential(mean) * 0.6 + mean * 0.5) * kMs);
        plan(slot.row, plannedUntil(slot.row), duration, kPhases[slot.phase], slot.request);
        slot.phase = (slot.phase + 1) % 6;
        if (slot.phase == 0) {
            store::Request request;
            request.id = slot.request;
            request.url =
                "http://127.0.0." + std::to_string(2 + slot.request % 3) + "/page/" + std::to_string(slot.request);
            m_requests.push_back(request);
        }
    }
}

void SampleRun::planLock(store::RowIndex row, double heldMs, double freeMs, double contended, std::int64_t endNs)
{
    while (plannedUntil(row) <= endNs) {
        const auto free = static_cast<std::int64_t>(exponential(freeMs) * kMs);
        const auto held = static_cast<std::int64_t>((exponential(heldMs) + heldMs / 10) * kMs);
        const bool isContended = std::uniform_real_distribution<double>(0, 1)(m_random) < contended;
        plan(row, plannedUntil(row) + free, held, isContended ? State::HeldContended : State::Held,
             static_cast<std::uint32_t>(m_random() % 4));
    }
}

void SampleRun::planCpu(store::RowIndex row, std::int64_t endNs)
{
    while (plannedUntil(row) <= endNs) {
        const auto idle = static_cast<std::int64_t>(m_random() % 12 == 0 ? exponential(40) * kMs : 0);
        const auto length = static_cast<std::int64_t>((exponential(55) + 1) * kMs);
        plan(row, plannedUntil(row) + idle, length, State::Running, static_cast<std::uint32_t>(m_random() % 5));
    }
}

void SampleRun::addSamples(std::int64_t endNs)
{
    auto& frontier = m_samples[static_cast<std::size_t>(*m_objects[2].row)];
    auto& parse = m_samples[static_cast<std::size_t>(*m_objects[kParseQueue].row)];
    std::normal_distribution<double> noise(0, 1);
    while (m_queuesUntilNs < endNs) {
        const double seconds = static_cast<double>(m_queuesUntilNs - kBeginNs) / 1e9;
        m_frontier = std::max(0.0, m_frontier + noise(m_random) * 6 + 4 * std::sin(seconds / 2.2));
        m_parseQueue = std::clamp(m_parseQueue + noise(m_random) * 1.6 + 0.9 * std::sin(seconds / 1.7), 0.0, 64.0);
        frontier.append({m_queuesUntilNs, std::floor(m_frontier)});
        parse.append({m_queuesUntilNs, std::floor(m_parseQueue)});
        m_queuesUntilNs += static_cast<std::int64_t>((exponential(12) + 1) * kMs);
    }
}

void SampleRun::addMarks(std::int64_t endNs)
{
    const auto mark = [this, endNs](double seconds, store::MarkKind kind, const char* subject, const char* text) {
        const std::int64_t at = kBeginNs + static_cast<std::int64_t>(seconds * 1e9);
        if (m_nowNs <= at && at < endNs)
            m_marks.push_back({at, kind, subject, text, 0});
    };
    mark(1.2, store::MarkKind::Knob, "Per domain", "4");
    mark(6.4, store::MarkKind::Warning, "net", "the site answered 503");
    mark(12.5, store::MarkKind::Knob, "Per domain", "8");
}

// What is over becomes history; what has begun is open; the rest is still to come.
void SampleRun::recordUntil(std::int64_t endNs)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        auto& planned = m_planned[i];
        while (!planned.empty() && planned.front().endNs() <= endNs) {
            m_intervals[i].append(planned.front());
            planned.pop_front();
        }
        m_rows[i].open.reset();
        if (!planned.empty() && planned.front().startNs < endNs)
            m_rows[i].open =
                store::OpenInterval{planned.front().startNs, planned.front().state(), planned.front().subject};
        m_rows[i].knownUntilNs = endNs;
    }
}

void SampleRun::advanceTo(std::int64_t sinceBeginNs)
{
    const std::int64_t end = kBeginNs + sinceBeginNs;
    for (std::uint32_t i = 0; i < m_lanes.size(); ++i)
        planLane(m_lanes[i], i, end);
    for (Slot& slot : m_slots)
        planSlot(slot, end);
    planLock(*m_objects[0].row, 48, 45, 0.42, end);
    planLock(*m_objects[1].row, 1.4, 320, 0.01, end);
    for (const store::Cpu& cpu : m_cpus)
        planCpu(cpu.row, end);
    addSamples(end);
    addMarks(end);
    recordUntil(end);
    m_nowNs = end;
    ++m_generation;
}

store::SnapshotPtr SampleRun::snapshot(bool live)
{
    auto out = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
    out->generation = m_generation;
    out->beginNs = kBeginNs;
    out->endNs = m_nowNs;
    out->live = live;
    store::Process process;
    process.pid = 41870;
    process.name = "lanescope-lab";
    process.startNs = kBeginNs;
    process.recorded = true;
    out->processes = std::make_shared<std::vector<store::Process>>(1, process);
    out->threads = std::make_shared<std::vector<store::Thread>>(m_threads);
    out->objects = std::make_shared<std::vector<store::Object>>(m_objects);
    out->cpus = std::make_shared<std::vector<store::Cpu>>(m_cpus);
    out->marks = std::make_shared<std::vector<store::Mark>>(m_marks);
    out->names = std::make_shared<std::vector<std::string>>(m_names);
    auto requests = std::make_shared<store::RequestFigures>();
    requests->recent = m_requests;
    out->requests = requests;
    out->recording.kernelLayer = store::KernelLayer::Switches;
    out->rows = m_rows;
    for (std::size_t i = 0; i < out->rows.size(); ++i) {
        out->rows[i].intervals = m_intervals[i].view();
        out->rows[i].samples = m_samples[i].view();
    }
    return out;
}

} // namespace lanescope::tests
