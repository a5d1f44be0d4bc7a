// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/status_line.h"

#include "ui/theme/colours.h"

#include <QPainter>

#include <algorithm>

namespace lanescope::window {
namespace {

constexpr int kSidePx = 16;
constexpr int kGapPx = 24;
constexpr int kHeightPx = 26;
constexpr std::int64_t kCpuWindowNs = 2'000'000'000;
const QString kBetween = QStringLiteral(" · ");

QFont smaller(const QFont& font)
{
    QFont small = font;
    small.setPixelSize(std::max(11, QFontInfo(font).pixelSize() - 1));
    return small;
}

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent)
{
    setSizeGripEnabled(false);
    setFont(smaller(font()));
    setAccessibleName(tr("Status"));
}

QSize StatusLine::sizeHint() const
{
    return {400, std::max(kHeightPx, fontMetrics().height() + 8)};
}

std::optional<double> StatusLine::labCpu(const store::Snapshot& snapshot)
{
    const Point now{snapshot.endNs, runCpuNs(snapshot)};
    if (!m_cpu.empty() && (now.timeNs < m_cpu.back().timeNs || now.cpuNs < m_cpu.back().cpuNs))
        m_cpu.clear();
    if (m_cpu.empty() || now.timeNs > m_cpu.back().timeNs)
        m_cpu.push_back(now);
    while (m_cpu.size() > 2 && m_cpu[1].timeNs <= now.timeNs - kCpuWindowNs)
        m_cpu.pop_front();
    if (!snapshot.live || m_cpu.size() < 2)
        return std::nullopt;
    return static_cast<double>(now.cpuNs - m_cpu.front().cpuNs) /
           static_cast<double>(now.timeNs - m_cpu.front().timeNs);
}

void StatusLine::show(const store::Snapshot& snapshot, const FrameMeter& frames)
{
    const QStringList parts = recordingParts(snapshot, {frames.medianNs(), frames.perSecond(), labCpu(snapshot)});
    const QString right = waitingText(snapshot);
    if (parts == m_parts && right == m_right)
        return;
    m_parts = parts;
    m_right = right;
    m_dropped = snapshot.recording.dropped > 0;
    setToolTip(recordingToolTip(snapshot));
    setAccessibleDescription(m_parts.join(kBetween) + kBetween + m_right);
    update();
}

int StatusLine::roomForLeft() const
{
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    return width() - 2 * kSidePx - (m_right.isEmpty() ? 0 : QFontMetrics(bold).horizontalAdvance(m_right) + kGapPx);
}

QString StatusLine::leftText() const
{
    QStringList fitting = m_parts;
    while (fitting.size() > 1 && fontMetrics().horizontalAdvance(fitting.join(kBetween)) > roomForLeft())
        fitting.removeLast();
    return fitting.join(kBetween);
}

void StatusLine::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(rect(), colours.raised);
    painter.fillRect(0, 0, width(), 1, colours.border);
    const QRect room = rect().adjusted(kSidePx, 1, -kSidePx, 0);
    painter.setPen(m_dropped ? colours.warning : colours.textSecondary);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(leftText(), Qt::ElideRight, roomForLeft()));
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    painter.setFont(bold);
    painter.setPen(colours.text);
    painter.drawText(room, Qt::AlignVCenter | Qt::AlignRight,
                     painter.fontMetrics().elidedText(m_right, Qt::ElideRight, room.width()));
}

} // namespace lanescope::window
