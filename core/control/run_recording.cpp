// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/control/run_recording.h"

namespace lanescope::control {
namespace {

// For whoever wants to see what the window looks like where switches are refused.
store::KernelLayer bestKernelLayer()
{
    const QByteArray wanted = qgetenv("LANESCOPE_KERNEL_LAYER");
    return wanted == "none"     ? store::KernelLayer::None
           : wanted == "procfs" ? store::KernelLayer::Procfs
                                : store::KernelLayer::Switches;
}

} // namespace

Status RunRecording::open(std::size_t memoryBudgetBytes)
{
    discard();
    auto folder = SessionFolder::make();
    if (!folder)
        return Error{folder.error()};
    m_folder.emplace(std::move(folder).value());
    auto collector = store::Collector::create({m_folder->path().toStdString(), memoryBudgetBytes, bestKernelLayer()});
    if (!collector)
        return Error{collector.error()};
    m_collector = std::move(collector).value();
    return Done{};
}

void RunRecording::close()
{
    if (m_collector)
        m_last = m_collector->finish();
    m_collector.reset();
    m_folder.reset();
}

void RunRecording::discard()
{
    m_collector.reset();
    m_folder.reset();
    m_last = store::Snapshot::empty();
}

void RunRecording::attachKernel(qint64 pid)
{
    if (m_collector)
        m_collector->attachKernel(static_cast<std::int32_t>(pid));
}

void RunRecording::begin()
{
    if (m_collector)
        m_collector->begin();
}

void RunRecording::mark(store::MarkKind kind, const std::string& subject, const QString& text)
{
    if (m_collector)
        m_collector->addMark(kind, subject, text.toStdString());
}

void RunRecording::noteExit(qint64 pid, int exitCode, int signal)
{
    if (m_collector)
        m_collector->noteExit(static_cast<std::int32_t>(pid), exitCode, signal);
}

std::optional<double> RunRecording::endS(qint64 pid) const
{
    const store::SnapshotPtr known = snapshot();
    for (const store::Process& process : *known->processes) {
        if (process.pid == pid && process.endNs)
            return known->seconds(*process.endNs);
    }
    return std::nullopt;
}

} // namespace lanescope::control
