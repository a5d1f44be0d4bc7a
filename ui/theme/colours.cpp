// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colours.h"

#include <QPalette>

#include <algorithm>
#include <cmath>

namespace lanescope::theme {
namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

int mixedChannel(int under, int over, double share)
{
    return static_cast<int>(std::lround(under + (over - under) * share));
}

} // namespace

const Colours& darkColours()
{
    static const Colours colours{
        .isDark = true,
        .canvas = QColor(0x1e2127U),
        .row = QColor(0x22262dU),
        .rowLine = QColor(0x282c35U),
        .panel = QColor(0x252931U),
        .raised = QColor(0x2b3039U),
        .border = QColor(0x323843U),
        .gridLine = QColor(0x30353fU),
        .groove = QColor(0x323843U),
        .text = QColor(0xe6e8ebU),
        .textSecondary = QColor(0x9aa3afU),
        .textFaint = QColor(0x7f8895U),
        .accent = QColor(0x4ea1ffU),
        .accentText = QColor(0x0c1218U),
        .accentSoft = QColor(0x2b3c51U),
        .alarm = QColor(0xe0653aU),
        .alarmText = QColor(Qt::white),
        .warning = QColor(0xe8b23aU),
    };
    return colours;
}

const Colours& lightColours()
{
    static const Colours colours{
        .isDark = false,
        .canvas = QColor(0xf4f5f7U),
        .row = QColor(Qt::white),
        .rowLine = QColor(0xf1f2f5U),
        .panel = QColor(Qt::white),
        .raised = QColor(0xf0f2f5U),
        .border = QColor(0xe0e4eaU),
        .gridLine = QColor(0xe3e6ebU),
        .groove = QColor(0xe4e8eeU),
        .text = QColor(0x1c2128U),
        .textSecondary = QColor(0x57606aU),
        .textFaint = QColor(0x6f7883U),
        .accent = QColor(0x0969daU),
        .accentText = QColor(Qt::white),
        .accentSoft = QColor(0xd8e7f9U),
        .alarm = QColor(0xd1552bU),
        .alarmText = QColor(Qt::white),
        .warning = QColor(0xb8860bU),
    };
    return colours;
}

const Colours& coloursOf(const QPalette& palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128 ? darkColours() : lightColours();
}

double contrast(const QColor& first, const QColor& second)
{
    const double one = luminance(first) + 0.05;
    const double two = luminance(second) + 0.05;
    return std::max(one, two) / std::min(one, two);
}

QColor textOn(const QColor& background)
{
    const QColor black(0x12161bU);
    const QColor white(Qt::white);
    return contrast(background, black) >= contrast(background, white) ? black : white;
}

QColor mixed(const QColor& under, const QColor& over, double share)
{
    return QColor(mixedChannel(under.red(), over.red(), share), mixedChannel(under.green(), over.green(), share),
                  mixedChannel(under.blue(), over.blue(), share));
}

} // namespace lanescope::theme
