// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/run_words.h"

#include "ui/window/status_text.h"

#include <QCoreApplication>

namespace lanescope::window {
namespace {

using control::RunOutcome;
using control::RunState;

QString text(const char* source)
{
    return QCoreApplication::translate("lanescope::window", source);
}

QString finishedWord(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Completed:
        return text("completed after %1");
    case RunOutcome::Stopped:
        return text("stopped after %1");
    case RunOutcome::Deadlock:
        return text("deadlock after %1");
    case RunOutcome::Failed:
        break;
    }
    return text("failed after %1");
}

} // namespace

QString runStatus(RunState state, const control::RunResult& result, const store::Snapshot& snapshot, quint64 seed)
{
    const QString sofar = clockText(snapshot.endNs - snapshot.beginNs);
    QString words;
    switch (state) {
    case RunState::Idle:
        return text("not started");
    case RunState::Starting:
        return text("starting…");
    case RunState::Running:
        words = text("running %1").arg(sofar);
        break;
    case RunState::Paused:
        words = text("run paused at %1").arg(sofar);
        break;
    case RunState::Stopping:
        words = text("stopping, %1").arg(sofar);
        break;
    case RunState::Finished:
        words = finishedWord(result.outcome).arg(clockText(static_cast<std::int64_t>(result.durationS * 1e9)));
        break;
    }
    return text("%1 · seed %2").arg(words).arg(seed);
}

std::optional<BannerText> bannerFor(const control::RunResult& result)
{
    switch (result.outcome) {
    case RunOutcome::Deadlock:
        return BannerText{RunBanner::Tone::Alarm, text("The run ended in a deadlock"),
                          result.message.isEmpty()
                              ? text("Every thread that could go on waits for another. Click a wait in the timeline to "
                                     "see who holds what.")
                              : result.message};
    case RunOutcome::Failed:
        return BannerText{RunBanner::Tone::Alarm, text("The run failed"),
                          result.message.isEmpty() ? text("What was recorded until then is still here. Look at the "
                                                          "log, change a knob, or restart.")
                                                   : result.message};
    case RunOutcome::Completed:
    case RunOutcome::Stopped:
        break;
    }
    if (const QString trouble = result.result[QLatin1String("trouble")].toString(); !trouble.isEmpty())
        return BannerText{RunBanner::Tone::Info, text("The crawl has no page"), trouble};
    if (result.message.isEmpty())
        return std::nullopt;
    return BannerText{RunBanner::Tone::Info, text("The run is over"), result.message};
}

} // namespace lanescope::window
