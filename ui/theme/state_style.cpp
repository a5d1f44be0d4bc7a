// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/state_style.h"

#include "ui/theme/colours.h"

#include <QCoreApplication>
#include <QHash>
#include <QPalette>

#include <array>
#include <cmath>

namespace lanescope::theme {
namespace {

using store::State;

struct Style {
    std::uint32_t rgbDark;
    std::uint32_t rgbLight;
    Pattern pattern;
    const char* name;
};

// In the order of store::State.
constexpr std::array<Style, store::kStateCount> kStyles{{
    {0x2bb58a, 0x2bb58a, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "running")},
    {0xe8b23a, 0xe8b23a, Pattern::Rising, QT_TRANSLATE_NOOP("lanescope::theme", "ready")},
    {0xe0653a, 0xe0653a, Pattern::Rising, QT_TRANSLATE_NOOP("lanescope::theme", "lock wait")},
    {0xb78be0, 0xb78be0, Pattern::Falling, QT_TRANSLATE_NOOP("lanescope::theme", "condition wait")},
    {0xa690e8, 0xa690e8, Pattern::Upright, QT_TRANSLATE_NOOP("lanescope::theme", "semaphore, event, barrier")},
    {0xd873a8, 0xd873a8, Pattern::Rising, QT_TRANSLATE_NOOP("lanescope::theme", "queue put wait")},
    {0xd88ab5, 0xd88ab5, Pattern::Falling, QT_TRANSLATE_NOOP("lanescope::theme", "queue get wait")},
    {0x5a7fd6, 0x5a7fd6, Pattern::Level, QT_TRANSLATE_NOOP("lanescope::theme", "join wait")},
    {0x5b6470, 0xc3cad3, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "asleep")},
    {0x58b3ea, 0x58b3ea, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "I/O wait")},
    {0x7c8592, 0xa3acb8, Pattern::Dotted, QT_TRANSLATE_NOOP("lanescope::theme", "other wait")},

    {0x3f7fd0, 0x3f7fd0, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "held")},
    {0xdd4f42, 0xdd4f42, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "held, others wait")},
    {0x6fb0ea, 0x6fb0ea, Pattern::Level, QT_TRANSLATE_NOOP("lanescope::theme", "held shared")},

    {0x6f8597, 0x9fb2c2, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "task")},

    {0x5b6470, 0xc3cad3, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "request queued")},
    {0xdcc474, 0xd0b45c, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "looking up the host")},
    {0x4a62c4, 0x4a62c4, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "connecting")},
    {0x58b3ea, 0x58b3ea, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "awaiting the first byte")},
    {0x2f86bd, 0x2f86bd, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "receiving the body")},
    {0x8a939f, 0xb0b8c2, Pattern::Rising, QT_TRANSLATE_NOOP("lanescope::theme", "queued for parsing")},
    {0x2bb58a, 0x2bb58a, Pattern::Solid, QT_TRANSLATE_NOOP("lanescope::theme", "parsing")},
}};

const Style& styleOf(State state)
{
    return kStyles[std::min(static_cast<std::size_t>(state), store::kStateCount - 1)];
}

} // namespace

QColor stateColour(State state, const QPalette& palette)
{
    const Style& style = styleOf(state);
    return QColor(coloursOf(palette).isDark ? style.rgbDark : style.rgbLight);
}

Pattern statePattern(State state)
{
    return styleOf(state).pattern;
}

bool stateIsHatched(State state)
{
    return statePattern(state) != Pattern::Solid;
}

QString stateName(State state)
{
    return QCoreApplication::translate("lanescope::theme", styleOf(state).name);
}

QBrush stateBrush(State state, const QPalette& palette, qreal scale)
{
    static QHash<quint64, QBrush> cache;
    const bool isDark = coloursOf(palette).isDark;
    const auto scaled = static_cast<quint64>(std::lround(scale * 100));
    const quint64 key = static_cast<quint64>(state) | (isDark ? 0x100U : 0U) | (scaled << 16);
    auto found = cache.find(key);
    if (found == cache.end()) {
        const QColor base = stateColour(state, palette);
        found = cache.insert(key, hatchedBrush(base, statePattern(state), scale));
    }
    return *found;
}

QBrush stateBrushForWidget(State state, const QPalette& palette, qreal scale)
{
    return brushForWidget(stateBrush(state, palette, scale), scale);
}

QBrush goneBrush(const QPalette& palette, qreal scale)
{
    const Colours& colours = coloursOf(palette);
    return brushForWidget(patternBrush(colours.canvas, colours.border, Pattern::Falling, scale), scale);
}

QColor laneColour(std::uint32_t index, const QPalette& palette)
{
    // Eight soft hues of equal lightness (OKLCH 0.68, chroma 0.07), neighbours far apart.
    static constexpr std::array<std::uint32_t, 8> kHues{0x7f9fc9, 0xb69a63, 0x9f8fc6, 0x6aab98,
                                                        0xc48b8b, 0x8aa66e, 0xc089b0, 0x62a8bd};
    const QColor hue(kHues[index % kHues.size()]);
    return coloursOf(palette).isDark ? hue : mixed(hue, QColor(Qt::white), 0.15);
}

} // namespace lanescope::theme
