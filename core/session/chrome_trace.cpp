// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/chrome_trace.h"

#include "core/session/chrome_events.h"
#include "core/session/json_text.h"
#include "core/session/safe_file.h"

#include <QJsonDocument>

#include <deque>
#include <queue>

namespace lanescope::session {
namespace {

using namespace store;

constexpr std::size_t kFlushBytes = 1 << 16;

/// The array of events, buffered.
class EventFile {
public:
    explicit EventFile(SafeFile& file)
        : m_file(file)
    {
    }
    void add(const std::string& json)
    {
        m_buffer += m_first ? "\n" : ",\n";
        m_first = false;
        m_buffer += json;
        if (m_buffer.size() >= kFlushBytes)
            flush();
    }
    void raw(std::string_view text) { m_buffer += text; }
    void flush()
    {
        m_file.write(QByteArrayView(m_buffer.data(), static_cast<qsizetype>(m_buffer.size())));
        m_buffer.clear();
    }

private:
    SafeFile& m_file;
    std::string m_buffer;
    bool m_first = true;
};

std::string metadata(const char* what, std::int32_t pid, std::int32_t tid, const std::string& argument)
{
    return std::string("{\"name\":\"") + what + "\",\"ph\":\"M\",\"pid\":" + std::to_string(pid) +
           ",\"tid\":" + std::to_string(tid) + ",\"ts\":0.000,\"args\":{" + argument + "}}";
}

std::string name(const std::string& json) { return "\"name\":" + json; }
std::string rank(std::size_t index) { return "\"sort_index\":" + std::to_string(index); }

void writeNames(EventFile& out, const ChromeContext& context)
{
    const Snapshot& snapshot = context.snapshot;
    for (std::uint32_t i = 0; i < snapshot.processes->size(); ++i) {
        const std::int32_t pid = context.ids.pid(ProcessIndex{i});
        const std::int32_t tid = context.ids.mainTid(ProcessIndex{i});
        out.add(metadata("process_name", pid, tid, name(jsonString((*snapshot.processes)[i].name))));
        out.add(metadata("process_sort_index", pid, tid, rank(i)));
    }
    for (std::uint32_t i = 0; i < snapshot.threads->size(); ++i) {
        const std::int32_t pid = context.ids.pid(snapshot.thread(ThreadIndex{i}).process);
        const std::int32_t tid = context.ids.tid(ThreadIndex{i});
        out.add(metadata("thread_name", pid, tid, name(context.threadNames[i])));
        out.add(metadata("thread_sort_index", pid, tid, rank(i)));
    }
    if (snapshot.cpus->empty())
        return;
    const std::int32_t machine = context.ids.machinePid();
    out.add(metadata("process_name", machine, machine, name("\"CPUs\"")));
    out.add(metadata("process_sort_index", machine, machine, rank(snapshot.processes->size())));
    for (std::size_t i = 0; i < snapshot.cpus->size(); ++i) {
        const std::string cpu = jsonString("CPU " + std::to_string((*snapshot.cpus)[i].number));
        out.add(metadata("thread_name", machine, context.ids.cpuTid(i), name(cpu)));
        out.add(metadata("thread_sort_index", machine, context.ids.cpuTid(i), rank(i)));
    }
}

std::string header(const SessionInfo& info)
{
    const auto compact = [](const QJsonObject& object) {
        return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
    };
    return "{\"displayTimeUnit\":\"ns\",\"metadata\":{\"program\":\"Lanescope\",\"scenario\":" +
           jsonString(info.scenario.toStdString()) + ",\"seed\":" + std::to_string(info.seed) +
           ",\"outcome\":" + jsonString(info.outcome.toStdString()) + ",\"parameters\":" + compact(info.parameters) +
           ",\"result\":" + compact(info.result) + "},\n\"traceEvents\":[";
}

/// A source and its next events, in the heap that merges all of them by time.
struct Stream {
    ChromeSource* source;
    std::size_t order; ///< between equal times
    std::deque<ChromeEvent> events;

    bool fill() { return !events.empty() || source->refill(events); }
};

struct Later {
    bool operator()(const Stream* a, const Stream* b) const
    {
        const std::int64_t left = a->events.front().timeNs;
        const std::int64_t right = b->events.front().timeNs;
        return left != right ? left > right : a->order > b->order;
    }
};

bool writeEvents(EventFile& out, const ChromeContext& context, ProgressMeter& meter)
{
    const auto sources = chromeSources(context);
    std::vector<Stream> streams;
    for (const auto& source : sources)
        streams.push_back({source.get(), streams.size(), {}});
    std::priority_queue<Stream*, std::vector<Stream*>, Later> heap;
    for (Stream& stream : streams) {
        if (stream.fill())
            heap.push(&stream);
    }
    while (!heap.empty()) {
        Stream* stream = heap.top();
        heap.pop();
        out.add(stream->events.front().json);
        stream->events.pop_front();
        if (stream->fill())
            heap.push(stream);
        if (!meter.advance(1))
            return false;
    }
    return true;
}

double expectedEvents(const Snapshot& snapshot)
{
    std::size_t count = snapshot.marks->size() + 2 * snapshot.flows->size();
    for (const Row& row : snapshot.rows)
        count += (row.kind == RowKind::LockOwner || row.kind == RowKind::RequestSlot ? 2 : 1) * row.intervals.size() +
                 row.samples.size();
    return static_cast<double>(count);
}

} // namespace

Status writeChromeTrace(const Snapshot& snapshot, const SessionInfo& info, const QString& path,
                        const Progress& progress)
{
    SafeFile file(path);
    if (Status opened = file.open(); !opened)
        return opened;
    ProgressMeter meter(progress, expectedEvents(snapshot));
    const ChromeContext context(snapshot);
    EventFile out(file);
    out.raw(header(info));
    writeNames(out, context);
    if (!writeEvents(out, context, meter))
        return Error{kCancelled};
    out.raw("\n]}\n");
    out.flush();
    return file.commit();
}

} // namespace lanescope::session
