// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/state_profile.h"

#include "ui/theme/colours.h"
#include "ui/theme/state_style.h"
#include "ui/timeline/time_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lanescope::panels {
namespace {

constexpr int kBarPx = 14;
constexpr int kLinePx = 18;
constexpr int kSignPx = 10;
constexpr int kGapPx = 12;
constexpr double kWorthSaying = 0.0005;

} // namespace

StateProfile::StateProfile(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Where the time went"));
}

void StateProfile::show(const Shares& shares, const QString& signalWait)
{
    if (shares == m_shares && signalWait == m_signalWait)
        return;
    m_shares = shares;
    m_signalWait = signalWait;
    QStringList words;
    for (const Item& item : items(10'000))
        words << item.text;
    setAccessibleDescription(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QString StateProfile::nameOf(store::State state) const
{
    const bool isNamed = state == store::State::SemaphoreWait && !m_signalWait.isEmpty();
    return isNamed ? m_signalWait : theme::stateName(state);
}

QSize StateProfile::sizeHint() const
{
    return {220, heightForWidth(220)};
}

int StateProfile::heightForWidth(int width) const
{
    const auto placed = items(width);
    return placed.empty() ? kBarPx : placed.back().room.bottom() + 2;
}

std::vector<StateProfile::Item> StateProfile::items(int width) const
{
    std::vector<std::size_t> order(m_shares.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [this](auto a, auto b) { return m_shares[a] > m_shares[b]; });
    QFont small = font();
    small.setPixelSize(12);
    const QFontMetrics metrics(small);
    std::vector<Item> placed;
    int x = 0;
    int y = kBarPx + 4;
    for (const std::size_t state : order) {
        if (m_shares[state] < kWorthSaying)
            break;
        const QString text =
            tr("%1 %2").arg(nameOf(static_cast<store::State>(state)), timeline::percentText(m_shares[state]));
        const int wide = kSignPx + 5 + metrics.horizontalAdvance(text);
        if (x > 0 && x + wide > width) {
            x = 0;
            y += kLinePx;
        }
        placed.push_back({state, text, QRect(x, y, wide, kLinePx)});
        x += wide + kGapPx;
    }
    return placed;
}

void StateProfile::paintEvent(QPaintEvent*)
{
    const theme::Colours& colours = theme::coloursOf(palette());
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), kBarPx), colours.groove);
    const auto brush = [this](std::size_t state) {
        return theme::stateBrushForWidget(static_cast<store::State>(state), palette(), devicePixelRatioF());
    };
    double left = 0;
    for (std::size_t state = 0; state < m_shares.size(); ++state) {
        const double right = left + m_shares[state] * width();
        const int x0 = static_cast<int>(std::lround(left));
        painter.fillRect(QRect(x0, 0, static_cast<int>(std::lround(right)) - x0, kBarPx), brush(state));
        left = right;
    }
    QFont small = font();
    small.setPixelSize(12);
    painter.setFont(small);
    painter.setPen(colours.textSecondary);
    for (const Item& item : items(width())) {
        painter.fillRect(QRect(item.room.left(), item.room.center().y() - kSignPx / 2 + 1, kSignPx, kSignPx),
                         brush(item.state));
        painter.drawText(item.room.adjusted(kSignPx + 5, 0, 1, 0), Qt::AlignLeft | Qt::AlignVCenter, item.text);
    }
}

} // namespace lanescope::panels
