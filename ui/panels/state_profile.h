// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/interval.h"

#include <QWidget>

#include <array>

namespace lanescope::panels {

/// How time was shared between the states of threads: a stacked bar, and below it each state with its share, the largest
/// first. Threads: GUI.
class StateProfile : public QWidget {
    Q_OBJECT

public:
    using Shares = std::array<double, store::kThreadStateCount>;

    explicit StateProfile(QWidget* parent = nullptr);

    /// `signalWait`: what State::SemaphoreWait is called here (timeline::SignalWaits).
    void show(const Shares& shares, const QString& signalWait = {});
    QSize sizeHint() const override;
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Item {
        std::size_t state;
        QString text;
        QRect room;
    };
    QString nameOf(store::State state) const;
    /// Places the words of each state, in lines as wide as `width`.
    std::vector<Item> items(int width) const;

    Shares m_shares{};
    QString m_signalWait;
};

} // namespace lanescope::panels
