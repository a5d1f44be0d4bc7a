// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/scenario/processes/supervised_child.h"

#include "core/scenario/processes/kernel_state.h"
#include "core/scenario/worker_process.h"
#include "core/trace/child_output.h"

#include <QTimer>

namespace lanescope::scenario {
namespace {

using namespace std::chrono_literals;

constexpr int kGraceMs = 100;
constexpr std::chrono::nanoseconds kLongestBeginning = 10s; // a program is loaded, on a busy machine

QString nameOf(int slot, Failure meant)
{
    return QStringLiteral("%1-%2").arg(failureWord(meant)).arg(slot + 1);
}

} // namespace

SupervisedChild::SupervisedChild(int slot, Failure meant, int board)
    : m_meant(meant)
    , m_process(nameOf(slot, meant),
                workerProgram(QLatin1StringView(kFailingWorker),
                              {QString::number(board), QString::number(static_cast<int>(meant)), nameOf(slot, meant)}))
    , m_lines([this](const QByteArray& line) { trace::childOutput(m_process.pid(), line.toStdString()); })
{
    connect(&m_process.process(), &QProcess::readyReadStandardOutput, this, [this] { read(); });
    // Queued: whoever hears it may delete this.
    connect(&m_process.process(), &QProcess::finished, this, &SupervisedChild::ended, Qt::QueuedConnection);
    connect(&m_process.process(), &QProcess::finished, this, [this] {
        read();
        m_lines.close();
    });
}

// Ending it serves the event loop: nobody is to hear of it any more.
SupervisedChild::~SupervisedChild()
{
    disconnect();
    m_process.process().disconnect(this);
    m_process.endWithin(kGraceMs);
}

Status SupervisedChild::start()
{
    m_sinceLook.start();
    return m_process.start();
}

void SupervisedChild::read()
{
    m_silence = 0ns;
    m_hasBegun = true;
    const QByteArray bytes = m_process.process().readAllStandardOutput();
    m_outputBytes += bytes.size();
    m_lines.take(bytes);
}

void SupervisedChild::check(const Allowance& allowance)
{
    m_lines.tick();
    if (!m_process.isAlive() || m_condemned)
        return;
    look();
    const std::chrono::nanoseconds silence = std::chrono::milliseconds(allowance.silenceMs);
    if (m_outputBytes > allowance.outputBytes)
        condemn(Failure::Flood);
    else if (m_silence > (m_hasBegun ? silence : std::max(silence, kLongestBeginning)))
        condemn(Failure::Hang);
}

// Whoever comes late to look, for want of a CPU or because it was stopped, has not read what was said meanwhile either.
void SupervisedChild::look()
{
    const std::chrono::nanoseconds passed = std::chrono::nanoseconds(m_sinceLook.nsecsElapsed());
    m_sinceLook.start();
    const std::chrono::nanoseconds lacked = lackedCpu(m_process.pid());
    m_silence += std::max(std::min<std::chrono::nanoseconds>(passed, 2ms * kLookMs) - (lacked - m_lackedCpu), 0ns);
    m_lackedCpu = lacked;
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
