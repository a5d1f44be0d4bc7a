// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/session/sample_run.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace lanescope::sample {
namespace {

using namespace store;

constexpr std::int64_t kMs = 1'000'000;
constexpr std::int64_t kBegin = 81'234 * 1000 * kMs + 567'891; // any odd moment of a machine's uptime

enum Names : std::uint32_t { kNoName, kLinks, kParse, kDispatch, kDns };
enum Objects : std::uint32_t { kFrontier, kDnsCache, kParseQueue, kFrontierDepth, kFirstSlot };

/// Builds the tables one after the other; `random` makes every choice.
class Simulation {
public:
    explicit Simulation(const Size& size)
        : m_size(size)
        , m_random(size.seed)
        , m_end(kBegin + static_cast<std::int64_t>(size.seconds * 1000) * kMs)
    {
    }

    SnapshotPtr run()
    {
        addProcesses();
        addThreads();
        addLocks();
        addQueue(kParseQueue, "parse queue", 64, 30);
        addQueue(kFrontierDepth, "frontier depth", 0, 300);
        addSlots();
        addWord();
        addCpus();
        addMarks();
        return finish();
    }

private:
    double uniform(double low, double high) { return std::uniform_real_distribution(low, high)(m_random); }
    std::int64_t logNormal(double medianMs, double spread)
    {
        return static_cast<std::int64_t>(std::lognormal_distribution(std::log(medianMs), spread)(m_random) * kMs) + 1;
    }
    bool chance(double share) { return uniform(0, 1) < share; }
    // After the knob change more goes on, so that every chart has something to show.
    double load(std::int64_t timeNs) const
    {
        const double share = static_cast<double>(timeNs - kBegin) / static_cast<double>(m_end - kBegin);
        return (share < 0.6 ? 0.6 : 1.3) + 0.3 * std::sin(share * 17);
    }

    RowIndex addRow(RowKind kind)
    {
        m_series.emplace_back();
        m_counters.emplace_back();
        m_snapshot->rows.push_back(Row{});
        m_snapshot->rows.back().kind = kind;
        m_snapshot->rows.back().knownUntilNs = m_end;
        return RowIndex{static_cast<std::uint32_t>(m_snapshot->rows.size() - 1)};
    }
    void put(RowIndex row, std::int64_t from, std::int64_t to, State state, std::uint32_t subject = kNone,
             std::uint32_t peer = kNone)
    {
        m_series[static_cast<std::size_t>(row)].append(Interval::make(from, std::min(to, m_end), state, subject, peer));
    }

    void addProcesses()
    {
        for (const char* name : {"lanescope-lab", "worker"}) {
            Process process;
            process.pid = 41870 + static_cast<int>(m_processes.size()) * 30;
            process.parentPid = m_processes.empty() ? 41000 : 41870;
            process.name = name;
            process.startNs = kBegin - 3 * kMs;
            process.cpuNs = 1'480 * kMs;
            process.recorded = true;
            if (m_size.finished) {
                process.endNs = m_end;
                process.exitCode = 0;
            }
            m_processes.push_back(process);
        }
        m_processes[1].fault = "Its segment ended early.";
        m_processes[1].dropped = 12;
    }

    void addThreads()
    {
        addThread("net", 0, 0.25);
        for (int i = 1; i <= m_size.parsers; ++i)
            addThread("parser-" + std::to_string(i), 0, 1.0);
        addThread("räsolver “1”\n", 1, 0.05); // what must be escaped everywhere
    }
    void addThread(const std::string& name, std::uint32_t process, double parsing)
    {
        Thread thread;
        thread.process = ProcessIndex{process};
        thread.tid = process == 0 ? 41870 + static_cast<int>(m_threads.size()) : 41900;
        thread.name = name;
        thread.startNs = kBegin + static_cast<std::int64_t>(m_threads.size()) * kMs;
        thread.stateRow = addRow(RowKind::ThreadState);
        thread.taskRows = {addRow(RowKind::Tasks), addRow(RowKind::Tasks)};
        std::int64_t now = thread.startNs;
        while (now < m_end)
            now = parsing > 0.5 ? parseOnce(thread, now) : serveOnce(thread, now, parsing);
        if (m_size.finished)
            thread.endNs = m_end;
        else
            m_snapshot->rows[static_cast<std::size_t>(thread.stateRow)].open =
                OpenInterval{m_end - kMs, State::QueueGetWait, kParseQueue};
        thread.migrations = m_threads.size() * 3;
        thread.isUnsampled = m_threads.size() == 1;
        if (m_threads.size() < 2) // of the others nobody knows
            thread.cpuSet = static_cast<std::uint32_t>(m_threads.size());
        if (m_threads.empty())
            thread.cpuSetRow = addRow(RowKind::Counter);
        m_threads.push_back(thread);
    }
    /// Waits for work, then one task with a smaller one and waits for locks inside it.
    std::int64_t parseOnce(const Thread& thread, std::int64_t now)
    {
        const std::int64_t last = m_size.finished ? m_end : m_end - kMs;
        const auto step = [&](std::int64_t lengthNs, State state, std::uint32_t subject = kNone,
                              std::uint32_t peer = kNone) {
            const std::int64_t end = std::min(now + lengthNs, last);
            if (end > now)
                put(thread.stateRow, now, end, state, subject, peer);
            now = end;
        };
        step(logNormal(4 / load(now), 0.6), State::QueueGetWait, kParseQueue, 0);
        const std::int64_t taskStart = now;
        step(logNormal(2, 0.4), State::Running);
        if (chance(0.3))
            step(logNormal(1, 0.5), State::Ready);
        const std::int64_t innerStart = now;
        if (chance(0.5 * load(now)))
            step(logNormal(1.5 * load(now), 0.8), State::LockWait, chance(0.9) ? kFrontier : kDnsCache, 0);
        step(logNormal(1, 0.4), State::Running);
        if (now > innerStart)
            put(thread.taskRows[1], innerStart, now, State::Task, kLinks);
        step(logNormal(1, 0.4), State::Running);
        if (now > taskStart)
            put(thread.taskRows[0], taskStart, now, State::Task, kParse);
        return now < last ? now : m_end;
    }
    std::int64_t serveOnce(const Thread& thread, std::int64_t now, double busy)
    {
        const std::int64_t last = m_size.finished ? m_end : m_end - kMs;
        const std::int64_t work = std::min(now + logNormal(8 * busy, 0.5), last);
        if (work > now) {
            put(thread.stateRow, now, work, State::Running);
            put(thread.taskRows[0], now, work, State::Task, busy > 0.1 ? kDispatch : kDns);
        }
        const std::int64_t idle = std::min(work + logNormal(6, 0.5), last);
        if (idle > work)
            put(thread.stateRow, work, idle, busy > 0.1 ? State::Io : State::Sleep);
        return idle < last ? idle : m_end;
    }

    Object& addObject(const std::string& name, trace::ObjectKind kind, RowKind rowKind)
    {
        Object object;
        object.kind = kind;
        object.name = name;
        object.row = addRow(rowKind);
        m_objects.push_back(object);
        return m_objects.back();
    }
    void addLocks()
    {
        for (const char* name : {"frontier", "dns-cache"}) {
            const bool busy = m_objects.empty();
            Object& object = addObject(name, trace::ObjectKind::Mutex, RowKind::LockOwner);
            auto figures = std::make_shared<LockFigures>();
            for (std::int64_t now = kBegin + kMs; now < m_end; now += logNormal(busy ? 4 : 60, 0.7)) {
                const std::int64_t hold = logNormal(busy ? 1.2 : 0.2, 0.7);
                const bool contended = chance(busy ? 0.38 : 0.02);
                const auto owner = static_cast<std::uint32_t>(uniform(0, static_cast<double>(m_threads.size()) - 0.01));
                put(*object.row, now, now + hold, contended ? State::HeldContended : State::Held, owner);
                ++figures->acquisitions;
                figures->contended += contended ? 1 : 0;
                figures->hold.add(hold);
                if (figures->acquisitions % trace::kAcquiresPerMeasure == 0)
                    figures->acquire.add(static_cast<std::int64_t>(uniform(8, 90)));
                if (contended)
                    figures->wait.add(logNormal(1.1, 0.8));
                now += hold;
            }
            figures->ownerChanges = figures->acquisitions * 2 / 3;
            figures->maxWaiters = 3;
            figures->futile = 17;
            object.lock = figures;
            object.address = 0x7f3a'5c00'1240 + 8 * m_objects.size();
        }
        if (!m_size.finished)
            m_objects[kFrontier].owner = ThreadIndex{1};
    }
    void addQueue(std::uint32_t index, const char* name, std::int64_t capacity, double usual)
    {
        Object& object = addObject(name, trace::ObjectKind::Queue, RowKind::QueueDepth);
        object.surplusRow = addRow(RowKind::Counter); // no put of several yet
        object.capacity = capacity;
        auto figures = std::make_shared<QueueFigures>();
        CounterOf counter{index, *object.row};
        double depth = 0;
        for (std::int64_t now = kBegin + 2 * kMs; now < m_end; now += logNormal(2, 0.5)) {
            const double wanted = usual * load(now);
            const bool put = depth < 1 || (chance(depth < wanted ? 0.7 : 0.4) &&
                                           (capacity == 0 || depth < static_cast<double>(capacity)));
            depth += put ? 1 : -1;
            (put ? figures->puts : figures->gets) += 1;
            figures->depthMax = std::max(figures->depthMax, depth);
            (put ? figures->putWait : figures->getWait).add(logNormal(0.3, 0.6));
            figures->sojourn.add(logNormal(40, 0.5));
            m_counters[static_cast<std::size_t>(counter.row)].append(Sample{now, depth});
        }
        if (capacity == 0) { // a list of work that is not done in order
            figures->stayAccount = StayAccount::EachTold;
            figures->oldestPutNs = kBegin + 7 * kMs;
        }
        object.queue = figures;
    }
    struct CounterOf {
        std::uint32_t object;
        RowIndex row;
    };

    void addSlots()
    {
        auto figures = std::make_shared<RequestFigures>();
        figures->byOutcome.resize(static_cast<std::size_t>(trace::kLastRequestOutcome) + 1);
        std::uint32_t id = 0;
        for (int slot = 0; slot < m_size.slots; ++slot) {
            const Object& object =
                addObject("slot " + std::to_string(slot + 1), trace::ObjectKind::RequestSlot, RowKind::RequestSlot);
            std::int64_t now = kBegin + kMs * slot;
            while (now < m_end)
                now = fetchOnce(*object.row, now, ++id, *figures) + logNormal(8 / load(now), 0.8);
        }
        std::sort(figures->recent.begin(), figures->recent.end(),
                  [](const Request& a, const Request& b) { return a.endNs < b.endNs; });
        if (figures->recent.size() > kRecentRequests)
            figures->recent.erase(figures->recent.begin(),
                                  figures->recent.end() - static_cast<std::ptrdiff_t>(kRecentRequests));
        m_snapshot->requests = figures;
    }
    std::int64_t fetchOnce(RowIndex row, std::int64_t start, std::uint32_t id, RequestFigures& figures)
    {
        std::int64_t now = start;
        const auto phase = [&](double medianMs, State state) {
            const std::int64_t end = std::min(now + logNormal(medianMs, 0.4), m_end);
            if (end > now)
                put(row, now, end, state, id);
            now = end;
        };
        phase(2, State::RequestQueued);
        if (chance(0.2))
            phase(3, State::RequestConnect);
        phase(18, State::RequestFirstByte);
        phase(3, State::RequestBody);
        Request request;
        request.id = id;
        request.startNs = start;
        request.endNs = now;
        request.httpStatus = 200;
        request.bytes = 4096;
        request.url = "http://127.0.0.2:8080/page/" + std::to_string(id);
        for (std::size_t which = 0; which < Request::kPhases; ++which)
            request.phaseNs[which] = static_cast<std::int64_t>(1000 * (id + 1) + 7 * which);
        request.heldNs[id % Request::kGates] = 2'000'000;
        if (chance(0.02) || id % 40 == 5) {
            request.outcome = trace::RequestOutcome::HttpError;
            request.httpStatus = 503;
            request.note = "The server answered 503.";
        }
        ++figures.byOutcome[static_cast<std::size_t>(request.outcome)];
        figures.bytes += request.bytes;
        figures.latency.add(now - start);
        figures.recent.push_back(request);
        return now;
    }

    void addWord()
    {
        Object word;
        word.kind = trace::ObjectKind::SharedWord;
        word.name = "count";
        word.address = 0x7ffd'0000'0f40;
        auto figures = std::make_shared<WordFigures>();
        for (std::uint16_t i = 0; i < 2; ++i) {
            WordFigures::Writer writer{ThreadIndex{i}, i, addRow(RowKind::Counter), 0};
            for (std::int64_t now = kBegin; now < m_end; now += 100 * kMs) {
                m_counters[static_cast<std::size_t>(writer.row)].append({now, static_cast<double>(writer.writes)});
                writer.writes += 100'000;
            }
            figures->writers.push_back(writer);
        }
        word.word = figures;
        m_objects.push_back(word);
    }

    void addCpus()
    {
        for (std::uint16_t number = 0; number < 2; ++number) {
            const RowIndex row = addRow(RowKind::Cpu);
            m_cpus.push_back({number, row});
            for (std::int64_t now = kBegin; now < m_end;) {
                const std::int64_t end = now + logNormal(5, 0.5);
                put(row, now, end, State::Running,
                    static_cast<std::uint32_t>(uniform(0, static_cast<double>(m_threads.size()) - 0.01)));
                now = end + logNormal(0.3, 0.5);
            }
        }
    }
    void addMarks()
    {
        const std::int64_t change = kBegin + (m_end - kBegin) * 6 / 10;
        m_marks.push_back({change, MarkKind::Knob, "per_domain", "8", 8});
        m_marks.push_back({change + 100 * kMs, MarkKind::Note, "net", "limit raised", 0});
        for (std::int64_t now = kBegin + 5 * kMs; now < m_end - 5 * kMs; now += (m_end - kBegin) / 20)
            m_flows.push_back({now, now + kMs, ThreadIndex{0}, ThreadIndex{1}});
    }

    template <class T>
    static Table<T> table(std::vector<T>& items)
    {
        return std::make_shared<std::vector<T>>(std::move(items));
    }
    SnapshotPtr finish()
    {
        Snapshot& s = *m_snapshot;
        for (std::size_t i = 0; i < s.rows.size(); ++i) {
            s.rows[i].intervals = m_series[i].view();
            s.rows[i].samples = m_counters[i].view();
        }
        s.generation = 4711;
        s.beginNs = kBegin;
        s.endNs = m_end;
        s.live = !m_size.finished;
        s.processes = table(m_processes);
        s.threads = table(m_threads);
        s.objects = table(m_objects);
        s.cpus = table(m_cpus);
        std::vector<CpuSet> sets{{0, 1, 2, 3}, {2}, {}};
        s.cpuSets = table(sets);
        s.marks = table(m_marks);
        s.flows = table(m_flows);
        std::vector<std::string> names{"", "links", "parse", "dispatch", "DNS"};
        s.names = table(names);
        s.recording = {123'456, 12, 0, 61'204.5, 88U << 20, 512U << 20, KernelLayer::Switches, "", 3, 128};
        return m_snapshot;
    }

    Size m_size;
    std::mt19937 m_random;
    std::int64_t m_end;
    std::shared_ptr<Snapshot> m_snapshot = std::make_shared<Snapshot>(*Snapshot::empty());
    std::vector<IntervalSeries> m_series;
    std::vector<SampleSeries> m_counters;
    std::vector<Process> m_processes;
    std::vector<Thread> m_threads;
    std::vector<Object> m_objects;
    std::vector<Cpu> m_cpus;
    std::vector<Mark> m_marks;
    std::vector<Flow> m_flows;
};

} // namespace

SnapshotPtr run(const Size& size)
{
    return Simulation(size).run();
}

session::SessionInfo info()
{
    session::SessionInfo info;
    info.scenario = QStringLiteral("crawl.site");
    info.title = QStringLiteral("Crawl the built-in site");
    info.seed = 0xfedcba9876543210;
    info.parameters = {{QStringLiteral("concurrent_requests"), 16},
                       {QStringLiteral("per_domain"), 8},
                       {QStringLiteral("robots"), true}};
    info.outcome = QStringLiteral("completed");
    info.message = QStringLiteral("Ünïcode “fine”.");
    info.result = {{QStringLiteral("pages"), 812}};
    info.startedAt = QDateTime(QDate(2024, 5, 1), QTime(12, 30, 15, 250), Qt::UTC);
    info.durationS = 14;
    return info;
}

} // namespace lanescope::sample
