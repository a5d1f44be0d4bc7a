// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>

#include <optional>

namespace lanescope::scenario {

class Context;

/// A figure of a result: null when nothing was measured, so that the field is there in any case.
inline QJsonValue measured(const std::optional<double>& figure)
{
    return figure ? QJsonValue(*figure) : QJsonValue();
}

/// Says in the log why figures of the result are null: the run ended before anything was measured that they tell of.
void tellTooShort(Context& context);

} // namespace lanescope::scenario
