// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/snapshot.h"
#include "ui/panels/check_light.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <functional>

namespace lanescope::panels {

/// What a check says, in a light and in words.
struct Check {
    CheckLight::State state = CheckLight::State::Unknown;
    QString text;
};

/// The checks of a crawl that always have to hold, read from its status. Pure. Threads: any.

/// Little's law over all slots: what is on the wire is how many end a second times how long each takes.
Check lawCheck(const QJsonObject& status);
/// No slot has more on the wire than its cap. Where a cap was lowered, what is on the wire may end first.
Check capCheck(const QJsonObject& status);
/// Every URL that was taken up is finished, failed, filtered or pending.
Check balanceCheck(const QJsonObject& status);

/// The status of one crawl from that of several side by side ("controllers"); any other as it is.
QJsonObject asOneCrawl(const QJsonObject& status);

/// "733 pages/s · 16 on the wire · 1,035 waiting · 2 errors · p50 21 ms · p95 26 ms · p99 40 ms"; while there is no page
/// because something went wrong, what that is.
QStringList crawlFigures(const QJsonObject& status, const store::Histogram& latency);

/// As many of the parts, from the first on, as `fits` says there is room for; one at least.
QString fittingFigures(const QStringList& parts, const std::function<bool(const QString&)>& fits);

} // namespace lanescope::panels
