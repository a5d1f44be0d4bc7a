// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/status_text.h"

#include "core/store/thread_timeline.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/row_list.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>

namespace lanescope::window {
namespace {

QString text(const char* source, int n = -1)
{
    return QCoreApplication::translate("lanescope::window", source, nullptr, n);
}

QString layerText(store::KernelLayer layer)
{
    switch (layer) {
    case store::KernelLayer::Switches:
        return text("kernel layer: context switches");
    case store::KernelLayer::Procfs:
        return text("kernel layer: ≈ sampled from /proc");
    case store::KernelLayer::None:
        break;
    }
    return text("kernel layer: none");
}

QString sizeText(std::size_t bytes)
{
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 0, QLocale::DataSizeTraditionalFormat);
}

bool isBehind(const store::Snapshot& snapshot)
{
    constexpr std::int64_t kShownFromNs = 300'000'000;
    return snapshot.live && snapshot.recording.behindNs >= kShownFromNs;
}

bool lives(const store::Snapshot& snapshot, const store::Thread& thread)
{
    return !thread.isOurOwn && !snapshot.process(thread.process).isOurOwn && !thread.endNs;
}

/// By thread, the object that it waits for; kNone: nothing that has a name. As status words say, so that the graph of waits
/// says the same; what has no name is known from the kernel only, and whether an event loop really waits.
std::map<std::uint32_t, std::uint32_t> waitsNow(const store::Snapshot& snapshot)
{
    std::map<std::uint32_t, std::uint32_t> objects;
    for (std::uint32_t i = 0; i < snapshot.threads->size(); ++i) {
        const store::Thread& thread = (*snapshot.threads)[i];
        const auto now = lives(snapshot, thread) ? snapshot.row(thread.stateRow).at(snapshot.endNs - 1) : std::nullopt;
        if (now && timeline::isWait(now->state()) && now->subject == store::kNone)
            objects[i] = store::kNone;
    }
    for (const store::WaitNow& wait : snapshot.present->waits) {
        const bool isLoop = wait.kind == trace::WaitKind::Io && wait.object == store::kNone;
        if (lives(snapshot, snapshot.thread(wait.thread)) && timeline::isWait(store::stateOf(wait.kind)) && !isLoop)
            objects[static_cast<std::uint32_t>(wait.thread)] = wait.object;
    }
    return objects;
}

} // namespace

QStringList recordingParts(const store::Snapshot& snapshot, const Performance& performance)
{
    const QLocale locale;
    const store::Recording& recording = snapshot.recording;
    QStringList parts;
    parts << text("%1 records/s").arg(locale.toString(recording.recordsPerSecond, 'f', 0))
          << text("%1 dropped").arg(locale.toString(static_cast<qulonglong>(recording.dropped)));
    if (snapshot.live)
        parts << text("frame %1 ms, %2/s")
                     .arg(locale.toString(static_cast<double>(performance.frameNs) / 1e6, 'f', 1))
                     .arg(performance.framesPerSecond);
    parts << layerText(recording.kernelLayer);
    if (performance.labCpu)
        parts << text("lab CPU %1 %").arg(locale.toString(*performance.labCpu * 100, 'f', 0));
    if (recording.memoryBudget > 0)
        parts << text("memory %1 of %2").arg(sizeText(recording.memoryBytes), sizeText(recording.memoryBudget));
    if (recording.lostBytes > 0)
        parts << text("%1 of the oldest let go").arg(sizeText(recording.lostBytes));
    if (isBehind(snapshot))
        parts << text("%1 s behind").arg(locale.toString(static_cast<double>(recording.behindNs) / 1e9, 'f', 1));
    return parts;
}

QString recordingToolTip(const store::Snapshot& snapshot)
{
    QStringList lines;
    const store::Recording& recording = snapshot.recording;
    if (!recording.kernelLayerNote.empty())
        lines << timeline::toQString(recording.kernelLayerNote);
    if (recording.kernelLayer == store::KernelLayer::Procfs)
        lines << text(
            "How long threads run and are ready is read from /proc every 20 ms. The sums are right, but not when "
            "it was within that time, nor on which CPU.");
    if (recording.dropped > 0)
        lines << text("Records were dropped because a thread wrote faster than it could be read. Lanes with drops are "
                      "marked, and figures from them are too low.");
    if (isBehind(snapshot))
        lines << text("Threads write faster than they are read: what is shown is as old as it says here. Lower a knob "
                      "that makes them busy, and it catches up.");
    if (recording.switchesLost > 0)
        lines << text("The kernel lost %1 context switches.")
                     .arg(QLocale().toString(static_cast<qulonglong>(recording.switchesLost)));
    return lines.join(u'\n');
}

QString waitingText(const store::Snapshot& snapshot)
{
    const auto living =
        std::ranges::count_if(*snapshot.threads, [&](const store::Thread& thread) { return lives(snapshot, thread); });
    const std::map<std::uint32_t, std::uint32_t> waits = waitsNow(snapshot);
    std::map<std::uint32_t, int> byObject;
    for (const auto& [thread, object] : waits) {
        if (object < snapshot.objects->size())
            ++byObject[object];
    }
    if (living == 0)
        return {};
    const QString base = text("%1 of %2 threads wait").arg(waits.size()).arg(living);
    const auto most = std::max_element(byObject.begin(), byObject.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == byObject.end())
        return base;
    return text("%1, %2 of them for “%3”").arg(base).arg(most->second).arg(timeline::objectName(snapshot, most->first));
}

std::int64_t runCpuNs(const store::Snapshot& snapshot)
{
    std::int64_t sum = 0;
    for (const store::Process& process : *snapshot.processes)
        sum += process.cpuNs;
    return sum;
}

QString clockText(std::int64_t ns)
{
    const std::int64_t tenths = std::max<std::int64_t>(ns, 0) / 100'000'000;
    const std::int64_t hours = tenths / 36'000;
    const auto two = [](std::int64_t n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
    if (hours > 0)
        return QStringLiteral("%1:%2:%3").arg(hours).arg(two(tenths / 600 % 60), two(tenths / 10 % 60));
    return QStringLiteral("%1:%2%3%4")
        .arg(two(tenths / 600), two(tenths / 10 % 60), QLocale().decimalPoint())
        .arg(tenths % 10);
}

} // namespace lanescope::window
