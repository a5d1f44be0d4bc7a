// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session_info.h"

#include <QJsonValue>
#include <QLocale>
#include <QStringList>

namespace lanescope::session {
namespace {

QString valueText(const QJsonValue& value)
{
    if (value.isBool())
        return value.toBool() ? QStringLiteral("on") : QStringLiteral("off");
    if (value.isDouble())
        return QLocale::c().toString(value.toDouble(), 'g', 10);
    return value.toString();
}

} // namespace

QString SessionInfo::line() const
{
    QStringList parts;
    if (!scenario.isEmpty())
        parts << scenario << QStringLiteral("seed %1").arg(seed);
    if (startedAt.isValid())
        parts << startedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    QStringList values;
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        values << QStringLiteral("%1 %2").arg(it.key(), valueText(it.value()));
    if (!values.isEmpty())
        parts << values.join(QStringLiteral(", "));
    return parts.join(QStringLiteral(" · "));
}

} // namespace lanescope::session
