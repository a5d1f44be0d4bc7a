// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/gate_style.h"

#include "ui/theme/colours.h"
#include "ui/theme/pattern_brush.h"

#include <QCoreApplication>
#include <QPalette>

#include <algorithm>
#include <array>

namespace lanescope::theme {
namespace {

using trace::RequestGate;

struct Style {
    std::uint32_t rgbDark;
    std::uint32_t rgbLight;
    Pattern pattern;
    std::string_view word; ///< never translated: part of statuses and recordings
    const char* name;
    const char* meaning;
};

// In the order of trace::RequestGate.
constexpr std::array<Style, kGateCount> kStyles{{
    {0x5b6470, 0xc3cad3, Pattern::Solid, "dispatch", QT_TRANSLATE_NOOP("lanescope::theme", "dispatch"),
     QT_TRANSLATE_NOOP("lanescope::theme", "Nothing holds it: it goes out in the next round of the dispatcher.")},
    {0x7c8592, 0xa3acb8, Pattern::Level, "pause", QT_TRANSLATE_NOOP("lanescope::theme", "pause"),
     QT_TRANSLATE_NOOP("lanescope::theme", "Somebody holds everything.")},
    {0xd873a8, 0xd873a8, Pattern::Rising, "parse backlog", QT_TRANSLATE_NOOP("lanescope::theme", "parse backlog"),
     QT_TRANSLATE_NOOP("lanescope::theme", "Too many pages wait to be read.")},
    {0xb78be0, 0xb78be0, Pattern::Falling, "rate cap", QT_TRANSLATE_NOOP("lanescope::theme", "rate cap"),
     QT_TRANSLATE_NOOP("lanescope::theme",
                       "So many requests or bytes a time are allowed over all hosts, and no more.")},
    {0xe0653a, 0xe0653a, Pattern::Rising, "global cap", QT_TRANSLATE_NOOP("lanescope::theme", "global cap"),
     QT_TRANSLATE_NOOP("lanescope::theme", "As many requests as are allowed are on the wire.")},
    {0xe8b23a, 0xe8b23a, Pattern::Falling, "slot cap", QT_TRANSLATE_NOOP("lanescope::theme", "slot cap"),
     QT_TRANSLATE_NOOP("lanescope::theme", "As many requests as are allowed to this host or address are on the wire.")},
    {0x5a7fd6, 0x5a7fd6, Pattern::Dotted, "delay", QT_TRANSLATE_NOOP("lanescope::theme", "delay"),
     QT_TRANSLATE_NOOP("lanescope::theme", "The least time since the last start to this host is not over.")},
    {0xdd4f42, 0xdd4f42, Pattern::Crossed, "retry-after", QT_TRANSLATE_NOOP("lanescope::theme", "Retry-After"),
     QT_TRANSLATE_NOOP("lanescope::theme", "The server asked to be left alone for a while.")},
    {0xc08a5a, 0xb77f4c, Pattern::Upright, "backoff", QT_TRANSLATE_NOOP("lanescope::theme", "back-off"),
     QT_TRANSLATE_NOOP("lanescope::theme", "It failed, and waits before it is tried again.")},
    {0xa14a52, 0xa14a52, Pattern::Level, "breaker", QT_TRANSLATE_NOOP("lanescope::theme", "breaker"),
     QT_TRANSLATE_NOOP("lanescope::theme", "Its host failed too often in a row and is left alone for a while.")},
    {0x58b3ea, 0x58b3ea, Pattern::Upright, "DNS", QT_TRANSLATE_NOOP("lanescope::theme", "DNS"),
     QT_TRANSLATE_NOOP("lanescope::theme", "The address of its host is being looked up.")},
    {0x2bb58a, 0x2bb58a, Pattern::Crossed, "robots.txt", QT_TRANSLATE_NOOP("lanescope::theme", "robots.txt"),
     QT_TRANSLATE_NOOP("lanescope::theme", "The robots.txt of its host is not read yet.")},
}};

const Style& styleOf(RequestGate gate)
{
    return kStyles[std::min(static_cast<std::size_t>(gate), kStyles.size() - 1)];
}

} // namespace

QString gateName(RequestGate gate)
{
    return QCoreApplication::translate("lanescope::theme", styleOf(gate).name);
}

QString gateMeaning(RequestGate gate)
{
    return QCoreApplication::translate("lanescope::theme", styleOf(gate).meaning);
}

QColor gateColour(RequestGate gate, const QPalette& palette)
{
    const Style& style = styleOf(gate);
    return QColor(coloursOf(palette).isDark ? style.rgbDark : style.rgbLight);
}

QBrush gateBrush(RequestGate gate, const QPalette& palette, qreal scale)
{
    return hatchedBrush(gateColour(gate, palette), styleOf(gate).pattern, scale);
}

QBrush gateBrushForWidget(RequestGate gate, const QPalette& palette, qreal scale)
{
    return brushForWidget(gateBrush(gate, palette, scale), scale);
}

QBrush snoozeBrush(const QPalette& palette, qreal scale)
{
    return overlayBrush(gateColour(RequestGate::RetryAfter, palette), Pattern::Falling, scale);
}

std::optional<RequestGate> gateOfWord(std::string_view word)
{
    const auto found =
        std::find_if(kStyles.begin(), kStyles.end(), [&](const Style& style) { return style.word == word; });
    return found == kStyles.end() ? std::nullopt : std::optional(static_cast<RequestGate>(found - kStyles.begin()));
}

} // namespace lanescope::theme
