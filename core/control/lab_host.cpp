// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/lab_host.h"

#include "core/control/channel.h"
#include "core/scenario/catalogue.h"
#include "core/scenario/context.h"
#include "core/trace/probes.h"

#include <QCborArray>
#include <QCoreApplication>
#include <QLocalSocket>
#include <QSemaphore>
#include <QThread>
#include <QTimer>

#include <cstdio>
#include <unistd.h>

namespace lanescope::control {
namespace {

constexpr int kBeatMs = 500;
constexpr int kConnectMs = 5000;
constexpr int kFlushMs = 2000;

/// What "start" brought, handed from the control thread to the main thread.
struct Order {
    std::unique_ptr<scenario::Scenario> scenario;
    std::unique_ptr<scenario::Context> context;
    QString refusal;
};

/// Lives in the control thread.
class ControlEnd : public QObject {
public:
    ControlEnd(Order& order, QSemaphore& ordered)
        : m_order(order)
        , m_ordered(ordered)
    {
    }

    bool connectTo(const QString& name)
    {
        auto* socket = new QLocalSocket;
        m_channel = new Channel(socket, this);
        socket->connectToServer(name);
        if (!socket->waitForConnected(kConnectMs))
            return false;
        connect(m_channel, &Channel::received, this, [this](const QCborMap& map) { take(map); });
        // Nobody is left to steer this run.
        connect(m_channel, &Channel::closed, this, [] { ::_exit(1); });
        connect(m_channel, &Channel::broken, this, [] { ::_exit(1); });
        m_channel->send({{message::kType, message::kHello},
                         {QStringLiteral("version"), message::kVersion},
                         {QStringLiteral("pid"), static_cast<qint64>(::getpid())}});
        auto* beat = new QTimer(this);
        connect(beat, &QTimer::timeout, this, [this] { m_channel->send({{message::kType, message::kBeat}}); });
        beat->start(kBeatMs);
        return true;
    }

    void sendLog(int level, const QString& line)
    {
        m_channel->send(
            {{message::kType, message::kLog}, {QStringLiteral("level"), level}, {QStringLiteral("line"), line}});
    }

    void sendStatus(const QJsonObject& status)
    {
        m_channel->send(
            {{message::kType, message::kStatus}, {QStringLiteral("status"), QCborMap::fromJsonObject(status)}});
    }

    void sendResult(const QJsonObject& result)
    {
        m_channel->send(
            {{message::kType, message::kResult}, {QStringLiteral("result"), QCborMap::fromJsonObject(result)}});
    }

    void sendDone(const QJsonObject& result, const QString& failure, bool stuck = false)
    {
        disconnect(m_channel, &Channel::closed, this, nullptr);
        m_channel->send({{message::kType, message::kDone},
                         {QStringLiteral("result"), QCborMap::fromJsonObject(result)},
                         {QStringLiteral("failure"), failure},
                         {QStringLiteral("stuck"), stuck}});
        m_channel->flush(kFlushMs);
    }

private:
    void take(const QCborMap& map)
    {
        const QString type = map[message::kType].toString();
        if (type == message::kStart)
            start(map);
        else if (type == message::kSet)
            set(map);
        else if (type == message::kStop && m_order.context)
            m_order.context->requestStop();
    }

    void start(const QCborMap& map)
    {
        if (m_order.context)
            return;
        const QString id = map[QStringLiteral("scenario")].toString();
        const scenario::ScenarioInfo* info = scenario::Catalogue::instance().find(id);
        const QCborArray numbers = map[QStringLiteral("values")].toArray();
        const QCborArray texts = map[QStringLiteral("texts")].toArray();
        const QString folder = map[QStringLiteral("folder")].toString();
        if (info == nullptr || numbers.size() != static_cast<qsizetype>(info->knobs.size()) ||
            texts.size() != numbers.size()) {
            m_order.refusal = QStringLiteral("The lab does not know this scenario as the window does; "
                                             "both must come from the same installation.");
            m_ordered.release();
            return;
        }
        if (!folder.isEmpty()) {
            qputenv(trace::Recorder::kFolderVariable, folder.toLocal8Bit());
            if (const Status started = trace::Recorder::start(folder.toStdString(), "lanescope-lab"); !started)
                sendLog(1, QString::fromStdString(started.error()));
            trace::Recorder::nameThread("lanescope-ctl");
        }
        std::vector<scenario::KnobValue> values;
        for (qsizetype i = 0; i < numbers.size(); ++i)
            values.push_back({numbers[i].toDouble(), texts[i].toString()});
        const auto seed = static_cast<quint64>(map[QStringLiteral("seed")].toInteger());
        m_order.context = std::make_unique<scenario::Context>(info->knobs, values, seed);
        m_order.scenario = scenario::Catalogue::instance().create(id);
        connect(m_order.context.get(), &scenario::Context::logged, this, &ControlEnd::sendLog);
        connect(m_order.context.get(), &scenario::Context::statusChanged, this, &ControlEnd::sendStatus);
        connect(m_order.context.get(), &scenario::Context::resultChanged, this, &ControlEnd::sendResult);
        m_channel->send({{message::kType, message::kStarted}});
        m_ordered.release();
    }

    void set(const QCborMap& map)
    {
        const auto index = static_cast<int>(map[QStringLiteral("knob")].toInteger(-1));
        if (!m_order.context || index < 0 || index >= static_cast<int>(m_order.context->knobs().size()))
            return;
        const scenario::KnobValue value{map[QStringLiteral("number")].toDouble(),
                                        map[QStringLiteral("text")].toString()};
        m_order.context->applyKnob(index, value);
        m_channel->send({{message::kType, message::kApplied},
                         {QStringLiteral("knob"), index},
                         {QStringLiteral("number"), value.number},
                         {QStringLiteral("text"), value.text}});
    }

    Order& m_order;
    QSemaphore& m_ordered;
    Channel* m_channel = nullptr;
};

} // namespace

int hostRun(const QString& controlSocket)
{
    Order order;
    QSemaphore ordered;
    QThread thread;
    thread.setObjectName(QStringLiteral("lanescope-ctl"));
    auto* control = new ControlEnd(order, ordered);
    control->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, control, &QObject::deleteLater);
    thread.start();
    bool connected = false;
    QMetaObject::invokeMethod(
        control, [&] { connected = control->connectTo(controlSocket); }, Qt::BlockingQueuedConnection);
    if (!connected) {
        std::fprintf(stderr, "The lab cannot reach its controller at '%s'.\n", qPrintable(controlSocket));
        thread.quit();
        thread.wait();
        return 2;
    }

    ordered.acquire();
    QString failure = order.refusal;
    QJsonObject result;
    if (failure.isEmpty()) {
        trace::Recorder::nameThread("main");
        order.context->setEndWithThreadsStuck([&] {
            const QJsonObject soFar = order.context->result();
            trace::Recorder::stop();
            QMetaObject::invokeMethod(
                control, [&] { control->sendDone(soFar, order.context->failure(), true); },
                Qt::BlockingQueuedConnection);
            ::_exit(0);
        });
        order.scenario->run(*order.context);
        failure = order.context->failure();
        result = order.context->result();
        order.scenario.reset();
    }
    trace::Recorder::stop();
    QMetaObject::invokeMethod(
        control, [&] { control->sendDone(result, failure); }, Qt::BlockingQueuedConnection);
    thread.quit();
    thread.wait();
    return 0;
}

} // namespace lanescope::control
