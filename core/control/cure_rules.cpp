// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/cure_rules.h"

#include "core/kernel/affinity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace lanescope::control {
namespace {

using analysis::FindingKind;

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

double cpus(const Settings&)
{
    return Settings::cpus();
}

// Those that the run is kept to.
double cores(const Settings& knobs)
{
    return std::clamp(knobs.number("cores"), 1.0, static_cast<double>(Settings::cpus()));
}

// A thread has the lock for `hold` of each hold + think, and all of them together for half of the time at most.
double shortHold(const Settings& knobs)
{
    const double goalUs = knobs.number("think_us") * 0.5 / (knobs.number("threads") - 0.5);
    return goalUs >= 1 ? goalUs : knobs.number("hold_us"); // no work at all is no answer
}
double longThink(const Settings& knobs)
{
    return knobs.number("hold_us") * (knobs.number("threads") - 0.5) / 0.5;
}

// Spinning and standing in line hand over in strict order; all others let whoever comes first have it.
double bargingLock(const Settings& knobs)
{
    constexpr double kQMutex = 1;
    return knobs.is("lock", "spin") || knobs.is("lock", "ticket") ? kQMutex : knobs.number("lock");
}

// Items a second that the stages before one can do, at most.
double upstreamPerMs(const Settings& knobs)
{
    double least = kNoLimit;
    for (int stage = 1; stage < knobs.stage(); ++stage) {
        const double serviceMs = knobs.number("service_ms_%", stage);
        least = std::min(least, serviceMs > 0 ? knobs.number("workers_%", stage) / serviceMs : kNoLimit);
    }
    return least;
}
double stageWorkers(const Settings& knobs)
{
    return std::floor(upstreamPerMs(knobs) * knobs.number("service_ms_%", knobs.stage())) + 1;
}
double stageServiceMs(const Settings& knobs)
{
    constexpr double kSlack = 0.8;
    return kSlack * knobs.number("workers_%", knobs.stage()) / upstreamPerMs(knobs);
}

// More than come in as fast as the producers can.
double consumers(const Settings& knobs)
{
    const double produceMs = std::max(knobs.number("produce_ms"), 1.0);
    return std::floor(knobs.number("producers") * knobs.number("consume_ms") / produceMs) + 1;
}
double consumeMs(const Settings& knobs)
{
    constexpr double kSlack = 0.8;
    return kSlack * knobs.number("consumers") * knobs.number("produce_ms") / std::max(knobs.number("producers"), 1.0);
}

// One server, busy half of the time.
double halfBusyMs(const Settings& knobs)
{
    const double perS = knobs.number("high_per_s") + knobs.number("normal_per_s") + knobs.number("low_per_s");
    return perS > 0 ? 500 / perS : 500;
}
// All pages of a list may have come before the loop turns, and each has two callbacks: 40 ms in all.
double shortCallbackMs(const Settings& knobs)
{
    return std::min(3.0, 20 / std::max(knobs.number("urls"), 1.0));
}
double enoughServers(const Settings& knobs)
{
    return std::floor(knobs.number("put_per_s") * knobs.number("service_ms") / 1000) + 1;
}
double fastServiceMs(const Settings& knobs)
{
    const double perS = knobs.number("put_per_s");
    return perS > 0 ? 800 * std::max(knobs.number("servers"), 1.0) / perS : 500;
}

// A parent that keeps its thread had better lend it; one that runs the child itself does as well.
double lentThread(const Settings& knobs)
{
    constexpr double kReleaseThread = 1;
    return knobs.is("cure", "keep") ? kReleaseThread : knobs.number("cure");
}
// As many as are inside at once where nobody waits.
double enoughPermits(const Settings& knobs)
{
    const double holdMs = knobs.number("hold_ms");
    return std::ceil(knobs.number("threads") * holdMs / std::max(holdMs + knobs.number("rest_ms"), 1.0));
}

double moreThanParents(const Settings& knobs)
{
    return knobs.number("width") + 1;
}

// 0 is no limit at all.
double fewerPlaces(const Settings& knobs)
{
    constexpr double kFew = 4;
    const double places = knobs.number("concurrent_requests_per_domain");
    return places == 0 || places > kFew ? kFew : std::max(std::floor(places / 2), 1.0);
}
// What a robots.txt asks for is kept up to a limit; the file itself is not read again for a day.
double noCrawlDelay(const Settings& knobs)
{
    return knobs.is("robots", "delay") ? 0 : knobs.number("crawl_delay_max");
}

using enum FindingKind;
using enum Turn;

// The first of each scenario and kind is run by a test: it makes the finding go.
constexpr std::array kRules = {
    CureRule{"threads.create", Oversubscription, nullptr, "count", Down, cpus},
    CureRule{"threads.parallel", Oversubscription, nullptr, "threads", Down, cores},
    CureRule{"threads.parallel", Oversubscription, nullptr, "cores", Up, cpus},
    CureRule{"threads.gil", SerialisedExecution, nullptr, "io_fraction", Up, 0.9},
    CureRule{"threads.gil", SerialisedExecution, nullptr, "gil", To, "off"},
    CureRule{"threads.gil", Oversubscription, nullptr, "threads", Down, cpus},
    CureRule{"locks.mutex", SerialisedExecution, nullptr, "hold_us", Down, shortHold},
    CureRule{"locks.mutex", SerialisedExecution, nullptr, "think_us", Up, longThink},
    CureRule{"locks.mutex", SerialisedExecution, nullptr, "threads", Down, 2},
    CureRule{"locks.mutex", LockConvoy, nullptr, "lock", To, bargingLock},
    CureRule{"locks.mutex", LockConvoy, nullptr, "threads", Down, 2},
    CureRule{"locks.mutex", BusyWait, nullptr, "lock", To, "QMutex"},
    CureRule{"locks.mutex", Oversubscription, nullptr, "threads", Down, cpus},
    CureRule{"locks.mutex", PriorityInversion, nullptr, "threads", Down, cpus},
    CureRule{"locks.mutex", PriorityInversion, nullptr, "hold_us", Down, shortHold},
    CureRule{"locks.recursive", Deadlock, nullptr, "kind", To, "QRecursiveMutex"},
    CureRule{"locks.recursive", LongHold, nullptr, "hold_ms", Down, 2},
    CureRule{"locks.rwlock", WriterStarvation, nullptr, "lock", To, "QReadWriteLock"},
    CureRule{"locks.rwlock", WriterStarvation, nullptr, "rest_us", Up, 100'000},
    CureRule{"locks.rwlock", WriterStarvation, nullptr, "readers", Down, 4},
    CureRule{"locks.rwlock", LongHold, "writer", "write_us", Down, 2000},
    CureRule{"locks.rwlock", LongHold, "reader", "read_us", Down, 2000},
    CureRule{"locks.rwlock", SerialisedExecution, nullptr, "writers", Down, 1},
    CureRule{"locks.rwlock", SerialisedExecution, nullptr, "write_us", Down, 200},
    CureRule{"locks.semaphore", SerialisedExecution, nullptr, "permits", Up, enoughPermits},
    CureRule{"locks.semaphore", SerialisedExecution, nullptr, "threads", Down, 2},
    CureRule{"locks.semaphore", LongHold, nullptr, "permits", Up, enoughPermits},
    CureRule{"locks.semaphore", LongHold, nullptr, "hold_ms", Down, 2},
    CureRule{"locks.deadlock", Deadlock, nullptr, "order", To, "same"},
    CureRule{"locks.deadlock", PotentialDeadlock, nullptr, "order", To, "same"},
    CureRule{"locks.philosophers", Deadlock, nullptr, "strategy", To, "ordered"},
    CureRule{"locks.philosophers", PotentialDeadlock, nullptr, "strategy", To, "ordered"},
    CureRule{"locks.philosophers", SerialisedExecution, "waiter", "strategy", To, "ordered"},
    CureRule{"locks.philosophers", LongHold, "waiter", "strategy", To, "ordered"},
    CureRule{"locks.philosophers", LongHold, "fork", "reach_ms", Down, 1},
    CureRule{"locks.philosophers", LongHold, "fork", "eat_ms", Down, 2},
    CureRule{"locks.livelock", Livelock, nullptr, "insist", Up, 20},
    CureRule{"locks.livelock", SerialisedExecution, nullptr, "diners", Down, 3},
    CureRule{"locks.convoy", LockConvoy, nullptr, "handover", To, "barging"},
    CureRule{"locks.convoy", LockConvoy, nullptr, "threads", Down, 2},
    CureRule{"locks.convoy", SerialisedExecution, nullptr, "hold_us", Down, shortHold},
    CureRule{"locks.convoy", SerialisedExecution, nullptr, "think_us", Up, longThink},
    CureRule{"locks.convoy", SerialisedExecution, nullptr, "threads", Down, 2},
    CureRule{"locks.convoy", Oversubscription, nullptr, "threads", Down, cpus},
    CureRule{"locks.herd", ThunderingHerd, nullptr, "wake", To, "one"},
    CureRule{"locks.herd", Oversubscription, nullptr, "waiters", Down, cpus},
    CureRule{"locks.condition", ThunderingHerd, nullptr, "wake", To, "one"},
    CureRule{"locks.inversion", PriorityInversion, nullptr, "cure", To, "short"},
    CureRule{"locks.inversion", PriorityInversion, nullptr, "hogs", Down, 0},
    CureRule{"locks.inversion", Oversubscription, nullptr, "hogs", Down, 0},
    CureRule{"locks.false-sharing", FalseSharing, nullptr, "layout", To, "apart"},
    CureRule{"locks.false-sharing", Oversubscription, nullptr, "threads", Down, cpus},
    CureRule{"locks.barrier", Imbalance, nullptr, "share", To, "on"},
    CureRule{"locks.barrier", Imbalance, nullptr, "skew", Down, 1},
    CureRule{"locks.barrier", Oversubscription, nullptr, "threads", Down, cpus},
    CureRule{"queues.fifo", BottleneckStage, nullptr, "consumers", Up, consumers},
    CureRule{"queues.fifo", BottleneckStage, nullptr, "consume_ms", Down, consumeMs},
    CureRule{"queues.producer-consumer", BottleneckStage, nullptr, "consumers", Up, consumers},
    CureRule{"queues.producer-consumer", BottleneckStage, nullptr, "consume_ms", Down, consumeMs},
    CureRule{"queues.producer-consumer", LongHold, nullptr, "code", To, "queue"},
    CureRule{"queues.producer-consumer", LostWakeUp, nullptr, "code", To, "queue"},
    CureRule{"queues.pipeline", BottleneckStage, nullptr, "workers_%", Up, stageWorkers},
    CureRule{"queues.pipeline", BottleneckStage, nullptr, "service_ms_%", Down, stageServiceMs},
    CureRule{"queues.priority", GrowingQueue, nullptr, "service_ms", Down, halfBusyMs},
    CureRule{"queues.priority", GrowingQueue, nullptr, "capacity", Up, 100},
    CureRule{"queues.priority", BottleneckStage, nullptr, "service_ms", Down, halfBusyMs},
    CureRule{"queues.lifo", BottleneckStage, nullptr, "servers", Up, enoughServers},
    CureRule{"queues.lifo", BottleneckStage, nullptr, "service_ms", Down, fastServiceMs},
    CureRule{"pools.deadlock", PoolStarved, nullptr, "cure", To, lentThread},
    CureRule{"pools.deadlock", PoolStarved, nullptr, "size", Up, moreThanParents},
    CureRule{"pools.imbalance", Imbalance, nullptr, "policy", To, "stealing"},
    CureRule{"pools.imbalance", Imbalance, nullptr, "skew", Down, 0},
    CureRule{"pools.imbalance", Oversubscription, nullptr, "workers", Down, cpus},
    CureRule{"pools.size", Oversubscription, nullptr, "size", Down, cpus},
    CureRule{"processes.shared-memory", SerialisedExecution, nullptr, "work_us", Down, 50},
    CureRule{"processes.shared-memory", SerialisedExecution, nullptr, "writers", Down, 2},
    CureRule{"processes.lock", LongHold, nullptr, "hold_ms", Down, 0},
    CureRule{"async.reactor", EventLoopLag, nullptr, "callback_ms", Down, shortCallbackMs},
    CureRule{"crawl.site", DelayBinds, nullptr, "download_delay", To, 0},
    CureRule{"crawl.site", DelayBinds, nullptr, "autothrottle_enabled", To, "off"},
    CureRule{"crawl.site", DelayBinds, nullptr, "crawl_delay_max", To, noCrawlDelay},
    CureRule{"crawl.url", DelayBinds, nullptr, "download_delay", To, 0},
    CureRule{"crawl.url", DelayBinds, nullptr, "autothrottle_enabled", To, "off"},
    CureRule{"crawl.hostile", DelayBinds, nullptr, "download_delay", To, 0},
    CureRule{"crawl.hostile", DelayBinds, nullptr, "autothrottle_enabled", To, "off"},
    CureRule{"crawl.site", DomainFillsSlots, nullptr, "concurrent_requests_per_domain", To, fewerPlaces},
    CureRule{"crawl.url", DomainFillsSlots, nullptr, "concurrent_requests_per_domain", To, fewerPlaces},
};

#define TR(text) QT_TRANSLATE_NOOP("lanescope::control", text)

// Those of a scenario before those of all.
constexpr std::array kRemedies = {
    Remedy{"locks.deadlock", Deadlock,
           TR("As the knobs stand now it does not come back, but no knob frees who hangs already: start the run again "
              "(Restart, Ctrl+R).")},
    Remedy{"locks.deadlock", PotentialDeadlock,
           TR("As the knobs stand now it is not done any more; what was done before stays found until the run begins "
              "anew.")},
    Remedy{"locks.philosophers", LongHold,
           TR("No knob helps any more: a philosopher who waits for the second fork keeps the first one.")},
    Remedy{
        "crawl.url", DelayBinds,
        TR("What is left is the delay that the host's robots.txt or its Retry-After asks for. It is theirs to shorten; "
           "more hosts at once make the crawl faster.")},
    Remedy{nullptr, DroppedRecords,
           TR("Fewer threads, or longer work between two events of each of them, leave time to read all of them.")},
    Remedy{nullptr, Deadlock,
           TR("Who hangs is freed by nothing but its end. Take locks in one order, or give up after a limit of time.")},
    Remedy{
        nullptr, PoolStarved,
        TR("A task must not wait for another one of its pool: let it go on as a continuation, or give the inner tasks "
           "a pool of their own.")},
    Remedy{nullptr, SerialisedExecution,
           TR("Hold the lock for less, give each part of the data a lock of its own, or each thread its own data.")},
    Remedy{nullptr, LockConvoy,
           TR("A lock that whoever comes first may take does not stand free while the next one wakes up.")},
    Remedy{nullptr, LostWakeUp, TR("One condition for each thing that is waited for, or a wake-up for all who wait.")},
    Remedy{nullptr, ThunderingHerd, TR("Wake, or have, no more threads than find something to do.")},
    Remedy{nullptr, WriterStarvation, TR("A lock that lets no reader overtake a waiting writer helps.")},
    Remedy{nullptr, PriorityInversion,
           TR("Hold the lock for less, give its owner the waiter's priority, or let it run on a CPU of its own.")},
    Remedy{nullptr, BottleneckStage,
           TR("Faster work on each item, or more threads for this stage; all other stages can be slower for free.")},
    Remedy{nullptr, LongHold, TR("Sleep, read and write with nothing locked, and lock only what is shared.")},
    Remedy{nullptr, GrowingQueue,
           TR("More or faster threads that take, fewer that put, or a bound that makes them wait.")},
    Remedy{nullptr, BusyWait, TR("A lock that sleeps, or shorter holds, leaves the CPU to those that have work.")},
    Remedy{nullptr, Livelock, TR("Who gives way for a random time, or a few times at most, lets one of them through.")},
    Remedy{nullptr, EventLoopLag,
           TR("What takes long belongs into another thread, or into pieces between which the loop turns.")},
    Remedy{nullptr, DomainFillsSlots, TR("Fewer places for each host, or more of them in all.")},
    Remedy{nullptr, FalseSharing, TR("Put what different threads write to into cache lines of their own.")},
    Remedy{nullptr, Imbalance, TR("Smaller pieces, which whoever is free takes, even out the work.")},
    Remedy{nullptr, Oversubscription, TR("As many threads as there are CPUs are enough.")},
    Remedy{nullptr, DelayBinds, TR("A shorter delay, or more hosts at once, make it faster.")},
};

#undef TR

} // namespace

Settings::Settings(const scenario::ScenarioInfo& info, const std::vector<scenario::KnobValue>& values, int stage)
    : m_info(info)
    , m_values(values)
    , m_stage(stage)
{
}

double Settings::number(const char* knob) const
{
    const int at = scenario::indexOf(m_info.knobs, QString::fromLatin1(knob));
    return at >= 0 && static_cast<std::size_t>(at) < m_values.size() ? m_values[static_cast<std::size_t>(at)].number
                                                                     : 0;
}

double Settings::number(const char* knob, int stage) const
{
    return number(QString::fromLatin1(knob).replace(u'%', QString::number(stage)).toLatin1().constData());
}

bool Settings::is(const char* knob, const char* word) const
{
    const int at = scenario::indexOf(m_info.knobs, QString::fromLatin1(knob));
    return at >= 0 && m_info.knobs[static_cast<std::size_t>(at)].choices.value(static_cast<qsizetype>(number(knob))) ==
                          QLatin1String(word);
}

int Settings::cpus()
{
    return std::max(static_cast<int>(kernel::allowedCpus(0).size()), 1);
}

std::span<const CureRule> cureRules()
{
    return kRules;
}

std::span<const Remedy> remedies()
{
    return kRemedies;
}

} // namespace lanescope::control
