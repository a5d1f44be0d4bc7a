// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lanescope::app {

/// `lanescope export SESSION --view V --format F [--size WxH] [-o FILE]`
int exportCommand(const QStringList& words);

} // namespace lanescope::app
