// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/panels/figure_run.h"

#include <algorithm>
#include <cmath>

namespace lanescope::test {
namespace {

using store::Interval;
using store::State;

constexpr std::int64_t kMs = 1'000'000;
constexpr std::size_t kSlots = 5;
constexpr std::size_t kCpus = 2;

} // namespace

FigureRun::FigureRun(std::int64_t beginNs, unsigned seed)
    : m_random(seed)
    , m_beginNs(beginNs)
    , m_nowNs(beginNs)
{
    store::Process lab;
    lab.pid = 41870;
    lab.parentPid = 41800;
    lab.name = "lanescope-lab";
    lab.startNs = beginNs;
    lab.recorded = true;
    store::Process site = lab;
    site.pid = 41871;
    site.parentPid = 41870;
    site.name = "lanescope-site";
    site.recorded = false;
    m_processes = {lab, site};
    m_requests.byOutcome.resize(static_cast<std::size_t>(trace::kLastRequestOutcome) + 1);

    addLock("frontier");
    addLock("dns-cache");
    addQueue("parse queue", 64);
    addQueue("frontier depth", 0);
    for (const char* name : {"net", "parser-1", "parser-2", "parser-3", "resolver"})
        addThread(name);
    for (std::size_t i = 0; i < kSlots; ++i) {
        m_slotLanes.push_back(addLane(store::RowKind::RequestSlot));
        store::Object slot;
        slot.kind = trace::ObjectKind::RequestSlot;
        slot.name = "slot " + std::to_string(i + 1);
        slot.row = store::RowIndex{static_cast<std::uint32_t>(m_slotLanes.back())};
        m_objects.push_back(slot);
    }
    for (std::size_t i = 0; i < kCpus; ++i)
        m_cpuLanes.push_back(addLane(store::RowKind::Cpu));
}

std::size_t FigureRun::addLane(store::RowKind kind)
{
    Lane lane;
    lane.kind = kind;
    lane.nowNs = m_nowNs;
    m_lanes.push_back(std::move(lane));
    return m_lanes.size() - 1;
}

std::int64_t FigureRun::randomNs(double meanMs)
{
    return static_cast<std::int64_t>(-std::log(1 - random() * 0.999) * meanMs * static_cast<double>(kMs)) + 20'000;
}

store::ThreadIndex FigureRun::addThread(const std::string& name)
{
    store::Thread thread;
    thread.tid = 41873 + static_cast<std::int32_t>(m_threads.size());
    thread.name = name;
    thread.startNs = m_nowNs;
    thread.stateRow = store::RowIndex{static_cast<std::uint32_t>(addLane(store::RowKind::ThreadState))};
    m_threads.push_back(thread);
    return store::ThreadIndex{static_cast<std::uint32_t>(m_threads.size() - 1)};
}

void FigureRun::endThread(store::ThreadIndex thread)
{
    m_threads[static_cast<std::size_t>(thread)].endNs = m_nowNs;
}

store::ObjectIndex FigureRun::addLock(const std::string& name)
{
    store::Object object;
    object.kind = trace::ObjectKind::Mutex;
    object.name = name;
    object.row = store::RowIndex{static_cast<std::uint32_t>(addLane(store::RowKind::LockOwner))};
    m_objects.push_back(object);
    m_locks[m_objects.size() - 1].acquisitions = 12;
    return store::ObjectIndex{static_cast<std::uint32_t>(m_objects.size() - 1)};
}

store::ObjectIndex FigureRun::addQueue(const std::string& name, std::int64_t capacity)
{
    store::Object object;
    object.kind = trace::ObjectKind::Queue;
    object.name = name;
    object.capacity = capacity;
    m_objects.push_back(object);
    m_queues[m_objects.size() - 1] = {};
    m_queueObjects.push_back(m_objects.size() - 1);
    m_counters.emplace_back();
    m_counterNow.push_back(m_nowNs);
    return store::ObjectIndex{static_cast<std::uint32_t>(m_objects.size() - 1)};
}

void FigureRun::addMark(store::MarkKind kind, const std::string& subject, const std::string& text)
{
    m_marks.push_back({m_nowNs, kind, subject, text, 0});
}

void FigureRun::addRequest(std::uint32_t id, trace::RequestOutcome outcome, std::uint64_t bytes)
{
    store::Request request;
    request.id = id;
    request.startNs = m_nowNs - 20 * kMs;
    request.endNs = m_nowNs;
    request.outcome = outcome;
    request.httpStatus = outcome == trace::RequestOutcome::Ok ? 200 : 0;
    request.bytes = bytes;
    request.url = "http://127.0.0.2:40123/page/" + std::to_string(id);
    ++m_requests.byOutcome[static_cast<std::size_t>(outcome)];
    m_requests.latency.add(request.endNs - request.startNs);
    m_requests.recent.push_back(request);
    if (m_requests.recent.size() > store::kRecentRequests)
        m_requests.recent.erase(m_requests.recent.begin());
}

std::size_t FigureRun::addProcess(const std::string& name, std::int32_t parentPid)
{
    store::Process process;
    process.name = name;
    process.pid = 41870 + static_cast<std::int32_t>(m_processes.size());
    process.parentPid = parentPid;
    process.startNs = m_nowNs;
    m_processes.push_back(process);
    return m_processes.size() - 1;
}

void FigureRun::endProcess(std::size_t process, int exitCode, int signal)
{
    m_processes[process].endNs = m_nowNs;
    m_processes[process].exitCode = exitCode;
    m_processes[process].signal = signal;
}

void FigureRun::growThread(std::size_t index, std::int64_t untilNs)
{
    store::Thread& thread = m_threads[index];
    Lane& lane = m_lanes[static_cast<std::size_t>(thread.stateRow)];
    const bool net = index == 0;
    while (lane.nowNs < untilNs && !thread.endNs) {
        const double dice = random();
        State state = State::Running;
        std::uint32_t subject = store::kNone;
        double meanMs = 6;
        if (thread.name == "resolver") {
            state = State::Sleep;
            meanMs = 800;
        } else if (dice > 0.80) {
            state = net ? State::Io : State::QueueGetWait;
            subject = net ? store::kNone : static_cast<std::uint32_t>(kParseQueue);
        } else if (dice > 0.62) {
            state = State::LockWait;
            subject = static_cast<std::uint32_t>(kFrontier);
            meanMs = 3;
        } else if (dice > 0.54) {
            state = State::Ready;
            meanMs = 2;
        }
        const std::int64_t end = lane.nowNs + randomNs(meanMs);
        const auto peer = static_cast<std::uint32_t>((index + 1) % 4);
        lane.series.append(
            Interval::make(lane.nowNs, end, state, subject, state == State::Running ? store::kNone : peer));
        if (state == State::LockWait) {
            auto& figures = m_locks[0];
            figures.wait.add(end - lane.nowNs);
            ++figures.acquisitions;
            ++figures.contended;
            figures.maxWaiters = 3;
        }
        if (state == State::QueueGetWait)
            m_queues[static_cast<std::size_t>(kParseQueue)].getWait.add(end - lane.nowNs);
        lane.nowNs = end;
    }
}

void FigureRun::growLock(std::int64_t untilNs)
{
    Lane& lane = m_lanes[static_cast<std::size_t>(*m_objects[0].row)];
    while (lane.nowNs < untilNs) {
        const std::int64_t start = lane.nowNs + randomNs(2);
        const std::int64_t end = start + randomNs(5);
        const State state = random() > 0.6 ? State::HeldContended : State::Held;
        const auto owner = static_cast<std::uint32_t>(random() * 4);
        lane.series.append(Interval::make(start, end, state, owner));
        auto& figures = m_locks[0];
        ++figures.acquisitions;
        ++figures.ownerChanges;
        figures.hold.add(end - start);
        if (figures.acquisitions % 8 == 0)
            figures.acquire.add(12 + static_cast<std::int64_t>(figures.acquisitions % 50));
        lane.nowNs = end;
    }
}

void FigureRun::growQueue(std::size_t queue, std::int64_t untilNs, double wave)
{
    auto& figures = m_queues[m_queueObjects[queue]];
    while (m_counterNow[queue] < untilNs) {
        const double t = static_cast<double>(m_counterNow[queue] - m_beginNs) / 1e9;
        const double depth = std::max(0.0, std::round(wave * (0.6 + 0.35 * std::sin(t * 1.3)) + random() * wave * 0.1));
        m_counters[queue].append({m_counterNow[queue], depth});
        figures.depthMax = std::max(figures.depthMax, depth);
        figures.puts += 9;
        figures.gets += 8;
        figures.sojourn.add(randomNs(30));
        m_counterNow[queue] += 20 * kMs;
    }
}

void FigureRun::growSlots(std::int64_t untilNs)
{
    constexpr std::array phases{State::RequestConnect, State::RequestFirstByte, State::RequestBody,
                                State::RequestParse};
    for (const std::size_t index : m_slotLanes) {
        Lane& lane = m_lanes[index];
        while (lane.nowNs < untilNs) {
            const std::uint32_t id = m_nextRequest++;
            const std::int64_t start = lane.nowNs;
            for (const State phase : phases) {
                const std::int64_t end = lane.nowNs + randomNs(phase == State::RequestFirstByte ? 30 : 6);
                lane.series.append(Interval::make(lane.nowNs, end, phase, id));
                lane.nowNs = end;
            }
            store::Request request;
            request.id = id;
            request.startNs = start;
            request.endNs = lane.nowNs;
            request.httpStatus = random() > 0.97 ? 503 : 200;
            request.outcome = request.httpStatus == 200 ? trace::RequestOutcome::Ok : trace::RequestOutcome::HttpError;
            request.bytes = static_cast<std::uint64_t>(2000 + random() * 60'000);
            request.url = "http://127.0.0." + std::to_string(2 + id % 2) + ":40123/page/" + std::to_string(id);
            m_requests.latency.add(request.endNs - request.startNs);
            m_requests.recent.push_back(request);
            lane.nowNs += randomNs(4);
        }
    }
    auto& recent = m_requests.recent;
    std::sort(recent.begin(), recent.end(), [](const auto& a, const auto& b) { return a.endNs < b.endNs; });
    if (recent.size() > store::kRecentRequests)
        recent.erase(recent.begin(), recent.end() - static_cast<std::ptrdiff_t>(store::kRecentRequests));
}

void FigureRun::growCpus(std::int64_t untilNs)
{
    for (const std::size_t index : m_cpuLanes) {
        Lane& lane = m_lanes[index];
        while (lane.nowNs < untilNs) {
            const std::int64_t end = lane.nowNs + randomNs(6);
            lane.series.append(
                Interval::make(lane.nowNs, end, State::Running, static_cast<std::uint32_t>(random() * 4)));
            lane.nowNs = end + randomNs(0.5);
        }
    }
}

void FigureRun::grow(std::int64_t durationNs)
{
    m_nowNs += durationNs;
    for (std::size_t i = 0; i < m_threads.size(); ++i)
        growThread(i, m_nowNs);
    growLock(m_nowNs);
    growQueue(0, m_nowNs, 58);
    growQueue(1, m_nowNs, 412);
    growSlots(m_nowNs);
    growCpus(m_nowNs);
    m_processes[0].cpuNs += durationNs * 148 / 100;
    ++m_generation;
}

store::SnapshotPtr FigureRun::snapshot()
{
    auto snapshot = std::make_shared<store::Snapshot>(*store::Snapshot::empty());
    snapshot->generation = m_generation;
    snapshot->beginNs = m_beginNs;
    snapshot->endNs = m_nowNs;
    snapshot->live = m_live;
    snapshot->processes = std::make_shared<std::vector<store::Process>>(m_processes);
    snapshot->threads = std::make_shared<std::vector<store::Thread>>(m_threads);
    snapshot->marks = std::make_shared<std::vector<store::Mark>>(m_marks);
    snapshot->names =
        std::make_shared<std::vector<std::string>>(std::vector<std::string>{"dispatch", "parse", "links"});
    snapshot->requests = std::make_shared<store::RequestFigures>(m_requests);
    for (Lane& lane : m_lanes) {
        store::Row row;
        row.kind = lane.kind;
        row.intervals = lane.series.view();
        row.knownUntilNs = m_nowNs;
        snapshot->rows.push_back(row);
    }
    auto objects = m_objects;
    for (const auto& [index, figures] : m_locks)
        objects[index].lock = std::make_shared<store::LockFigures>(figures);
    objects[0].owner = store::ThreadIndex{1};
    objects[0].waiters = 2;
    for (std::size_t queue = 0; queue < m_queueObjects.size(); ++queue) {
        store::Row row;
        row.kind = store::RowKind::QueueDepth;
        row.samples = m_counters[queue].view();
        row.knownUntilNs = m_nowNs;
        const std::size_t object = m_queueObjects[queue];
        objects[object].row = store::RowIndex{static_cast<std::uint32_t>(snapshot->rows.size())};
        objects[object].queue = std::make_shared<store::QueueFigures>(m_queues.at(object));
        snapshot->rows.push_back(row);
    }
    snapshot->objects = std::make_shared<std::vector<store::Object>>(objects);
    std::vector<store::Cpu> cpus;
    for (std::size_t i = 0; i < m_cpuLanes.size(); ++i)
        cpus.push_back({static_cast<std::uint16_t>(i), store::RowIndex{static_cast<std::uint32_t>(m_cpuLanes[i])}});
    snapshot->cpus = std::make_shared<std::vector<store::Cpu>>(cpus);
    auto& recording = snapshot->recording;
    recording.records = 868'000;
    recording.recordsPerSecond = 61'204;
    recording.memoryBytes = 88U << 20;
    recording.memoryBudget = 512U << 20;
    recording.kernelLayer = store::KernelLayer::Switches;
    return snapshot;
}

} // namespace lanescope::test
