// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/loss_sign.h"

#include "core/analysis/losses.h"
#include "ui/timeline/row_facts.h"

#include <QCoreApplication>
#include <QLocale>

namespace lanescope::panels {
namespace {

QString textOf(std::uint64_t lost)
{
    if (lost == 0)
        return {};
    return QCoreApplication::translate("lanescope::panels",
                                       "≈ Up to %1 records were dropped: these figures are too small.")
        .arg(QLocale().toString(static_cast<qulonglong>(lost)));
}

} // namespace

QString signedName(const store::Snapshot& snapshot, std::uint32_t object)
{
    const QString name = timeline::objectName(snapshot, object);
    const bool isLossy = analysis::Losses(snapshot).of((*snapshot.objects)[object]) > 0;
    return isLossy ? QStringLiteral("≈ ") + name : name;
}

QString lossText(const store::Snapshot& snapshot, std::uint32_t object)
{
    return textOf(analysis::Losses(snapshot).of((*snapshot.objects)[object]));
}

QString lossText(const store::Snapshot& snapshot, std::uint32_t object, std::int64_t fromNs, std::int64_t toNs)
{
    return textOf(analysis::Losses(snapshot).of((*snapshot.objects)[object], {fromNs, toNs}));
}

} // namespace lanescope::panels
