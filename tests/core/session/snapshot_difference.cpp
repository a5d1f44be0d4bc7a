// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/session/sample_run.h"

namespace lanescope::sample {
namespace {

using namespace store;

bool same(const Histogram& a, const Histogram& b)
{
    bool equal = a.count() == b.count() && a.totalNs() == b.totalNs() && a.maxNs() == b.maxNs();
    for (std::size_t i = 0; i < Histogram::kBuckets; ++i)
        equal = equal && a.countIn(i) == b.countIn(i);
    return equal;
}
bool same(const std::shared_ptr<const LockFigures>& a, const std::shared_ptr<const LockFigures>& b)
{
    return (!a && !b) ||
           (a && b && a->acquisitions == b->acquisitions && a->contended == b->contended &&
            a->ownerChanges == b->ownerChanges && a->maxWaiters == b->maxWaiters && a->futile == b->futile &&
            same(a->wait, b->wait) && same(a->hold, b->hold) && same(a->acquire, b->acquire));
}
bool same(const std::shared_ptr<const QueueFigures>& a, const std::shared_ptr<const QueueFigures>& b)
{
    return (!a && !b) || (a && b && a->puts == b->puts && a->gets == b->gets && a->depthMax == b->depthMax &&
                          a->futile == b->futile && same(a->putWait, b->putWait) && same(a->getWait, b->getWait) &&
                          same(a->sojourn, b->sojourn) && a->stayAccount == b->stayAccount &&
                          (a->stayAccount == StayAccount::InOrder || a->oldestPutNs == b->oldestPutNs));
}
bool same(const std::shared_ptr<const WordFigures>& a, const std::shared_ptr<const WordFigures>& b)
{
    const auto sameWriter = [](const WordFigures::Writer& one, const WordFigures::Writer& other) {
        return one.thread == other.thread && one.cpu == other.cpu && one.row == other.row && one.writes == other.writes;
    };
    return (!a && !b) || (a && b && std::ranges::equal(a->writers, b->writers, sameWriter));
}
bool same(const Process& a, const Process& b)
{
    return a.pid == b.pid && a.parentPid == b.parentPid && a.name == b.name && a.startNs == b.startNs &&
           a.endNs == b.endNs && a.exitCode == b.exitCode && a.signal == b.signal && a.cpuNs == b.cpuNs &&
           a.recorded == b.recorded && a.isOurOwn == b.isOurOwn && a.fault == b.fault && a.dropped == b.dropped;
}
bool same(const Thread& a, const Thread& b)
{
    return a.process == b.process && a.tid == b.tid && a.name == b.name && a.startNs == b.startNs &&
           a.endNs == b.endNs && a.stateRow == b.stateRow && a.taskRows == b.taskRows && a.dropped == b.dropped &&
           a.isOurOwn == b.isOurOwn && a.lastCpu == b.lastCpu && a.onCpu == b.onCpu && a.migrations == b.migrations &&
           a.cpuSet == b.cpuSet && a.cpuSetRow == b.cpuSetRow && a.isUnsampled == b.isUnsampled;
}
bool same(const Object& a, const Object& b)
{
    return a.process == b.process && a.kind == b.kind && a.name == b.name && a.capacity == b.capacity &&
           a.row == b.row && a.owner == b.owner && a.waiters == b.waiters && a.destroyed == b.destroyed &&
           a.surplusRow == b.surplusRow && a.driftRow == b.driftRow && a.address == b.address && same(a.lock, b.lock) &&
           same(a.queue, b.queue) && same(a.word, b.word);
}
bool same(const Cpu& a, const Cpu& b)
{
    return a.number == b.number && a.row == b.row;
}
bool same(const Mark& a, const Mark& b)
{
    return a.timeNs == b.timeNs && a.kind == b.kind && a.subject == b.subject && a.text == b.text && a.value == b.value;
}
bool same(const Flow& a, const Flow& b)
{
    return a.fromNs == b.fromNs && a.toNs == b.toNs && a.from == b.from && a.to == b.to;
}
bool same(const std::string& a, const std::string& b)
{
    return a == b;
}
bool same(const CpuSet& a, const CpuSet& b)
{
    return a == b;
}
bool same(std::uint64_t a, std::uint64_t b)
{
    return a == b;
}
bool same(const Request& a, const Request& b)
{
    return a.id == b.id && a.startNs == b.startNs && a.endNs == b.endNs && a.outcome == b.outcome &&
           a.httpStatus == b.httpStatus && a.bytes == b.bytes && a.url == b.url && a.process == b.process &&
           a.phaseNs == b.phaseNs && a.heldNs == b.heldNs && a.note == b.note;
}
bool same(const Interval& a, const Interval& b)
{
    return a.startNs == b.startNs && a.durationNs == b.durationNs && a.stateBits == b.stateBits && a.flags == b.flags &&
           a.subject == b.subject && a.peer == b.peer;
}
bool same(const Sample& a, const Sample& b)
{
    return a.timeNs == b.timeNs && a.value == b.value;
}
bool same(const Recording& a, const Recording& b)
{
    return a.records == b.records && a.dropped == b.dropped && a.lostBytes == b.lostBytes &&
           a.recordsPerSecond == b.recordsPerSecond && a.memoryBytes == b.memoryBytes &&
           a.memoryBudget == b.memoryBudget && a.kernelLayer == b.kernelLayer &&
           a.kernelLayerNote == b.kernelLayerNote && a.switchesLost == b.switchesLost &&
           a.cacheLineBytes == b.cacheLineBytes;
}

template <class Items>
std::string compare(const char* what, const Items& a, const Items& b)
{
    if (a.size() != b.size())
        return std::string(what) + ": " + std::to_string(a.size()) + " against " + std::to_string(b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (!same(a[i], b[i]))
            return std::string(what) + " " + std::to_string(i);
    }
    return {};
}

std::string compareRow(const Row& a, const Row& b)
{
    if (a.kind != b.kind || a.knownUntilNs != b.knownUntilNs || a.open.has_value() != b.open.has_value())
        return "a row's kind or end";
    if (a.open &&
        (a.open->startNs != b.open->startNs || a.open->state != b.open->state || a.open->subject != b.open->subject))
        return "a row's open interval";
    if (a.intervals.goneBeforeNs() != b.intervals.goneBeforeNs() ||
        a.samples.goneBeforeNs() != b.samples.goneBeforeNs())
        return "what is gone of a row";
    const std::string intervals = compare("interval", a.intervals, b.intervals);
    return intervals.empty() ? compare("sample", a.samples, b.samples) : intervals;
}

} // namespace

std::string difference(const Snapshot& a, const Snapshot& b)
{
    if (a.generation != b.generation || a.beginNs != b.beginNs || a.endNs != b.endNs)
        return "generation, begin or end";
    if (!same(a.recording, b.recording))
        return "recording";
    if (a.requests->bytes != b.requests->bytes || !same(a.requests->latency, b.requests->latency))
        return "request figures";
    for (const std::string& found :
         {compare("process", *a.processes, *b.processes), compare("thread", *a.threads, *b.threads),
          compare("object", *a.objects, *b.objects), compare("cpu", *a.cpus, *b.cpus),
          compare("set of CPUs", *a.cpuSets, *b.cpuSets), compare("mark", *a.marks, *b.marks),
          compare("flow", *a.flows, *b.flows), compare("name", *a.names, *b.names),
          compare("outcome", a.requests->byOutcome, b.requests->byOutcome),
          compare("request", a.requests->recent, b.requests->recent)}) {
        if (!found.empty())
            return found;
    }
    if (a.rows.size() != b.rows.size())
        return "number of rows";
    for (std::size_t i = 0; i < a.rows.size(); ++i) {
        if (const std::string found = compareRow(a.rows[i], b.rows[i]); !found.empty())
            return found + " (row " + std::to_string(i) + ")";
    }
    return {};
}

} // namespace lanescope::sample
