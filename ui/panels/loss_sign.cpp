// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/loss_sign.h"

#include "core/analysis/losses.h"
#include "core/analysis/pauses.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QLocale>

namespace lanescope::panels {
namespace {

QString tr(const char* source)
{
    return QCoreApplication::translate("lanescope::panels", source);
}

QString number(std::uint64_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

} // namespace

QString signedText(const QString& text)
{
    return QStringLiteral("≈ ") + text;
}

QString signedName(const store::Snapshot& snapshot, std::uint32_t object)
{
    const QString name = timeline::objectName(snapshot, object);
    return analysis::Losses(snapshot).of((*snapshot.objects)[object]) > 0 ? signedText(name) : name;
}

QString lossText(const store::Snapshot& snapshot, std::uint32_t object)
{
    const std::uint64_t lost = analysis::Losses(snapshot).of((*snapshot.objects)[object]);
    return lost == 0 ? QString() : lostRecordsText(lost);
}

QString lostRecordsText(std::uint64_t lost)
{
    return tr("≈ %1 records were dropped: these figures are too small.").arg(number(lost));
}

QString lostSwitchesText(std::uint64_t lost)
{
    return tr("≈ %1 context switches were lost: times on a CPU and migrations are approximate.").arg(number(lost));
}

QString lossFact(const store::Snapshot& snapshot, std::uint32_t object, std::int64_t fromNs, std::int64_t toNs)
{
    return lossFact(analysis::Losses(snapshot).of((*snapshot.objects)[object], {fromNs, toNs}));
}

QString lossFact(std::uint64_t lost)
{
    return lost == 0 ? QString() : tr("≈ up to %1 records dropped").arg(number(lost));
}

QString pauseFact(const store::Snapshot& snapshot, std::int64_t fromNs, std::int64_t toNs)
{
    const std::int64_t ns = analysis::pausedNs(snapshot, {fromNs, toNs});
    return ns == 0 ? QString()
                   : tr("≈ a pause of %1, in which waits and holds went on").arg(timeline::durationText(ns));
}

QString switchLossFact(std::uint64_t lost)
{
    return lost == 0 ? QString() : tr("≈ up to %1 context switches lost").arg(number(lost));
}

} // namespace lanescope::panels
