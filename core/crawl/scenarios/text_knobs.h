// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/change_effect.h"
#include "core/crawl/model/settings.h"
#include "core/scenario/context.h"

#include <QString>

namespace lanescope::crawl {

/// What is wrong with what was typed into that knob of a crawl, in a sentence; empty if nothing is. Pure. Threads: any.
QString textComplaint(const QString& knob, const QString& text);

/// The first complaint about the knobs of a run; empty if there is none.
QString textComplaint(const scenario::Context& context);

/// What was turned; texts are quoted, so that an empty one is seen.
KnobChange changeOf(const scenario::Knob& knob, const QString& before, const QString& now);

/// Where a knob's text makes no sense, the setting stays what it was `before`.
void keepWhatWasRefused(Settings& settings, const scenario::Context& context, const Settings& before);

} // namespace lanescope::crawl
