// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/object_kinds.h"
#include "core/analysis/patterns/patterns.h"
#include "core/analysis/thresholds.h"
#include "core/analysis/words.h"
#include "core/store/queue_room.h"

#include <algorithm>
#include <map>

namespace lanescope::analysis::patterns {
namespace {

using namespace store;
using namespace thresholds;

bool haveCommon(const std::vector<ThreadIndex>& a, const std::vector<ThreadIndex>& b)
{
    return std::ranges::any_of(a, [&](ThreadIndex thread) { return std::ranges::find(b, thread) != b.end(); });
}

bool isPool(const Object& object)
{
    return object.kind == trace::ObjectKind::Pool;
}

WakeUps bothWakeUps(const ObjectLog& log, Range range)
{
    WakeUps both = wakeUpsIn(log.waits, range);
    const WakeUps putters = wakeUpsIn(log.putWaits, range);
    both.all += putters.all;
    both.followed += putters.followed;
    both.futile += putters.futile;
    return both;
}

/// Gets of one thread, counted from the newest back.
struct Gets {
    std::uint64_t count = 0;
    std::int64_t newestNs = 0;
    std::int64_t oldestNs = 0;

    void add(std::int64_t timeNs)
    {
        newestNs = count == 0 ? timeNs : newestNs;
        oldestNs = timeNs;
        ++count;
    }
    double perS() const
    {
        const auto lengthNs = static_cast<double>(newestNs - oldestNs);
        return lengthNs > 0 ? static_cast<double>(count - 1) / lengthNs * 1e9 : 0;
    }
};

// How many of a few gets fall into a window depends on where it begins; from one get of a thread to its next is what it takes
// over an item. The one before the window belongs to the first in it.
double takenPerS(const OccurrenceView& stays, Range range, const QueueRange& figures)
{
    constexpr std::uint64_t kMany = 20;
    constexpr std::size_t kMostLookedAt = 512;
    if (figures.stays.count >= kMany)
        return figures.getsPerS;
    std::map<std::uint64_t, Gets> byThread;
    const std::size_t end = stays.firstEndingAt(range.toNs);
    for (std::size_t i = end; i > 0 && end - i < kMostLookedAt; --i) {
        const Occurrence& stay = stays[i - 1];
        const bool isInside = stay.endNs >= range.fromNs;
        const auto known = byThread.find(stay.threadBits);
        if (isInside)
            byThread[stay.threadBits].add(stay.endNs);
        else if (known != byThread.end() && known->second.oldestNs >= range.fromNs)
            known->second.add(stay.endNs);
    }
    double perS = 0;
    for (const auto& [thread, gets] : byThread)
        perS += gets.perS();
    return perS > 0 ? perS : figures.getsPerS;
}

class QueueSearch {
public:
    QueueSearch(const Snapshot& snapshot, Range range)
        : m_snapshot(snapshot)
        , m_range(range)
    {
        for (std::size_t i = 0; i < snapshot.objects->size(); ++i) {
            const Object& object = (*snapshot.objects)[i];
            if ((isQueue(object.kind) || isPool(object)) && object.queue && object.log)
                m_queues.push_back({static_cast<ObjectIndex>(i), &object, queueRange(snapshot, object, range)});
        }
    }

    void run(Findings& findings) const
    {
        for (const Seen& queue : m_queues) {
            bottleneck(queue, findings);
            growing(queue, findings);
            herd(queue, findings);
        }
    }

private:
    struct Seen {
        ObjectIndex index;
        const Object* object;
        QueueRange figures;
    };

    // Where no more are woken than items came and went it is not that too many are.
    void herd(const Seen& queue, Findings& findings) const
    {
        const QueueRange& figures = queue.figures;
        const double itemsMoved = 2 * static_cast<double>(figures.stays.count) + figures.lastDepth - figures.firstDepth;
        const WakeUps wakeUps = bothWakeUps(*queue.object->log, m_range);
        const bool isOneEach = static_cast<double>(wakeUps.all) <= itemsMoved;
        findHerd(m_snapshot, m_range, queue.index, wakeUps,
                 isOneEach
                     ? "since a thread that ran was faster: when the one that was woken came, the item or the room was "
                       "gone, and it waited again. Let fewer threads use it, or each do more between two items."
                     : "the thread found nothing to do and waited again. Wake one, not all.",
                 findings);
    }

    // The queues into which those put who get from this one.
    std::vector<const Seen*> behind(const Seen& queue) const
    {
        std::vector<const Seen*> next;
        for (const Seen& other : m_queues) {
            if (other.index != queue.index && haveCommon(queue.object->queue->getters, other.object->queue->putters))
                next.push_back(&other);
        }
        return next;
    }
    static bool isFilling(const Seen& queue)
    {
        const auto capacity = static_cast<double>(store::roomOf(*queue.object));
        return capacity > 0 && queue.figures.meanDepth > kBottleneckBehindFill * capacity;
    }

    // Of a slow stage few items show what it is, if there was never room before it.
    static std::uint64_t fewestGets(const QueueRange& figures)
    {
        return figures.fullShare < kBottleneckAlwaysFullShare ? kBottleneckGets : kBottleneckGetsAlwaysFull;
    }

    // Without those that ended before: somebody may have taken threads away.
    std::vector<ThreadIndex> stageOf(const Seen& queue) const
    {
        std::vector<ThreadIndex> stage = queue.object->queue->getters;
        std::erase_if(stage, [this](ThreadIndex thread) { return !isInRange(m_snapshot.thread(thread), m_range); });
        return stage;
    }

    void bottleneck(const Seen& queue, Findings& findings) const
    {
        const QueueRange& figures = queue.figures;
        if (store::roomOf(*queue.object) <= 0 || figures.fullShare < kBottleneckFullShare ||
            figures.blockedPutters < kBottleneckPutters || figures.stays.count < fewestGets(figures))
            return;
        const std::vector<const Seen*> next = behind(queue);
        if (std::ranges::any_of(next, [](const Seen* other) { return isFilling(*other); }))
            return; // held up itself
        const std::vector<ThreadIndex> stage = stageOf(queue);
        std::vector<std::string> names;
        for (const ThreadIndex thread : stage)
            names.push_back(threadText(m_snapshot, thread));
        std::string text = listText(names, 2) + (stage.size() == 1 ? " is" : " are") +
                           " the bottleneck stage: " + objectText(m_snapshot, queue.index) + " before it is full " +
                           shareText(figures.fullShare) + " of the time";
        if (!next.empty())
            text += ", " + objectText(m_snapshot, next.front()->index) + " behind it is empty " +
                    shareText(next.front()->figures.emptyShare);
        text += ". It takes " + numberText(takenPerS(queue.object->log->stays, m_range, figures)) +
                " items a second, and " + numberText(figures.blockedPutters) + " threads wait for room on average.";
        findings.push_back(found(FindingKind::BottleneckStage, m_range, std::move(text), {queue.index}, stage));
    }

    void growing(const Seen& queue, Findings& findings) const
    {
        const QueueRange& figures = queue.figures;
        const QueueFigures& whole = *queue.object->queue;
        // Who gets also puts: a list of work that it makes for itself, as the frontier of a crawl.
        const bool isWorkList = haveCommon(whole.putters, whole.getters);
        if (store::roomOf(*queue.object) > 0 || isWorkList || whole.gets == 0 ||
            figures.lastDepth - figures.firstDepth < kGrowingItems)
            return;
        constexpr int kQuarters = 4;
        double before = 0;
        for (int i = 0; i < kQuarters; ++i) {
            const auto at = [&](int quarter) {
                return m_range.fromNs + (m_range.toNs - m_range.fromNs) * quarter / kQuarters;
            };
            const double mean = queueRange(m_snapshot, *queue.object, {at(i), at(i + 1)}).meanDepth;
            if (mean <= before)
                return;
            before = mean;
        }
        const std::string name =
            (isPool(*queue.object) ? "the queue of the pool " : "") + objectText(m_snapshot, queue.index);
        const std::string cure = isPool(*queue.object) ? "Submit no more than it can do, or give it more threads."
                                                       : "Add consumers, or give it a capacity.";
        findings.push_back(found(FindingKind::GrowingQueue, m_range,
                                 name + " grows without bound: " + numberText(figures.putsPerS) +
                                     " items a second come in, " + numberText(figures.getsPerS) + " go out, and " +
                                     countText(static_cast<std::uint64_t>(figures.lastDepth)) + " wait already. " +
                                     cure,
                                 {queue.index}));
    }

    const Snapshot& m_snapshot;
    const Range m_range;
    std::vector<Seen> m_queues;
};

} // namespace

void findInQueues(const Snapshot& snapshot, Range range, Findings& findings)
{
    QueueSearch(snapshot, range).run(findings);
}

} // namespace lanescope::analysis::patterns
