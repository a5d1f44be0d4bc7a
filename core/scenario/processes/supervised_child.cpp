// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/supervised_child.h"

#include "core/scenario/worker_process.h"

#include <QTimer>

namespace lanescope::scenario {
namespace {

constexpr int kGraceMs = 100;

QString nameOf(int slot, Failure meant)
{
    return QStringLiteral("%1-%2").arg(failureWord(meant)).arg(slot + 1);
}

} // namespace

SupervisedChild::SupervisedChild(int slot, Failure meant, int workMs)
    : m_meant(meant)
    , m_process(nameOf(slot, meant),
                workerProgram(QLatin1StringView(kFailingWorker),
                              {QString::number(static_cast<int>(meant)), QString::number(workMs), nameOf(slot, meant)}))
{
    m_silence.start();
    connect(&m_process.process(), &QProcess::readyReadStandardOutput, this, [this] { read(); });
    // Queued: whoever hears it may delete this.
    connect(&m_process.process(), &QProcess::finished, this, &SupervisedChild::ended, Qt::QueuedConnection);
}

// Ending it serves the event loop: nobody is to hear of it any more.
SupervisedChild::~SupervisedChild()
{
    disconnect();
    m_process.process().disconnect(this);
    m_process.endWithin(kGraceMs);
}

void SupervisedChild::read()
{
    m_silence.restart();
    m_outputBytes += m_process.process().readAllStandardOutput().size();
}

void SupervisedChild::check(const Allowance& allowance)
{
    if (!m_process.isAlive() || m_condemned)
        return;
    if (m_outputBytes > allowance.outputBytes)
        condemn(Failure::Flood);
    else if (m_silence.hasExpired(allowance.silenceMs))
        condemn(Failure::Hang);
}

void SupervisedChild::condemn(Failure because)
{
    m_condemned = because;
    m_process.terminate();
    QTimer::singleShot(kGraceMs, &m_process.process(), &QProcess::kill);
}

Failure SupervisedChild::seen() const
{
    if (m_condemned)
        return *m_condemned;
    const sync::ProcessEnd end = m_process.end().value_or(sync::ProcessEnd{});
    if (end.signal != 0)
        return Failure::Crash;
    return end.exitCode != 0 ? Failure::Exit : Failure::None;
}

} // namespace lanescope::scenario
