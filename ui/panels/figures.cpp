// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/figures.h"

#include "ui/timeline/time_text.h"

#include <QCoreApplication>

#include <cmath>

namespace lanescope::panels {
namespace {

QString rateText(double perSecond, const QLocale& locale)
{
    const int digits = perSecond >= 100 || perSecond == 0 ? 0 : perSecond >= 10 ? 1 : 2;
    return QCoreApplication::translate("lanescope::panels", "%1/s").arg(locale.toString(perSecond, 'f', digits));
}

QString depthText(double depth, const QLocale& locale)
{
    return locale.toString(depth, 'f', depth == std::floor(depth) ? 0 : 1);
}

} // namespace

QString figureText(Unit unit, const QVariant& value, const QLocale& locale)
{
    if (!value.isValid())
        return QStringLiteral("–");
    switch (unit) {
    case Unit::Text:
    case Unit::Address:
        return value.toString();
    case Unit::Identifier:
        return QString::number(value.toLongLong());
    case Unit::Count:
        return locale.toString(value.toULongLong());
    case Unit::Depth:
        return depthText(value.toDouble(), locale);
    case Unit::Share:
        return timeline::percentText(value.toDouble(), locale);
    case Unit::Duration:
        return timeline::durationText(value.toLongLong(), locale);
    case Unit::Moment:
        return QCoreApplication::translate("lanescope::panels", "%1 s")
            .arg(locale.toString(static_cast<double>(value.toLongLong()) / 1e9, 'f', 3));
    case Unit::Rate:
        return rateText(value.toDouble(), locale);
    case Unit::Bytes:
        return locale.formattedDataSize(value.toLongLong(), 1, QLocale::DataSizeSIFormat);
    case Unit::Bar:
    case Unit::Trend:
        return {};
    }
    Q_UNREACHABLE();
}

QString shownAddress(QString address)
{
    constexpr QLatin1String kUsual("http://");
    return address.startsWith(kUsual) ? address.sliced(kUsual.size()) : address;
}

Qt::Alignment figureAlignment(Unit unit)
{
    const bool words = unit == Unit::Text || unit == Unit::Address || unit == Unit::Bar || unit == Unit::Trend;
    return (words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
}

QString sinceText(std::int64_t ns)
{
    constexpr std::int64_t kShortestNs = 1'000;
    return ns < kShortestNs ? QCoreApplication::translate("lanescope::panels", "less than 1 µs")
                            : timeline::durationText(ns);
}

} // namespace lanescope::panels
