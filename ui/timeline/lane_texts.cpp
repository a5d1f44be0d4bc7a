// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_texts.h"

#include "ui/theme/theme.h"
#include "ui/timeline/row_facts.h"

#include <QFontMetricsF>
#include <QPainter>

namespace lanescope::timeline {
namespace {

constexpr qreal kPaddingPx = 4;
constexpr qreal kRepeatPx = 320; ///< a task is named again after this much
constexpr qreal kPatternPx = 24; ///< of a hatched bar stay visible beside its name
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

// What the name is made of, to notice when it changes: threads are renamed, indices stay.
std::string_view sourceOf(const store::Snapshot& snapshot, LaneText::Of of, std::uint32_t index)
{
    if (of == LaneText::Of::Thread)
        return index < snapshot.threads->size() ? std::string_view((*snapshot.threads)[index].name) : "";
    if (of == LaneText::Of::Object)
        return index < snapshot.objects->size() ? std::string_view((*snapshot.objects)[index].name) : "";
    return of == LaneText::Of::State ? std::string_view{} : snapshot.name(index);
}

QString nameOf(const store::Snapshot& snapshot, LaneText::Of of, std::uint32_t index)
{
    switch (of) {
    case LaneText::Of::Thread:
        return threadName(snapshot, index);
    case LaneText::Of::Object:
        return objectName(snapshot, index);
    case LaneText::Of::State:
        return theme::stateName(static_cast<store::State>(index));
    default:
        return toQString(snapshot.name(index));
    }
}

} // namespace

void LaneTexts::setFont(const QFont& font)
{
    if (font == m_font)
        return;
    m_font = font;
    m_laid.clear();
}

void LaneTexts::beginLane(const Line& line)
{
    m_line = line;
    m_lastBarNs = kNever;
    m_lastTaskNs = kNever;
    m_lastTextEnd = -kRepeatPx;
}

// A thread's bar is named after its innermost task. Inner tasks are recorded before the outer ones, so the
// first closed task found is the answer for good; until then it is asked again each frame.
void LaneTexts::resolve(const store::Snapshot& snapshot, LaneText& text) const
{
    if (text.isFinal)
        return;
    const TaskAt task = taskAt(snapshot, (*snapshot.threads)[m_line.key.index], text.middleNs);
    text.subject = task.name;
    text.taskStartNs = task.startNs;
    text.isFinal = task.isFinal;
}

const LaneTexts::Laid& LaneTexts::laidOut(const store::Snapshot& snapshot, LaneText::Of of, std::uint32_t index)
{
    const std::string_view source = sourceOf(snapshot, of, index);
    Laid& laid = m_laid[(static_cast<quint64>(of) << 32) | index];
    if (laid.width == 0 || laid.source != source) {
        laid.source = source;
        const QString name = nameOf(snapshot, of, index);
        laid.text = QStaticText(name);
        laid.text.setTextFormat(Qt::PlainText);
        laid.text.prepare(QTransform(), m_font);
        laid.width = std::max<qreal>(QFontMetricsF(m_font).horizontalAdvance(name), 1);
    }
    return laid;
}

void LaneTexts::write(QPainter& painter, const store::Snapshot& snapshot, LaneText& text, const QRectF& rect)
{
    if (text.startNs == m_lastBarNs)
        return;
    m_lastBarNs = text.startNs;
    resolve(snapshot, text);
    if (text.subject == store::kNone)
        return;
    const bool isTask = text.of == LaneText::Of::Task;
    if (isTask && text.taskStartNs == m_lastTaskNs && rect.left() < m_lastTextEnd + kRepeatPx)
        return;
    const Laid& laid = laidOut(snapshot, text.of, text.subject);
    const bool isHatched = text.of == LaneText::Of::Object;
    const qreal needed = laid.width + 2 * kPaddingPx + (isHatched ? kPatternPx : 0);
    if (needed > rect.width())
        return;
    const QColor background = QColor::fromRgb(text.background);
    if (isHatched) // letters and stripes do not mix
        painter.fillRect(QRectF(rect.left() + kPatternPx / 3, rect.top(), laid.width + kPaddingPx * 2, rect.height()),
                         background);
    const qreal left = rect.left() + kPaddingPx + (isHatched ? kPatternPx / 3 : 0);
    painter.setPen(theme::textOn(background));
    painter.drawStaticText(QPointF(left, rect.center().y() - laid.text.size().height() / 2), laid.text);
    m_lastTaskNs = text.taskStartNs;
    m_lastTextEnd = left + laid.width;
}

} // namespace lanescope::timeline
