// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/control/run_controller.h"
#include "ui/window/run_banner.h"

namespace lanescope::window {

/// What the window says about a run. Pure functions. Threads: any.

/// "running 00:14.2 · seed 1"
QString runStatus(control::RunState state, const control::RunResult& result, const store::Snapshot& snapshot,
                  quint64 seed);

struct BannerText {
    RunBanner::Tone tone = RunBanner::Tone::Info;
    QString title;
    QString text;
};
/// What happened and what to do next; nothing for a run that ended as it should.
std::optional<BannerText> bannerFor(const control::RunResult& result);

} // namespace lanescope::window
