// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/lane_texts.h"

#include "ui/theme/colours.h"
#include "ui/timeline/row_facts.h"

#include <QFontMetricsF>
#include <QPainter>

namespace lanescope::timeline {
namespace {

constexpr qreal kPaddingPx = 4;
constexpr qreal kRepeatPx = 320; ///< a task is named again after this much
constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();

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
    if (text.isFinal || m_line.key.kind != LineKind::Thread)
        return;
    const TaskAt task = taskAt(snapshot, (*snapshot.threads)[m_line.key.index], text.middleNs);
    text.subject = task.name;
    text.taskStartNs = task.startNs;
    text.isFinal = task.isFinal;
}

const LaneTexts::Laid& LaneTexts::laidOut(const store::Snapshot& snapshot, bool isThread, std::uint32_t index)
{
    std::string_view source = snapshot.name(index);
    if (isThread)
        source = index < snapshot.threads->size() ? std::string_view((*snapshot.threads)[index].name) : "";
    Laid& laid = m_laid[(static_cast<quint64>(isThread) << 32) | index];
    if (laid.width == 0 || laid.source != source) {
        laid.source = source;
        const QString name = isThread ? threadName(snapshot, index) : toQString(source);
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
    const bool isTask = m_line.key.kind == LineKind::Thread;
    if (isTask && text.taskStartNs == m_lastTaskNs && rect.left() < m_lastTextEnd + kRepeatPx)
        return;
    const bool isThread = m_line.key.kind == LineKind::Lock || m_line.key.kind == LineKind::Cpu;
    const Laid& laid = laidOut(snapshot, isThread, text.subject);
    if (laid.width + 2 * kPaddingPx > rect.width())
        return;
    painter.setPen(theme::textOn(QColor::fromRgb(text.background)));
    const qreal top = rect.center().y() - laid.text.size().height() / 2;
    painter.drawStaticText(QPointF(rect.left() + kPaddingPx, top), laid.text);
    m_lastTaskNs = text.taskStartNs;
    m_lastTextEnd = rect.left() + laid.width;
}

} // namespace lanescope::timeline
