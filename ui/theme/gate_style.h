// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/trace/record.h"

#include <QBrush>
#include <QString>

#include <optional>

QT_BEGIN_NAMESPACE
class QPalette;
QT_END_NAMESPACE

namespace lanescope::theme {

inline constexpr std::size_t kGateCount = static_cast<std::size_t>(trace::kLastRequestGate) + 1;

/// What a request waits for, in the user's language, lower case: "slot cap", "delay".
QString gateName(trace::RequestGate gate);
/// What that means, as a whole sentence.
QString gateMeaning(trace::RequestGate gate);
QColor gateColour(trace::RequestGate gate, const QPalette& palette);
/// Colour and pattern for a painter that works in device pixels; see stateBrush(). Threads: GUI.
QBrush gateBrush(trace::RequestGate gate, const QPalette& palette, qreal scale = 1.0);
QBrush gateBrushForWidget(trace::RequestGate gate, const QPalette& palette, qreal scale);

/// What lies over a host's row while it is left alone, for a widget's painter.
QBrush snoozeBrush(const QPalette& palette, qreal scale);

/// The gate of a word that a crawl's status and counters use: "slot cap", "retry-after"; nothing for others.
std::optional<trace::RequestGate> gateOfWord(std::string_view word);

} // namespace lanescope::theme
