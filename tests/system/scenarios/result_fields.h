// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace lanescope::testing {

/// Each scenario promises fields of its result; they are there in every run, null where nothing was measured. The first
/// that is missing; empty when none is.
QString missingField(const QString& id, const QJsonObject& result);

} // namespace lanescope::testing
