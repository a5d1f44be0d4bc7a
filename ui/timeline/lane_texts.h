// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/timeline/lane_tile.h"

#include <QFont>
#include <QHash>
#include <QStaticText>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace lanescope::timeline {

/// Writes names on bars, each where it fits, laid out once. Threads: GUI.
class LaneTexts {
public:
    void setFont(const QFont& font);
    const QFont& font() const { return m_font; }

    /// Begins a lane: the same bar, which several tiles may mention, is named once.
    void beginLane(const Line& line);
    /// Writes one bar's name; `rect` is the visible part of the bar in logical pixels.
    void write(QPainter& painter, const store::Snapshot& snapshot, LaneText& text, const QRectF& rect);

private:
    struct Laid {
        std::string source;
        QStaticText text;
        qreal width = 0;
    };
    const Laid& laidOut(const store::Snapshot& snapshot, LaneText::Of of, std::uint32_t index);
    void resolve(const store::Snapshot& snapshot, LaneText& text) const;

    QFont m_font;
    QHash<quint64, Laid> m_laid;
    Line m_line;
    std::int64_t m_lastBarNs = 0;
    std::int64_t m_lastTaskNs = 0;
    qreal m_lastTextEnd = 0;
};

} // namespace lanescope::timeline
