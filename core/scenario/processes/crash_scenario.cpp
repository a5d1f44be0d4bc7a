// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/crash_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/processes/forking_program.h"
#include "core/scenario/processes/supervised_child.h"
#include "core/scenario/processes/take_last.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>

namespace lanescope::scenario {
namespace {

constexpr int kFirstBackoffMs = 200;
constexpr int kLongestBackoffMs = 1600;

QString tr(const char* text)
{
    return QCoreApplication::translate("CrashScenario", text);
}

enum class Policy { Never, OnFailure, Always };

/// A place for a child, and what is known of those that had it.
struct Slot {
    std::unique_ptr<SupervisedChild> child;
    int generation = 0;
    int failuresInARow = 0;
    bool resting = false; // a restart is on its way
};

/// Keeps as many children as the knob says, and tells their ends apart.
class Supervisor : public QObject {
public:
    Supervisor(Context& context, const sync::Shared<SupervisedBoard>& board)
        : m_context(context)
        , m_board(board.descriptor())
        , m_knobs(knobsOf(context, board->knobs))
    {
        connect(&context, &Context::stopping, &m_loop, &QEventLoop::quit);
        connect(&context, &Context::knobChanged, this, [this] { followKnobs(); });
        connect(&m_check, &QTimer::timeout, this, [this] { checkAll(); });
    }

    void run()
    {
        followKnobs();
        m_check.start(SupervisedChild::kLookMs);
        const LiveResult live(m_context, [this] { tellResult(); });
        if (!m_context.stopRequested())
            m_loop.exec();
        m_check.stop();
        m_context.disconnect(this); // ending them serves the event loop
        while (!m_slots.empty())
            endLast();
        tellResult();
    }

private:
    std::size_t wanted() const { return static_cast<std::size_t>(m_context.integer("children")); }

    // Ending a child serves the event loop, in which the knob may be turned: it is read each time.
    void followKnobs()
    {
        m_knobs.follow(m_context);
        while (m_slots.size() > wanted())
            endLast();
        while (m_slots.size() < wanted())
            m_slots.push_back(std::make_unique<Slot>());
        for (std::size_t i = 0; i < m_slots.size(); ++i) {
            Slot& slot = *m_slots[i];
            const bool mayStart = slot.generation == 0 || m_policy != policy();
            if (!slot.child && !slot.resting && mayStart)
                start(i);
        }
        m_policy = policy();
    }

    // Ends and reaps its child if that still runs.
    void endLast() { takeLast(m_slots).reset(); }

    Policy policy() const { return static_cast<Policy>(m_context.integer("restart")); }

    // "all": every slot goes through all the ways to fail, each beginning with another one.
    Failure nextFailure(std::size_t index, int generation) const
    {
        const int mix = m_context.integer("mix");
        return static_cast<Failure>(mix != 0 ? mix - 1 : (static_cast<int>(index) + 1 + generation) % kFailures);
    }

    void start(std::size_t index)
    {
        Slot& slot = *m_slots[index];
        const Failure meant = nextFailure(index, slot.generation++);
        slot.child = std::make_unique<SupervisedChild>(static_cast<int>(index), meant, m_board);
        connect(slot.child.get(), &SupervisedChild::ended, this, [this, index] { ended(index); });
        if (const Status started = slot.child->start(); !started) {
            m_context.warning(QString::fromStdString(started.error()));
            slot.child.reset();
        }
    }

    void checkAll()
    {
        const Allowance allowance{m_context.integer("silence_ms"),
                                  static_cast<qint64>(m_context.integer("output_kb")) * 1024};
        for (const auto& slot : m_slots) {
            if (slot->child)
                slot->child->check(allowance);
        }
    }

    void ended(std::size_t index)
    {
        if (index >= m_slots.size() || !m_slots[index]->child || !m_slots[index]->child->end())
            return;
        Slot& slot = *m_slots[index];
        note(*slot.child);
        const bool failed = slot.child->seen() != Failure::None;
        slot.failuresInARow = failed ? slot.failuresInARow + 1 : 0;
        slot.child.release()->deleteLater(); // it is just telling us
        if (policy() == Policy::Always || (policy() == Policy::OnFailure && failed))
            restartLater(index);
    }

    void note(const SupervisedChild& child)
    {
        ++m_ends[static_cast<std::size_t>(child.seen())];
        m_misjudged += child.seen() != child.meant() ? 1 : 0;
        m_outputBytes += child.outputBytes();
        const sync::ProcessEnd end = *child.end();
        const QString how = end.signal != 0 ? tr("signal %1").arg(end.signal) : tr("exit code %1").arg(end.exitCode);
        m_context.info(tr("%1 ended: %2 (%3)").arg(child.name(), failureWord(child.seen()), how));
    }

    // Longer after each failure in a row, or a child that dies at once would keep the machine busy with births.
    void restartLater(std::size_t index)
    {
        Slot& slot = *m_slots[index];
        slot.resting = true;
        const int doublings = std::clamp(slot.failuresInARow - 1, 0, 3);
        const int backoffMs = std::min(kFirstBackoffMs << doublings, kLongestBackoffMs);
        QTimer::singleShot(backoffMs, this, [this, index] {
            if (index >= m_slots.size() || !std::exchange(m_slots[index]->resting, false) || m_slots[index]->child)
                return;
            if (policy() == Policy::Never || m_context.stopRequested())
                return;
            ++m_restarts;
            start(index);
        });
    }

    void tellResult()
    {
        QJsonObject ends;
        for (int i = 0; i < kFailures; ++i)
            ends.insert(failureWord(static_cast<Failure>(i)), m_ends[static_cast<std::size_t>(i)]);
        m_context.setResult(QStringLiteral("ended"), ends);
        m_context.setResult(QStringLiteral("misjudged"), m_misjudged);
        m_context.setResult(QStringLiteral("restarts"), m_restarts);
        m_context.setResult(QStringLiteral("output_bytes"), m_outputBytes);
    }

    Context& m_context;
    const int m_board;
    LiveKnobs m_knobs; // the children's
    QEventLoop m_loop;
    QTimer m_check;
    Policy m_policy = Policy::Never;
    std::vector<std::unique_ptr<Slot>> m_slots;
    std::array<int, kFailures> m_ends{};
    int m_misjudged = 0;
    int m_restarts = 0;
    qint64 m_outputBytes = 0;
};

} // namespace

ScenarioInfo CrashScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("processes.crash");
    info.group = tr("Processes");
    info.title = tr("Crash, hang, flood");
    info.summary = tr("Children that fail in four ways, and a supervisor that tells them apart and starts them again.");
    info.knobs = {
        Knob::choice(QStringLiteral("mix"), tr("Mix"),
                     {QStringLiteral("all"), QStringLiteral("well"), QStringLiteral("exit"), QStringLiteral("crash"),
                      QStringLiteral("hang"), QStringLiteral("flood")},
                     0, tr("What the next children do in the end.")),
        Knob::integer(QStringLiteral("children"), tr("Children"), 1, 8, 4, tr("processes"),
                      tr("How many run at the same time.")),
        Knob::choice(
            QStringLiteral("restart"), tr("Restart"),
            {QStringLiteral("never"), QStringLiteral("on_failure"), QStringLiteral("always")}, 2,
            tr("Whether a child that has ended gets a successor; after a pause that doubles with each failure.")),
        Knob::integer(QStringLiteral("work_ms"), tr("Work"), 0, 3000, 300, tr("ms"),
                      tr("How long a child works before it fails.")),
        Knob::integer(
            QStringLiteral("silence_ms"), tr("Silence"), 300, 5000, 500, tr("ms"),
            tr("A child that gives no sign of life for so long is taken for hung and ended; time without a CPU does "
               "not count.")),
        Knob::integer(QStringLiteral("output_kb"), tr("Output"), 64, 16384, 1024, tr("kB"),
                      tr("A child that prints more than that is ended."))
            .onLogScale(),
    };
    info.teaches = {tr("exit code"), tr("signal"), tr("watchdog"), tr("restart policy")};
    return info;
}

void CrashScenario::run(Context& context)
{
    const auto board = sync::Shared<SupervisedBoard>::make("lanescope board");
    if (!board)
        return context.fail(QString::fromStdString(board.error()));
    Supervisor(context, board.value()).run();
}

} // namespace lanescope::scenario
