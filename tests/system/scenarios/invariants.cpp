// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/invariants.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace lanescope::testing {
namespace {

qint64 count(const Ran& ran, const char* field)
{
    return ran.result()[QLatin1StringView(field)].toInteger(-1);
}

bool areAllZero(const Ran& ran, std::initializer_list<const char*> fields)
{
    return std::all_of(fields.begin(), fields.end(), [&](const char* field) { return count(ran, field) == 0; });
}

bool isNullOr(const QJsonValue& figure, double least, double most)
{
    return figure.isNull() || (figure.toDouble(-1) >= least && figure.toDouble(-1) <= most);
}

// All values that a knob had in the run.
QList<QJsonValue> valuesOf(const Ran& ran, const char* knob)
{
    const QLatin1StringView name(knob);
    QList<QJsonValue> values{ran.report[QStringLiteral("parameters")][name]};
    for (const QJsonObject& change : ran.rows("changes")) {
        if (change[QStringLiteral("knob")].toString() == name)
            values.append(change[QStringLiteral("value")]);
    }
    return values;
}

double largest(const Ran& ran, const char* knob)
{
    double most = 0;
    for (const QJsonValue& value : valuesOf(ran, knob))
        most = std::max(most, value.toDouble());
    return most;
}

bool isAlways(const Ran& ran, const char* knob, const QJsonValue& value)
{
    const QList<QJsonValue> values = valuesOf(ran, knob);
    return std::all_of(values.begin(), values.end(), [&](const QJsonValue& had) { return had == value; });
}

bool isAlways(const Ran& ran, const char* knob, const char* choice)
{
    return isAlways(ran, knob, QJsonValue(QString::fromLatin1(choice)));
}

// A recording that lost records may have lost some of these.
bool keepsBounds(const Ran& ran)
{
    const QJsonObject queue = ran.named("queues", QStringLiteral("queue"));
    return ran.snapshot->recording.dropped != 0 || queue.isEmpty() ||
           queue[QStringLiteral("depth_max")].toDouble() <= largest(ran, "capacity");
}

bool isNegated(const QJsonArray& array)
{
    for (qsizetype i = 0; i < array.size(); ++i) {
        if (array[i].toInteger(1) != -i)
            return false;
    }
    return array.size() == 10;
}

bool isAlphabet(const QString& letters)
{
    for (qsizetype i = 0; i < letters.size(); ++i) {
        if (letters[i] != QLatin1Char(static_cast<char>('A' + i % 26)))
            return false;
    }
    return true;
}

struct Invariant {
    const char* id;
    const char* words;
    bool (*holds)(const Ran&);
};

constexpr std::array kInvariants{
    Invariant{"threads.create", "each thread that was started ended and was joined once",
              [](const Ran& r) {
                  return count(r, "started") == count(r, "ended") && count(r, "started") == count(r, "joined") &&
                         count(r, "failed_processes") == 0;
              }},
    Invariant{
        "threads.join", "each thread that was started was joined once, and none lived after that",
        [](const Ran& r) { return count(r, "started") == count(r, "joined") && count(r, "alive_after_join") == 0; }},
    Invariant{"threads.blocking", "each call has its answer",
              [](const Ran& r) { return count(r, "calls") == count(r, "answers"); }},
    Invariant{"threads.parallel", "no more at the same time than there are cores",
              [](const Ran& r) {
                  const double cores = r.result()[QStringLiteral("cores")].toDouble();
                  return isNullOr(r.result()[QStringLiteral("parallelism")], 0, cores * 1.05);
              }},
    Invariant{
        "locks.mutex", "with a lock no update is lost",
        [](const Ran& r) { return isAlways(r, "lock", "none") ? count(r, "lost") >= 0 : areAllZero(r, {"lost"}); }},
    Invariant{"locks.recursive", "no deeper than asked, and a plain mutex is taken once",
              [](const Ran& r) {
                  const double most = isAlways(r, "kind", "QMutex") ? 1 : largest(r, "depth");
                  return count(r, "depth") <= static_cast<qint64>(most);
              }},
    Invariant{"locks.condition", "nobody passed without a ticket",
              [](const Ran& r) {
                  return count(r, "passed") <= count(r, "tickets") && count(r, "futile") <= count(r, "wakeups");
              }},
    Invariant{"locks.semaphore", "never more inside than permits, and an over-release is refused",
              [](const Ran& r) {
                  return areAllZero(r, {"beyond_permits"}) && count(r, "max_inside") <= count(r, "most_permits") &&
                         count(r, "refused_releases") == 1;
              }},
    Invariant{"locks.event", "nobody passes a red light",
              [](const Ran& r) {
                  return !isAlways(r, "light", "red") || areAllZero(r, {"passed", "greens"});
              }},
    Invariant{"locks.timer", "what was cancelled never fires",
              [](const Ran& r) { return areAllZero(r, {"fired_after_cancel"}); }},
    Invariant{"locks.rwlock", "nobody reads or writes with a writer inside",
              [](const Ran& r) {
                  const bool mayGiveUp = largest(r, "timeout_ms") > 0;
                  return areAllZero(r, {"violations"}) &&
                         (mayGiveUp || areAllZero(r, {"readers_gave_up", "writers_gave_up"}));
              }},
    Invariant{"locks.philosophers", "Jain's index lies between 0 and 1",
              [](const Ran& r) { return isNullOr(r.result()[QStringLiteral("fairness")], 0, 1 + 1e-9); }},
    Invariant{"locks.herd", "no job is done twice",
              [](const Ran& r) {
                  return count(r, "jobs") <= count(r, "posted") && count(r, "futile") <= count(r, "wakeups");
              }},
    Invariant{"locks.barrier", "the slowest worked no less than the mean",
              [](const Ran& r) { return isNullOr(r.result()[QStringLiteral("imbalance")], 1 - 1e-9, 1e9); }},
    Invariant{"queues.fifo", "what is got was put, each producer's in order, never more inside than fit",
              [](const Ran& r) {
                  return count(r, "gets") <= count(r, "puts") && areAllZero(r, {"order_violations"}) && keepsBounds(r);
              }},
    Invariant{"queues.producer-consumer",
              "what is got was put, each producer's in order, never more inside than fit; a queue loses no wake-up",
              [](const Ran& r) {
                  return count(r, "gets") <= count(r, "puts") && areAllZero(r, {"order_violations"}) &&
                         keepsBounds(r) && (!isAlways(r, "code", "queue") || areAllZero(r, {"lost_wakeups"}));
              }},
    Invariant{"queues.priority", "the urgent first, and equals in order",
              [](const Ran& r) {
                  return count(r, "gets") <= count(r, "puts") && areAllZero(r, {"inversions", "order_violations"});
              }},
    Invariant{"queues.lifo", "what is got is the next in order",
              [](const Ran& r) { return count(r, "gets") <= count(r, "puts") && areAllZero(r, {"order_violations"}); }},
    Invariant{"queues.deque", "the owner takes the newest, thieves the oldest, nothing twice",
              [](const Ran& r) {
                  return count(r, "taken") + count(r, "stolen") <= count(r, "puts") &&
                         count(r, "urgent_stolen") <= count(r, "stolen") && areAllZero(r, {"order_violations"});
              }},
    Invariant{"queues.pipeline", "the bottleneck is one of the stages",
              [](const Ran& r) { return isNullOr(r.result()[QStringLiteral("bottleneck")], 1, largest(r, "stages")); }},
    Invariant{"pools.map", "each URL comes once, in its place",
              [](const Ran& r) {
                  return areAllZero(r, {"missing", "out_of_order"});
              }},
    Invariant{"pools.submit-map", "submit is one task, map one for each element",
              [](const Ran& r) {
                  const QJsonValue tasks = r.result()[QStringLiteral("tasks")];
                  return isNullOr(tasks[QStringLiteral("submit")], 1, 1) &&
                         isNullOr(tasks[QStringLiteral("map")], 1, largest(r, "items"));
              }},
    Invariant{"pools.imbalance", "the slowest worked no less than the mean",
              [](const Ran& r) { return isNullOr(r.result()[QStringLiteral("imbalance")], 1 - 1e-9, 1e9); }},
    Invariant{"processes.pool", "each result is in its place, and only a join before close is refused",
              [](const Ran& r) {
                  return areAllZero(r, {"wrong"}) &&
                         r.result()[QStringLiteral("error")].isNull() != isAlways(r, "mode", "join_first");
              }},
    Invariant{"processes.fork", "0 in the child; an orphan is init's",
              [](const Ran& r) {
                  const QJsonValue parent = r.result()[QStringLiteral("orphan_ppid")];
                  return r.result()[QStringLiteral("returns")][0].toInteger(-1) == 0 &&
                         (parent.isNull() || parent == r.result()[QStringLiteral("init_pid")]);
              }},
    Invariant{"processes.spawn", "three misuses are refused, and each child is joined twice",
              [](const Ran& r) {
                  return r.result()[QStringLiteral("refused")].toArray().size() == 3 &&
                         count(r, "joins") == 2 * count(r, "children");
              }},
    Invariant{"processes.object", "each object that was started was ended",
              [](const Ran& r) { return count(r, "started") == count(r, "terminated") + count(r, "killed"); }},
    Invariant{"processes.inspect", "the tree is the kernel's",
              [](const Ran& r) { return count(r, "looks") == count(r, "matches"); }},
    Invariant{
        "processes.queue", "the letters come in order, none twice",
        [](const Ran& r) { return isAlphabet(r.result()[QStringLiteral("received")].toString(QStringLiteral("?"))); }},
    Invariant{"processes.pipe", "what is written in one piece is read in one piece",
              [](const Ran& r) {
                  const bool isWhole = largest(r, "writers") <= 1 || largest(r, "size") <= 4096;
                  return count(r, "corrupt") >= 0 && (!isWhole || areAllZero(r, {"corrupt"}));
              }},
    Invariant{"processes.shared-memory", "the parent reads what the child wrote; with a lock all of it",
              [](const Ran& r) {
                  return isNegated(r.result()[QStringLiteral("array")].toArray()) &&
                         (!isAlways(r, "lock", QJsonValue(true)) || areAllZero(r, {"lost", "torn"}));
              }},
    Invariant{"processes.lock", "with a lock 20, one after the other",
              [](const Ran& r) {
                  return isAlways(r, "lock", "none") ||
                         (count(r, "final") == 20 && areAllZero(r, {"interleavings", "wrong_finals"}));
              }},
    Invariant{"processes.crash", "each end is told for what it was",
              [](const Ran& r) { return areAllZero(r, {"misjudged"}); }},
    Invariant{"async.reactor", "two callbacks for each success",
              [](const Ran& r) { return count(r, "callbacks") == 2 * count(r, "ok"); }},
    Invariant{"crawl.site", "found = finished + failed + filtered + pending",
              [](const Ran& r) { return r.result()[QStringLiteral("balanced")].toBool(); }},
    Invariant{"crawl.url", "found = finished + failed + filtered + pending",
              [](const Ran& r) { return r.result()[QStringLiteral("balanced")].toBool(); }},
    Invariant{"crawl.throttle", "found = finished + failed + filtered + pending",
              [](const Ran& r) { return r.result()[QStringLiteral("balanced")].toBool(); }},
    Invariant{"crawl.hostile", "found = finished + failed + filtered + pending",
              [](const Ran& r) { return r.result()[QStringLiteral("balanced")].toBool(); }},
};

} // namespace

QString brokenInvariant(const Ran& ran)
{
    const QString id = ran.report[QStringLiteral("scenario")].toString();
    for (const Invariant& invariant : kInvariants) {
        if (id == QLatin1StringView(invariant.id) && !invariant.holds(ran))
            return QStringLiteral("it does not hold that %1: %2")
                .arg(QLatin1StringView(invariant.words),
                     QString::fromUtf8(QJsonDocument(ran.result()).toJson(QJsonDocument::Compact)));
    }
    return {};
}

} // namespace lanescope::testing
