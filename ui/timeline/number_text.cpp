// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/number_text.h"

#include <array>
#include <cmath>

namespace lanescope::timeline {

QString shortNumber(double value, const QLocale& locale)
{
    struct Scale {
        double from;
        double unit;
        const char* suffix;
    };
    constexpr std::array<Scale, 3> kScales{{{1e9, 1e9, " G"}, {1e6, 1e6, " M"}, {1e4, 1e3, " k"}}};
    const double magnitude = std::abs(value);
    for (const Scale& scale : kScales) {
        if (magnitude >= scale.from)
            return locale.toString(value / scale.unit, 'g', 3) + QLatin1String(scale.suffix);
    }
    if (magnitude >= 100)
        return locale.toString(std::round(value), 'f', 0);
    return locale.toString(value, 'g', magnitude >= 10 ? 3 : 2);
}

} // namespace lanescope::timeline
