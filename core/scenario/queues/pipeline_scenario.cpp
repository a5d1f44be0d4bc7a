// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/queues/pipeline_scenario.h"

#include "core/scenario/context.h"
#include "core/scenario/duration_log.h"
#include "core/scenario/follow_knobs.h"
#include "core/scenario/queues/pipeline_stage.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kMostStages = 6;

QString tr(const char* text)
{
    return QCoreApplication::translate("PipelineScenario", text);
}

std::string workersKnob(int number)
{
    return "workers_" + std::to_string(number);
}

std::string serviceKnob(int number)
{
    return "service_ms_" + std::to_string(number);
}

/// The stages and the queues between them.
class Pipeline {
public:
    explicit Pipeline(Context& context)
        : m_context(context)
        , m_start(Clock::now())
    {
        const int stages = context.integer("stages");
        for (int number = 1; number < stages; ++number) {
            const std::string name = "queue " + std::to_string(number) + "-" + std::to_string(number + 1);
            m_queues.push_back(std::make_unique<WorkpieceQueue>(name.c_str(), context.integer("capacity")));
        }
        for (int number = 1; number <= stages; ++number)
            m_stages.push_back(makeStage(number));
    }

    void run()
    {
        followKnobs(m_context, [this] { follow(); });
        m_elapsed = Clock::now() - m_start;
        end();
    }

    void tellResult() const
    {
        QJsonArray busy;
        std::size_t bottleneck = 0;
        std::vector<double> shares;
        for (std::size_t i = 0; i < m_stages.size(); ++i) {
            shares.push_back(m_stages[i]->busyShare());
            busy.append(shares[i]);
            bottleneck = shares[i] > shares[bottleneck] ? i : bottleneck;
        }
        const auto elapsed = m_elapsed.count() > 0 ? m_elapsed : Clock::now() - m_start;
        m_context.setResult(QStringLiteral("finished"), static_cast<qint64>(m_latencies.count()));
        m_context.setResult(QStringLiteral("throughput"),
                            static_cast<double>(m_latencies.count()) / std::chrono::duration<double>(elapsed).count());
        m_context.setResult(QStringLiteral("latency_ms"), m_latencies.figures(1ms));
        m_context.setResult(QStringLiteral("busy"), busy);
        const bool anyWorked = shares[bottleneck] > 0;
        m_context.setResult(QStringLiteral("bottleneck"),
                            anyWorked ? QJsonValue(static_cast<int>(bottleneck) + 1) : QJsonValue());
    }

private:
    void follow()
    {
        for (const auto& queue : m_queues)
            queue->setCapacity(m_context.integer("capacity"));
        for (std::size_t i = 0; i < m_stages.size(); ++i)
            m_stages[i]->resize(m_context.integer(workersKnob(static_cast<int>(i) + 1).c_str()));
    }
    std::unique_ptr<PipelineStage> makeStage(int number)
    {
        const auto index = static_cast<std::size_t>(number - 1);
        const PipelineStage::Ends ends{index == 0 ? nullptr : m_queues[index - 1].get(),
                                       index == m_queues.size() ? nullptr : m_queues[index].get()};
        return std::make_unique<PipelineStage>(
            number, ends, m_context.live(serviceKnob(number).c_str()),
            [this](const Workpiece& piece) { m_latencies.add(Clock::now() - piece.begun); });
    }
    // All are asked before the first is waited for, or each would wait for the next one's pause to be over.
    void end()
    {
        for (const auto& stage : m_stages)
            stage->resize(0);
        for (const auto& stage : m_stages)
            stage->join();
    }

    Context& m_context;
    const Clock::time_point m_start;
    Clock::duration m_elapsed{}; // of the whole run, once it is over
    DurationLog m_latencies;
    std::vector<std::unique_ptr<WorkpieceQueue>> m_queues;
    std::vector<std::unique_ptr<PipelineStage>> m_stages; // behind the queues: the threads end first
};

void addStageKnobs(std::vector<Knob>& knobs, int number)
{
    constexpr std::array<int, kMostStages> kServiceMs{10, 25, 10, 10, 10, 10};
    const QString section = tr("Stage %1").arg(number);
    knobs.push_back(Knob::integer(QString::fromStdString(workersKnob(number)), tr("Workers"), 1, 16, 1, tr("threads"),
                                  tr("How many threads work in stage %1, if there is one.").arg(number))
                        .inSection(section));
    knobs.push_back(Knob::real(QString::fromStdString(serviceKnob(number)), tr("Service takes"), 0, 500,
                               kServiceMs[static_cast<std::size_t>(number - 1)], tr("ms"),
                               tr("What a thread of stage %1 sleeps over each item.").arg(number))
                        .onLogScale()
                        .inSection(section));
}

} // namespace

ScenarioInfo PipelineScenario::info()
{
    ScenarioInfo info;
    info.id = QStringLiteral("queues.pipeline");
    info.group = tr("Queues");
    info.title = tr("Pipeline");
    info.summary =
        tr("Stages with queues between them: the slowest one sets the pace, full before it, empty behind it.");
    info.teaches = {tr("bottleneck"), tr("back-pressure"), tr("throughput")};
    info.knobs = {
        Knob::integer(QStringLiteral("stages"), tr("Stages"), 2, kMostStages, 3, tr("stages"),
                      tr("How many stages an item goes through."))
            .restart(),
        Knob::integer(QStringLiteral("capacity"), tr("Capacity"), 1, 100, 8, tr("items"),
                      tr("How many items fit into each queue between two stages.")),
    };
    for (int number = 1; number <= kMostStages; ++number)
        addStageKnobs(info.knobs, number);
    return info;
}

void PipelineScenario::run(Context& context)
{
    Pipeline pipeline(context);
    const LiveResult live(context, [&] { pipeline.tellResult(); });
    pipeline.run();
    pipeline.tellResult();
}

} // namespace lanescope::scenario
