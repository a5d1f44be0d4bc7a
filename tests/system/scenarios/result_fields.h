// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

namespace lanescope::testing {

/// Each scenario promises fields of its result; they are there in every run and have one shape, also in the shortest one:
/// null where nothing was measured, an object of nulls where it is an object of figures. The first that is missing; empty
/// when none is.
QString missingField(const QString& id, const QJsonObject& result);

/// The first field of the result that the scenario's page does not name under "Result"; empty when there is none.
QString undocumentedField(const QString& id, const QJsonObject& result);

} // namespace lanescope::testing
