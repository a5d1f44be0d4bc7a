// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/chrome_trace.h"

#include "core/session/chrome_events.h"
#include "core/session/json_text.h"
#include "core/session/safe_file.h"

#include <QJsonDocument>

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

std::string name(const std::string& json)
{
    return "\"name\":" + json;
}
std::string rank(std::size_t index)
{
    return "\"sort_index\":" + std::to_string(index);
}

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
    const bool complete = mergeByTime(chromeSources(context), [&](const TraceEvent& event) {
        out.add(event.bytes);
        return meter.advance(1);
    });
    if (!complete)
        return Error{kCancelled};
    out.raw("\n]}\n");
    out.flush();
    return file.commit();
}

} // namespace lanescope::session
