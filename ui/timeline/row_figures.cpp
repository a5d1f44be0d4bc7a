// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/row_figures.h"

#include "core/store/queue_room.h"
#include "ui/timeline/host_rows.h"
#include "ui/timeline/number_text.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace Qt::StringLiterals;

namespace lanescope::timeline {
namespace {

using store::Snapshot;
using store::State;

constexpr double kLongNumber = 1e6; // its digits would take the room of the name

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::timeline", source);
}

// The part of `visible` during which something could be known.
TimeRange knownPart(const Snapshot& snapshot, TimeRange visible, std::int64_t fromNs, std::int64_t toNs)
{
    return {std::max({visible.fromNs, fromNs, snapshot.beginNs}), std::min({visible.toNs, toNs, snapshot.endNs})};
}

double share(std::int64_t part, TimeRange whole)
{
    return whole.isEmpty() ? 0.0 : static_cast<double>(part) / static_cast<double>(whole.spanNs());
}

// "SIGKILL"; the number where it has no name.
QString signalWord(int signal)
{
    const char* name = ::sigabbrev_np(signal);
    return name == nullptr ? text(QT_TRANSLATE_NOOP("lanescope::timeline", "signal %1")).arg(signal)
                           : QStringLiteral("SIG") + QLatin1String(name);
}

// How it ended comes first: where there is little room, that stays.
QString processFigure(const Snapshot& snapshot, const store::Process& process)
{
    const QString pid = text(QT_TRANSLATE_NOOP("lanescope::timeline", "pid %1")).arg(process.pid);
    if (process.signal && *process.signal != 0)
        return QStringLiteral("%1 · %2").arg(signalWord(*process.signal), pid);
    if (process.exitCode)
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "exit %1 · %2")).arg(*process.exitCode).arg(pid);
    if (process.endNs && *process.endNs < snapshot.endNs)
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "ended · %1")).arg(pid);
    return pid;
}

/// For how long a host is left alone yet at the end of what is seen; 0: it is not.
double snoozedNowS(const Snapshot& snapshot, const store::Object& object, TimeRange visible)
{
    const store::Row* snooze = isHostRow(snapshot, object) ? snoozeRowOf(snapshot, object) : nullptr;
    return snooze == nullptr ? 0.0 : snoozedS(*snooze, std::min(visible.toNs, snapshot.endNs) - 1);
}

QString hostsFigure(const Snapshot& snapshot, TimeRange visible)
{
    const auto snoozed = std::count_if(snapshot.objects->begin(), snapshot.objects->end(),
                                       [&](const auto& object) { return snoozedNowS(snapshot, object, visible) > 0; });
    return snoozed == 0 ? QString() : text(QT_TRANSLATE_NOOP("lanescope::timeline", "%1 alone")).arg(snoozed);
}

// A slot's row says what was there once the request has ended or is told of: so much earlier it is known for sure.
std::ptrdiff_t busySlots(const Snapshot& snapshot, std::int64_t timeNs)
{
    constexpr std::int64_t kToldWithinNs = 300'000'000;
    const std::int64_t at = std::min(timeNs, snapshot.endNs - (snapshot.live ? kToldWithinNs : 0));
    return std::count_if(snapshot.objects->begin(), snapshot.objects->end(), [&](const store::Object& object) {
        return object.kind == trace::ObjectKind::RequestSlot && object.row && snapshot.row(*object.row).at(at);
    });
}

QString groupFigure(const Snapshot& snapshot, const Line& line, TimeRange visible)
{
    if (line.key.index == static_cast<std::uint32_t>(Group::Hosts))
        return hostsFigure(snapshot, visible);
    if (line.key.index == static_cast<std::uint32_t>(Group::Requests)) {
        return u"%1 / %2"_s.arg(busySlots(snapshot, std::min(visible.toNs, snapshot.endNs))).arg(line.children);
    }
    if (line.key.index != static_cast<std::uint32_t>(Group::Cpus))
        return {};
    switch (snapshot.recording.kernelLayer) {
    case store::KernelLayer::Switches:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "switches: kernel"));
    case store::KernelLayer::Procfs:
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "sampled: procfs"));
    case store::KernelLayer::None:
        break;
    }
    return {};
}

QString threadFigure(const Snapshot& snapshot, const store::Thread& thread, TimeRange visible)
{
    if (thread.endNs && *thread.endNs <= visible.fromNs)
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "ended"));
    const TimeRange known = knownPart(snapshot, visible, thread.startNs, thread.endNs.value_or(snapshot.endNs));
    if (known.isEmpty())
        return {};
    const auto sum = snapshot.row(thread.stateRow).summarise(known.fromNs, known.toNs);
    const double running = share(sum.of(State::Running), known);
    return running < 0.0005 ? text(QT_TRANSLATE_NOOP("lanescope::timeline", "idle")) : percentText(running);
}

QString lockFigure(const Snapshot& snapshot, const store::Row& row, TimeRange visible)
{
    const TimeRange known = knownPart(snapshot, visible, snapshot.beginNs, snapshot.endNs);
    const auto sum = row.summarise(known.fromNs, known.toNs);
    const double contended = share(sum.of(State::HeldContended), known);
    if (contended >= 0.0005)
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "%1 contended")).arg(percentText(contended));
    const double held = share(sum.of(State::Held) + sum.of(State::HeldShared), known);
    return held > 0 ? text(QT_TRANSLATE_NOOP("lanescope::timeline", "%1 held")).arg(percentText(held)) : QString();
}

QString queueFigure(const Snapshot& snapshot, const store::Object& object, const store::Row& row, TimeRange visible)
{
    if (const double seconds = snoozedNowS(snapshot, object, visible); seconds > 0)
        return text(QT_TRANSLATE_NOOP("lanescope::timeline", "in %1 s"))
            .arg(QLocale().toString(seconds, 'f', seconds < 10 ? 1 : 0));
    const auto last = row.sampled(visible.fromNs, visible.toNs);
    if (!last)
        return {};
    const QLocale locale;
    const double rounded = std::round(last->last * 10) / 10 + 0.0; // never "-0.0"
    const QString depth = std::abs(rounded) >= kLongNumber
                              ? shortNumber(rounded, locale)
                              : locale.toString(rounded, 'f', last->last == std::floor(last->last) ? 0 : 1);
    const std::int64_t room = store::roomOf(object);
    return room <= 0 ? depth : u"%1 / %2"_s.arg(depth, locale.toString(static_cast<qlonglong>(room)));
}

QString hostOf(const Snapshot& snapshot, std::uint32_t request)
{
    const store::Request* found = snapshot.requests->find(request);
    return found ? QUrl(toQString(found->url)).host() : QString();
}

// The host a slot talks to, from the request that it has or the newest finished one that was its.
QString slotFigure(const Snapshot& snapshot, const store::Row& row)
{
    if (row.open) {
        if (const QString host = hostOf(snapshot, row.open->subject); !host.isEmpty())
            return host;
    }
    for (std::size_t back = 0; back < std::min<std::size_t>(row.intervals.size(), 16); ++back) {
        const QString host = hostOf(snapshot, row.intervals[row.intervals.size() - 1 - back].subject);
        if (!host.isEmpty())
            return host;
    }
    return {};
}

} // namespace

QString lineFigure(const Snapshot& snapshot, const Line& line, TimeRange visible)
{
    const std::uint32_t index = line.key.index;
    switch (line.key.kind) {
    case LineKind::Group:
        return groupFigure(snapshot, line, visible);
    case LineKind::Process:
        return processFigure(snapshot, (*snapshot.processes)[index]);
    case LineKind::Thread:
        return threadFigure(snapshot, (*snapshot.threads)[index], visible);
    case LineKind::Lock:
        return lockFigure(snapshot, snapshot.row(*line.row), visible);
    case LineKind::Queue:
        return queueFigure(snapshot, (*snapshot.objects)[index], snapshot.row(*line.row), visible);
    case LineKind::Request:
        return slotFigure(snapshot, snapshot.row(*line.row));
    case LineKind::Cpu: {
        const TimeRange known = knownPart(snapshot, visible, snapshot.beginNs, snapshot.endNs);
        return percentText(
            share(snapshot.row(*line.row).summarise(known.fromNs, known.toNs).of(State::Running), known));
    }
    case LineKind::Tasks:
    case LineKind::Ended:
        break;
    }
    return {};
}

} // namespace lanescope::timeline
