// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/result.h"

#include <QByteArray>

namespace lanescope::app {

/// Writes all of it to standard output. An error, in a sentence, when it does not get there: the disk that it is led to
/// is full, or nobody reads any more.
Status writeToStandardOutput(const QByteArray& text);

/// The same for commands that end with it: what cannot be written is said on standard error. The exit code.
int endWithOutput(const QByteArray& text);

} // namespace lanescope::app
