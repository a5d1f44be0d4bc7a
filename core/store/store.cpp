// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

namespace lanescope::store {
namespace {

constexpr std::size_t kMostMarks = 20'000;
constexpr std::size_t kMostFlows = 50'000;

// Bounded tables let their older half go at once, so that the cost stays amortised.
template <class T>
void appendBounded(SharedTable<T>& table, T value, std::size_t most)
{
    std::vector<T>& values = table.edit();
    if (values.size() >= most)
        values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(most / 2));
    values.push_back(std::move(value));
}

// Of those of which something can go; nullptr if there are none.
template <class T>
T* largestOf(const std::vector<std::unique_ptr<T>>& all)
{
    T* largest = nullptr;
    for (const auto& one : all) {
        if (one->sealedChunks() > 0 && (largest == nullptr || one->bytes() > largest->bytes()))
            largest = one.get();
    }
    return largest;
}

// Several at once: what is left is put together anew each time. Returns the bytes let go.
template <class T>
std::size_t dropSome(T& largest)
{
    constexpr std::size_t kPart = 8;
    const std::size_t before = largest.bytes();
    largest.dropOldest(largest.sealedChunks() / kPart + 1);
    return before - largest.bytes();
}

template <class Index, class T>
Index append(SharedTable<T>& table, T value)
{
    table.edit().push_back(std::move(value));
    return static_cast<Index>(table.size() - 1);
}

} // namespace

void RowData::append(Interval interval)
{
    if (!intervals.empty()) {
        const std::int64_t free = intervals.last().endNs();
        if (interval.endNs() <= free)
            return;
        if (interval.startNs < free) {
            const std::int64_t endNs = interval.endNs();
            interval.startNs = free;
            interval.setEnd(endNs);
        }
    }
    intervals.append(interval);
}

void RowData::dropOldest(std::size_t count)
{
    if (!intervals.dropOldest([](const Interval& i) { return i.endNs(); }, count))
        samples.dropOldest([](const Sample& s) { return s.timeNs; }, count);
}

RowIndex Store::addRow(RowKind kind)
{
    m_rows.push_back(std::make_unique<RowData>());
    m_rows.back()->kind = kind;
    return static_cast<RowIndex>(m_rows.size() - 1);
}

OccurrenceLog& Store::addLog()
{
    m_logs.push_back(std::make_unique<OccurrenceLog>());
    return *m_logs.back();
}

NameIndex Store::name(std::string_view text)
{
    std::string key(text);
    if (const auto found = m_nameIndex.find(key); found != m_nameIndex.end())
        return found->second;
    const auto index = append<NameIndex>(m_names, key);
    m_nameIndex.emplace(std::move(key), index);
    return index;
}

ProcessIndex Store::addProcess(Process process)
{
    return append<ProcessIndex>(processes, std::move(process));
}

ThreadIndex Store::addThread(Thread thread)
{
    return append<ThreadIndex>(threads, std::move(thread));
}

ObjectIndex Store::addObject(Object object)
{
    return append<ObjectIndex>(objects, std::move(object));
}

void Store::addMark(Mark mark)
{
    appendBounded(marks, std::move(mark), kMostMarks);
}

void Store::addFlow(const Flow& flow)
{
    appendBounded(flows, flow, kMostFlows);
}

std::size_t Store::bytes() const
{
    std::size_t sum = 0;
    for (const auto& row : m_rows)
        sum += row->bytes();
    for (const auto& log : m_logs)
        sum += log->bytes();
    return sum;
}

std::size_t Store::shrinkTo(std::size_t budget)
{
    constexpr std::size_t kFree = 32; // a part of the budget, so that it is not full again at once
    const std::size_t before = bytes();
    if (before <= budget)
        return 0;
    std::size_t now = before;
    while (now > budget - budget / kFree) {
        RowData* row = largestOf(m_rows);
        OccurrenceLog* log = largestOf(m_logs);
        if (row != nullptr && (log == nullptr || row->bytes() >= log->bytes()))
            now -= dropSome(*row);
        else if (log != nullptr)
            now -= dropSome(*log);
        else
            break;
    }
    return before - now;
}

std::shared_ptr<Snapshot> Store::publish(std::int64_t beginNs, std::int64_t endNs, bool live)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->generation = ++m_generation;
    snapshot->beginNs = beginNs;
    snapshot->endNs = endNs;
    snapshot->live = live;
    snapshot->processes = processes.publish();
    snapshot->threads = threads.publish();
    snapshot->objects = objects.publish();
    snapshot->cpus = cpus.publish();
    snapshot->cpuSets = cpuSets.publish();
    snapshot->marks = marks.publish();
    snapshot->flows = flows.publish();
    snapshot->names = m_names.publish();
    snapshot->requests = requests;
    snapshot->present = present;
    snapshot->lockOrder = lockOrder;
    snapshot->recording = recording;
    snapshot->rows.reserve(m_rows.size());
    for (const auto& row : m_rows) {
        snapshot->rows.push_back(
            Row{row->kind, row->intervals.view(), row->samples.view(), row->open, row->knownUntilNs});
    }
    return snapshot;
}

} // namespace lanescope::store
