// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/pool_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/worker_process.h"
#include "core/sync/process_pool.h"
#include "core/sync/serve_pool.h"
#include "core/sync/wait_condition.h"

#include <QCoreApplication>

#include <stdexcept>

namespace lanescope::scenario {
namespace {

constexpr int kTasks = 10;
constexpr int kPauseMs = 200;
constexpr int kEndGraceMs = 1000;

QString tr(const char* text)
{
    return QCoreApplication::translate("ProcessPoolScenario", text);
}

enum class Mode { Apply, ApplyAsync, Map, Imap, JoinFirst, Terminate };

// def run(i): sleeps, and returns i * i, or raises an error. The argument is "NUMBER MILLISECONDS [raise]".
QByteArray task(const QByteArray& argument)
{
    const QList<QByteArray> words = argument.split(' ');
    const int number = words.value(0).toInt();
    sync::sleepFor(std::chrono::milliseconds(words.value(1).toInt()));
    if (words.size() > 2)
        throw std::runtime_error("ValueError: task " + std::to_string(number) + " does not like its argument");
    return QByteArray::number(number * number);
}

const bool kRegistered = [] {
    registerWorker(QStringLiteral("pool"),
                   [](const QStringList& arguments) { return sync::servePool(arguments.value(0), task); });
    return true;
}();

/// The program that uses the pool.
class Play : public QObject {
public:
    explicit Play(Context& context)
        : m_context(context)
        , m_pool(QStringLiteral("pool"), workerProgram(QStringLiteral("pool")))
        , m_random(context.random(0))
    {
        connect(&context, &Context::knobChanged, this, [this] { followSize(); });
        connect(&context, &Context::stopping, &m_pool, &sync::ProcessPool::wake);
        m_pool.setGiveUp([this] { return m_context.stopRequested() && !m_ending; });
    }

    void run()
    {
        const auto mode = static_cast<Mode>(m_context.integer("mode"));
        const bool once = mode == Mode::JoinFirst || mode == Mode::Terminate;
        followSize();
        const LiveResult live(m_context, [this] { tellResult(); });
        do {
            playRound(mode);
            ++m_rounds;
        } while (!once && pauseGoesOn());
        end();
        tellResult();
    }

private:
    void followSize()
    {
        if (const Status resized = m_pool.resize(m_context.integer("size")); !resized)
            m_context.fail(QString::fromStdString(resized.error()));
    }

    bool pauseGoesOn()
    {
        quint64 seen = m_context.changes();
        m_context.waitForChange(seen, kPauseMs);
        return !m_context.stopRequested();
    }

    // One to four seconds of the notes.
    std::vector<QByteArray> arguments()
    {
        std::vector<QByteArray> all;
        const double secondMs = m_context.number("time_scale") * 1000;
        const int raising = m_context.integer("raising"); // the last ones
        for (int i = 0; i < kTasks; ++i)
            all.push_back(QByteArray::number(i) + ' ' +
                          QByteArray::number(qRound(secondMs * static_cast<double>(1 + m_random() % 4))) +
                          (i < kTasks - raising ? "" : " raise"));
        return all;
    }

    void playRound(Mode mode)
    {
        switch (mode) {
        case Mode::Apply:
            return playApply();
        case Mode::ApplyAsync:
            return playAsync();
        case Mode::Map:
            return playMap();
        case Mode::Imap:
            return playImap();
        case Mode::JoinFirst:
            return playJoinFirst();
        case Mode::Terminate:
            return playTerminate();
        }
    }

    // One after the other: the pool might as well have one process.
    void playApply()
    {
        for (const QByteArray& argument : arguments()) {
            if (m_context.stopRequested())
                return;
            check(m_returned++ % kTasks, m_pool.apply(argument));
        }
    }

    std::vector<sync::AsyncResult> submitAll()
    {
        std::vector<sync::AsyncResult> results;
        for (const QByteArray& argument : arguments()) {
            if (Result<sync::AsyncResult> result =
                    m_pool.submit(argument, [this](const auto& value) { m_callbacks += value ? 1 : 0; }))
                results.push_back(std::move(result).value());
        }
        return results;
    }

    void playAsync()
    {
        int index = 0;
        for (const sync::AsyncResult& result : submitAll())
            check(index++, result.get());
    }

    void playMap()
    {
        const Result<std::vector<QByteArray>> values = m_pool.map(arguments());
        noteError(values);
        for (std::size_t i = 0; values && i < values.value().size(); ++i)
            check(static_cast<int>(i), values.value()[i]);
    }

    void playImap()
    {
        const Result<sync::AsyncResults> started = m_pool.imap(arguments());
        if (!started)
            return;
        sync::AsyncResults results = started.value();
        for (int index = 0; !results.atEnd() && !m_context.stopRequested();) {
            const int timeoutMs = m_context.integer("timeout_ms");
            const std::size_t left = results.left();
            const Result<QByteArray> value = results.next(QDeadlineTimer(timeoutMs == 0 ? -1 : timeoutMs));
            if (results.left() < left)
                check(index++, value);
            else if (!m_context.stopRequested())
                ++m_timeouts;
        }
    }

    void playJoinFirst()
    {
        const std::vector<sync::AsyncResult> results = submitAll();
        if (const Status joined = m_pool.join(); !joined) {
            m_error = QString::fromStdString(joined.error());
            m_context.warning(tr("join() before close(): ValueError: %1").arg(m_error));
        }
        for (std::size_t i = 0; i < results.size(); ++i)
            check(static_cast<int>(i), results[i].get());
        m_pool.close();
        if (const auto late = m_pool.submit("0 0"); !late)
            m_context.warning(
                tr("apply_async() after close(): ValueError: %1").arg(QString::fromStdString(late.error())));
    }

    // When the first is back the others are in the workers' hands or still in the queue.
    void playTerminate()
    {
        const std::vector<sync::AsyncResult> results = submitAll();
        if (!results.empty())
            results.front().wait();
        m_pool.terminate();
    }

    void check(int index, const Result<QByteArray>& value)
    {
        if (value && value.value() != QByteArray::number(index * index))
            ++m_wrong;
        noteError(value);
    }
    template <class T>
    void noteError(const Result<T>& result)
    {
        if (result || m_context.stopRequested())
            return;
        if (m_raised++ == 0)
            m_context.warning(tr("get() raised %1").arg(QString::fromStdString(result.error())));
    }

    // Whoever is at a task may finish it; who takes too long is terminated.
    void end()
    {
        m_ending = true;
        m_pool.close();
        if (const Status joined = m_pool.join(QDeadlineTimer(kEndGraceMs)); !joined) {
            m_pool.terminate();
            (void)m_pool.join();
        }
    }

    void tellResult()
    {
        m_context.setResult(QStringLiteral("done"), m_pool.done());
        m_context.setResult(QStringLiteral("killed"), m_pool.killed());
        m_context.setResult(QStringLiteral("dropped"), m_pool.dropped());
        m_context.setResult(QStringLiteral("error"), m_error.isEmpty() ? QJsonValue() : m_error);
        m_context.setResult(QStringLiteral("raised"), m_raised);
        m_context.setResult(QStringLiteral("wrong"), m_wrong);
        m_context.setResult(QStringLiteral("rounds"), m_rounds);
        m_context.setResult(QStringLiteral("callbacks"), m_callbacks);
        m_context.setResult(QStringLiteral("timeouts"), m_timeouts);
    }

    Context& m_context;
    sync::ProcessPool m_pool;
    std::mt19937_64 m_random;
    QString m_error;
    bool m_ending = false;
    int m_returned = 0;
    int m_rounds = 0;
    int m_raised = 0;
    int m_wrong = 0;
    int m_callbacks = 0;
    int m_timeouts = 0;
};

} // namespace

ScenarioInfo ProcessPoolScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.pool");
    info.group = tr("Processes");
    info.title = tr("Process pool");
    info.summary =
        tr("Ten tasks for a pool of four processes: one by one, all at once, in order, joined too early, terminated.");
    info.knobs = {
        Knob::integer(QStringLiteral("size"), tr("Pool size"), 1, 32, 4, tr("processes"),
                      tr("How many processes take tasks; raised at once, lowered as tasks end.")),
        Knob::choice(QStringLiteral("mode"), tr("Mode"),
                     {QStringLiteral("apply"), QStringLiteral("apply_async"), QStringLiteral("map"),
                      QStringLiteral("imap"), QStringLiteral("join_first"), QStringLiteral("terminate")},
                     1,
                     tr("How the tasks are given to the pool; the last two do what one should not, and end the run."))
            .restart(),
        Knob::real(QStringLiteral("time_scale"), tr("Time scale"), 0, 1, 0.05, QString(),
                   tr("How long a second of a task is here: 0.05 makes it 50 ms. Tasks take one to four."))
            .restart(),
        Knob::integer(QStringLiteral("raising"), tr("Tasks that raise"), 0, kTasks, 0, tr("of ten"),
                      tr("How many of the ten tasks end with an exception instead of a value."))
            .withZero(tr("none"))
            .restart(),
        Knob::integer(QStringLiteral("timeout_ms"), tr("Timeout of imap"), 0, 2000, 60, tr("ms"),
                      tr("How long one call of next() waits."))
            .withZero(tr("no limit")),
    };
    info.teaches = {tr("process pool"), tr("future"), tr("close and join")};
    return info;
}

void ProcessPoolScenario::run(Context& context)
{
    Play(context).run();
}

} // namespace lanescope::scenario
