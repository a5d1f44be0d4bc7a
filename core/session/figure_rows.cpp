// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/losses.h"
#include "core/session/cells.h"
#include "core/session/measures.h"
#include "core/session/table_rows.h"
#include "core/session/words.h"
#include "core/store/queue_account.h"
#include "core/store/queue_room.h"
#include "core/trace/gate_words.h"

namespace lanescope::session {

using namespace store;

namespace {

// mean_us, p50_us, p99_us, max_us; nothing where there is nothing.
void appendDistribution(std::vector<Cell>& cells, const Histogram& histogram)
{
    if (histogram.count() == 0) {
        cells.insert(cells.end(), 4, Cell{});
        return;
    }
    cells.push_back(microseconds(histogram.meanNs()));
    cells.push_back(microseconds(static_cast<double>(histogram.percentileNs(0.5))));
    cells.push_back(microseconds(static_cast<double>(histogram.percentileNs(0.99))));
    cells.push_back(microseconds(static_cast<double>(histogram.maxNs())));
}

// total_s and the distribution.
void appendTimes(std::vector<Cell>& cells, const Histogram& histogram)
{
    cells.push_back(seconds(static_cast<double>(histogram.totalNs())));
    appendDistribution(cells, histogram);
}

Cell addressOf(const Object& object)
{
    return object.address == 0 ? Cell{} : QStringLiteral("0x%1").arg(object.address, 0, 16);
}

} // namespace

void lockRows(const Snapshot& snapshot, const RowSink& sink)
{
    const analysis::Losses losses(snapshot);
    for (const Object& object : *snapshot.objects) {
        if (!object.lock)
            continue;
        const LockFigures& lock = *object.lock;
        std::vector<Cell> cells{text(object.name),
                                text(objectWord(object.kind)),
                                text(snapshot.process(object.process).name),
                                whole(lock.acquisitions),
                                whole(lock.contended),
                                whole(lock.ownerChanges),
                                whole(lock.maxWaiters),
                                whole(lock.futile)};
        appendTimes(cells, lock.wait);
        appendTimes(cells, lock.hold);
        cells.push_back(whole(lock.acquire.count()));
        appendDistribution(cells, lock.acquire);
        cells.push_back(addressOf(object));
        cells.push_back(whole(losses.of(object)));
        if (!sink(cells))
            return;
    }
}

void queueRows(const Snapshot& snapshot, const RowSink& sink)
{
    const analysis::Losses losses(snapshot);
    for (const Object& object : *snapshot.objects) {
        if (!object.queue)
            continue;
        const QueueFigures& queue = *object.queue;
        const bool isTold = !isDepthOnly(queue);
        std::optional<SampleSummary> sum;
        if (isQueue(snapshot, object))
            sum = snapshot.row(*object.row).sampled(snapshot.beginNs, snapshot.endNs);
        const double length = sum ? static_cast<double>(sum->lastNs - sum->firstNs) : 0;
        std::vector<Cell> cells{text(object.name),
                                text(objectWord(object.kind)),
                                text(snapshot.process(object.process).name),
                                store::roomOf(object) > 0 ? whole(store::roomOf(object)) : Cell{},
                                isTold ? whole(queue.puts) : Cell{},
                                isTold ? whole(queue.gets) : Cell{},
                                length > 0 ? Cell(sum->area / length) : Cell{},
                                queue.depthMax,
                                whole(queue.futile)};
        for (const Histogram* times : {&queue.putWait, &queue.getWait, &queue.sojourn}) {
            if (isTold)
                appendTimes(cells, *times);
            else
                cells.insert(cells.end(), 5, Cell{});
        }
        if (isTold && !knowsStays(queue))
            std::fill(cells.end() - 3, cells.end(), Cell{}); // p50, p99, max: only the mean is known
        cells.push_back(whole(losses.of(object)));
        if (!sink(cells))
            return;
    }
}

void threadRows(const Snapshot& snapshot, const RowSink& sink)
{
    for (const Thread& thread : *snapshot.threads) {
        const Process& process = snapshot.process(thread.process);
        std::vector<Cell> cells{whole(process.pid), whole(thread.tid), text(thread.name),
                                secondsSince(snapshot, thread.startNs), secondsOrNothing(snapshot, thread.endNs)};
        const IntervalSummary sum =
            snapshot.row(thread.stateRow).summarise(thread.startNs, thread.endNs.value_or(snapshot.endNs));
        for (std::size_t state = 0; state < kThreadStateCount; ++state)
            cells.push_back(seconds(static_cast<double>(sum.ns[state])));
        cells.push_back(whole(thread.dropped));
        if (!sink(cells))
            return;
    }
}

void processRows(const Snapshot& snapshot, const RowSink& sink)
{
    for (const Process& process : *snapshot.processes) {
        if (!sink({whole(process.pid), whole(process.parentPid), text(process.name),
                   secondsSince(snapshot, process.startNs), secondsOrNothing(snapshot, process.endNs),
                   wholeOrNothing(process.exitCode), wholeOrNothing(process.signal),
                   seconds(static_cast<double>(process.cpuNs)), whole(process.dropped), text(process.fault)}))
            return;
    }
}

void requestRows(const Snapshot& snapshot, const RowSink& sink)
{
    for (const Request& request : snapshot.requests->recent) {
        std::vector<Cell> cells{whole(request.id),
                                secondsSince(snapshot, request.startNs),
                                seconds(static_cast<double>(request.endNs - request.startNs)),
                                text(outcomeWord(request)),
                                request.httpStatus > 0 ? whole(request.httpStatus) : Cell{},
                                whole(request.bytes),
                                text(request.url),
                                text(snapshot.process(request.process).name)};
        for (const std::int64_t ns : request.phaseNs)
            cells.push_back(seconds(static_cast<double>(ns)));
        const auto gate = request.heldMostBy();
        cells.push_back(gate ? text(trace::gateWord(*gate)) : Cell{});
        for (const std::int64_t ns : request.heldNs)
            cells.push_back(seconds(static_cast<double>(ns)));
        cells.push_back(text(request.note));
        if (!sink(cells))
            return;
    }
}

} // namespace lanescope::session
