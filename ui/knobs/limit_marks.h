// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/knobs/knob_row.h"

#include <QJsonObject>

#include <vector>

namespace lanescope::knobs {

/// What is to be seen at one knob of how it limits a run.
struct LimitMark {
    QString knob;
    std::optional<double> effective; ///< where that is not where the knob stands; in its unit
    QString note;
    bool binding = false;
};

/// Reads the marks from a crawl's status ("limits", "waiting_for", "slots"); none from anything else. Knobs that
/// the scenario lacks are left out. Threads: any.
std::vector<LimitMark> limitMarks(const QJsonObject& status, const std::vector<scenario::Knob>& knobs);

/// What is said to bind where this knob does: mostly its label.
QString binderName(const scenario::Knob& knob);

/// What binds and is no knob of any scenario, in words; empty for knobs.
QString binderWithoutKnob(const QString& binder);

/// What one more at once would bring at most, in pages a second, where this knob binds: each of those it lets
/// through takes its slot's latency. 0 where that cannot be said.
double gainOfOneMore(const QString& knob, const QJsonObject& status);

} // namespace lanescope::knobs
