// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace lanescope::timeline {

/// Three figures: "0.25", "38", "1.2 k", "3.4 M".
QString shortNumber(double value, const QLocale& locale = {});

} // namespace lanescope::timeline
