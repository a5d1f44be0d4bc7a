// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/system/scenarios/result_fields.h"

#include "tests/system/scenarios/page_names.h"

#include <QHash>
#include <QStringList>

namespace lanescope::testing {
namespace {

// Those within an object behind a dot.
const QHash<QString, const char*>& promised()
{
    static const QHash<QString, const char*> fields{
        {QStringLiteral("threads.create"), "create_us.thread create_us.process started ended joined"},
        {QStringLiteral("threads.join"), "timed_out joined started"},
        {QStringLiteral("threads.blocking"), "caller_blocked_ms.blocking caller_blocked_ms.polling "
                                             "caller_blocked_ms.callback caller_blocked_ms.continuation "
                                             "caller_cpu_ms.blocking caller_cpu_ms.polling caller_cpu_ms.callback "
                                             "caller_cpu_ms.continuation"},
        {QStringLiteral("threads.parallel"), "parallelism cores threads"},
        {QStringLiteral("threads.gil"), "speedup_vs_1 switches"},
        {QStringLiteral("locks.mutex"), "expected actual lost"},
        {QStringLiteral("locks.recursive"), "depth rounds gave_up"},
        {QStringLiteral("locks.condition"), "wakeups futile passed tickets"},
        {QStringLiteral("locks.semaphore"), "max_inside permits"},
        {QStringLiteral("locks.event"), "passed greens"},
        {QStringLiteral("locks.timer"),
         "lateness_us.min lateness_us.p50 lateness_us.p99 lateness_us.max fired early cancelled fired_after_cancel"},
        {QStringLiteral("locks.rwlock"), "max_readers writer_wait_p99 reads writes readers_gave_up writers_gave_up"},
        {QStringLiteral("locks.deadlock"), "transfers"},
        {QStringLiteral("locks.philosophers"), "meals fairness back_offs"},
        {QStringLiteral("locks.convoy"), "operations per_s.strict per_s.barging"},
        {QStringLiteral("locks.herd"), "jobs posted wakeups futile futile_share"},
        {QStringLiteral("locks.inversion"),
         "high_wait_ms.p50 high_wait_ms.p99 high_wait_ms.max high_reads low_updates"},
        {QStringLiteral("locks.false-sharing"), "additions per_cpu_s.together per_cpu_s.apart"},
        {QStringLiteral("locks.livelock"), "meals courtesies"},
        {QStringLiteral("locks.barrier"), "phases waited_share imbalance"},
        {QStringLiteral("queues.fifo"), "puts gets timeouts joins order_violations"},
        {QStringLiteral("queues.producer-consumer"), "puts gets timeouts order_violations lost_wakeups"},
        {QStringLiteral("queues.priority"),
         "inversions puts gets served.low wait_ms.low.p50 wait_ms.low.p99 wait_ms.low.max wait_ms.high.p50"},
        {QStringLiteral("queues.lifo"), "order_violations puts gets oldest_ms wait_ms.p50 wait_ms.p99 wait_ms.max"},
        {QStringLiteral("queues.deque"),
         "order_violations puts taken stolen urgent_stolen wait_ms.p50 wait_ms.p99 wait_ms.max urgent_wait_ms.p50 "
         "urgent_wait_ms.p99 urgent_wait_ms.max"},
        {QStringLiteral("queues.pipeline"),
         "throughput bottleneck busy finished latency_ms.p50 latency_ms.p99 latency_ms.max"},
        {QStringLiteral("pools.map"), "fetched failed missing out_of_order rounds"},
        {QStringLiteral("pools.submit-map"), "tasks.submit tasks.map elapsed_ms.submit elapsed_ms.map power"},
        {QStringLiteral("pools.deadlock"), "outcome rounds freed"},
        {QStringLiteral("pools.size"), "throughput measured tasks"},
        {QStringLiteral("pools.imbalance"), "imbalance round_ms rounds steals"},
        {QStringLiteral("processes.pool"), "done killed error raised callbacks timeouts"},
        {QStringLiteral("processes.fork"), "returns orphan_ppid zombie_state"},
        {QStringLiteral("processes.spawn"), "exit_code signal refused"},
        {QStringLiteral("processes.object"), "loops signals started"},
        {QStringLiteral("processes.inspect"), "pid ppid cpu_count active_children tree"},
        {QStringLiteral("processes.queue"), "received"},
        {QStringLiteral("processes.pipe"), "rtt_us.p50 rtt_us.p99 rtt_us.max corrupt intact"},
        {QStringLiteral("processes.shared-memory"), "value array lost torn"},
        {QStringLiteral("processes.lock"), "final interleavings text"},
        {QStringLiteral("processes.crash"),
         "ended.well ended.exit ended.crash ended.hang ended.flood misjudged restarts"},
        {QStringLiteral("async.reactor"), "callbacks ok failed lists"},
        {QStringLiteral("async.compare"),
         "elapsed_s.one_by_one elapsed_s.thread_pool elapsed_s.async async_over_ideal heats"},
        {QStringLiteral("crawl.site"), "pages balanced trouble server_max_in_flight"},
        {QStringLiteral("crawl.url"), "pages balanced trouble"},
        {QStringLiteral("crawl.throttle"), "controllers.fixed controllers.autothrottle controllers.aimd "
                                           "controllers.gradient"},
        {QStringLiteral("crawl.hostile"), "hosts balanced trouble statistics"},
    };
    return fields;
}

bool contains(const QJsonObject& object, const QStringList& path)
{
    const QJsonValue value = object[path.first()];
    return path.size() == 1 ? object.contains(path.first()) : contains(value.toObject(), path.mid(1));
}

} // namespace

QString missingField(const QString& id, const QJsonObject& result)
{
    const auto fields = promised().constFind(id);
    if (fields == promised().constEnd())
        return QStringLiteral("(nobody wrote down what %1 promises)").arg(id);
    for (const QString& field : QString::fromLatin1(*fields).split(u' ')) {
        if (!contains(result, field.split(u'.')))
            return field;
    }
    return {};
}

QString undocumentedField(const QString& id, const QJsonObject& result)
{
    const QString page = pagePart(id, QStringLiteral("Result"));
    for (const QString& field : result.keys()) {
        if (!page.contains(u'`' + field + u'`'))
            return field;
    }
    return {};
}

} // namespace lanescope::testing
