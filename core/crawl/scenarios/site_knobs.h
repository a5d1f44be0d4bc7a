// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/scenario/context.h"

#include <QStringList>

#include <vector>

namespace lanescope::crawl {

/// The knobs of the built-in site, by its own names: what it is, how fast it answers, and its faults.
std::vector<scenario::Knob> siteKnobs();

/// The site's knob of that name; null for one of the crawl's.
const scenario::Knob* siteKnob(const scenario::Context& context, const QString& name);
/// Its value now, as the site takes it.
QString siteValue(const scenario::Context& context, const scenario::Knob& knob);
/// What the site is started with.
QStringList siteArguments(const scenario::Context& context);

} // namespace lanescope::crawl
