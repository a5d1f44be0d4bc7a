// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/cells.h"
#include "core/session/measures.h"
#include "core/session/table_rows.h"
#include "core/session/words.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string>

namespace lanescope::session {

using namespace store;

namespace {

/// Calls visit(from, to) for each bucket of the whole run, its edges cut to the run; ends when that is false.
template <class Visit>
void eachBucket(const Snapshot& snapshot, Visit&& visit)
{
    const BucketGrid grid = bucketGrid(snapshot, snapshot.beginNs, snapshot.endNs, kTableBuckets);
    for (std::int64_t i = 0; i < grid.count; ++i) {
        const std::int64_t from = grid.startNs(grid.first + i);
        if (!visit(from, std::min(from + grid.widthNs, snapshot.endNs)))
            return;
    }
}

/// Of a counter's samples; nothing where it has none.
std::optional<double> meanOf(const Row& row, std::int64_t from, std::int64_t to)
{
    const auto sum = row.sampled(from, to);
    if (!sum)
        return std::nullopt;
    const auto length = static_cast<double>(sum->lastNs - sum->firstNs);
    return length > 0 ? sum->area / length : sum->last;
}

bool histogramRows(const Cell& name, const char* what, const Histogram& histogram, const RowSink& sink)
{
    for (std::size_t i = 0; i < Histogram::kBuckets; ++i) {
        if (histogram.countIn(i) > 0 &&
            !sink({name, text(what), microseconds(static_cast<double>(Histogram::lowerNs(i))),
                   microseconds(static_cast<double>(Histogram::lowerNs(i + 1))), whole(histogram.countIn(i))}))
            return false;
    }
    return true;
}

} // namespace

void utilisationRows(const Snapshot& snapshot, const RowSink& sink)
{
    eachBucket(snapshot, [&](std::int64_t from, std::int64_t to) {
        std::vector<Cell> cells{secondsSince(snapshot, from), seconds(static_cast<double>(to - from))};
        for (const double ns : stateTimes(snapshot, from, to))
            cells.push_back(seconds(ns));
        return sink(cells);
    });
}

void throughputRows(const Snapshot& snapshot, const RowSink& sink)
{
    const std::vector<RateSource> sources = rateSources(snapshot);
    eachBucket(snapshot, [&](std::int64_t from, std::int64_t to) {
        for (const RateSource& source : sources) {
            const double count = countOf(snapshot, source, from, to);
            if (!sink({secondsSince(snapshot, from), seconds(static_cast<double>(to - from)),
                       text(rateName(snapshot, source)), count, count / (static_cast<double>(to - from) / 1e9)}))
                return false;
        }
        return true;
    });
}

void queueDepthRows(const Snapshot& snapshot, const RowSink& sink)
{
    eachBucket(snapshot, [&](std::int64_t from, std::int64_t to) {
        for (const Object& object : *snapshot.objects) {
            if (!isQueue(snapshot, object))
                continue;
            const auto sum = snapshot.row(*object.row).sampled(from, to);
            if (!sum)
                continue;
            const auto length = static_cast<double>(sum->lastNs - sum->firstNs);
            if (!sink({secondsSince(snapshot, from), seconds(static_cast<double>(to - from)), text(object.name),
                       sum->min, length > 0 ? sum->area / length : sum->last, sum->max}))
                return false;
        }
        return true;
    });
}

void waitReasonRows(const Snapshot& snapshot, const RowSink& sink)
{
    // Several crawls in one run put their names before it, and are added up.
    constexpr std::string_view kWaiting = "waiting: ";
    std::map<std::string_view, std::vector<const Row*>> reasons;
    for (const Object& object : *snapshot.objects) {
        const std::size_t at = object.name.find(kWaiting);
        if (at != std::string::npos && object.row && snapshot.row(*object.row).isCounter())
            reasons[std::string_view(object.name).substr(at + kWaiting.size())].push_back(&snapshot.row(*object.row));
    }
    eachBucket(snapshot, [&](std::int64_t from, std::int64_t to) {
        for (const auto& [reason, rows] : reasons) {
            double waiting = 0;
            for (const Row* row : rows)
                waiting += meanOf(*row, from, to).value_or(0);
            if (waiting > 0 && !sink({secondsSince(snapshot, from), seconds(static_cast<double>(to - from)),
                                      text(std::string(reason)), waiting}))
                return false;
        }
        return true;
    });
}

void lockWaitRows(const Snapshot& snapshot, const RowSink& sink)
{
    std::vector<double> waits(snapshot.objects->size() + 1);
    eachBucket(snapshot, [&](std::int64_t from, std::int64_t to) {
        std::fill(waits.begin(), waits.end(), 0.0);
        addLockWaits(snapshot, from, to, waits);
        const auto times = stateTimes(snapshot, from, to);
        const double all = std::accumulate(times.begin(), times.end(), 0.0);
        for (std::uint32_t i = 0; i < waits.size(); ++i) {
            if (waits[i] > 0 && all > 0 &&
                !sink({secondsSince(snapshot, from), seconds(static_cast<double>(to - from)), objectName(snapshot, i),
                       seconds(waits[i]), waits[i] / all}))
                return false;
        }
        return true;
    });
}

void lockTimeRows(const Snapshot& snapshot, const RowSink& sink)
{
    for (const Object& object : *snapshot.objects) {
        if (object.lock && (!histogramRows(text(object.name), "wait", object.lock->wait, sink) ||
                            !histogramRows(text(object.name), "hold", object.lock->hold, sink)))
            return;
    }
}

void requestTimeRows(const Snapshot& snapshot, const RowSink& sink)
{
    histogramRows(text("requests"), "latency", snapshot.requests->latency, sink);
}

} // namespace lanescope::session
